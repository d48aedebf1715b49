#!/bin/bash
# The .deb below a booted systemd: packages are made here, tests/systemd/deb.sh is what happens.

source "$(dirname "$0")/lib.sh"
need cpack dpkg-deb dpkg-shlibdeps
[ "$(id -u)" -eq 0 ] || skip "needs root"

scratch=$(mktemp -d "${TMPDIR:-/tmp}/lockstep-packages.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/made" "$scratch/packages"
make_package DEB "$scratch/made"
mv "$package" "$scratch/packages/lockstep.deb"
make_newer_deb "$scratch/packages/lockstep.deb" "$scratch/packages/newer.deb"

status=0
LOCKSTEP_PACKAGES=$scratch/packages bash "$project/tests/systemd/boot.sh" deb.sh || status=$?
exit "$status"
