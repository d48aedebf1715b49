#!/bin/bash
# The .rpm below a booted systemd: packages are made here, tests/systemd/rpm.sh is what happens.

source "$(dirname "$0")/lib.sh"
need cpack rpmbuild rpm
[ "$(id -u)" -eq 0 ] || skip "needs root"

scratch=$(mktemp -d "${TMPDIR:-/tmp}/lockstep-packages.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch"/{old,new,packages}
make_package RPM "$scratch/old"
mv "$package" "$scratch/packages/lockstep.rpm"
make_package RPM "$scratch/new" -D CPACK_PACKAGE_VERSION=999
mv "$package" "$scratch/packages/newer.rpm"

status=0
LOCKSTEP_PACKAGES=$scratch/packages bash "$project/tests/systemd/boot.sh" rpm.sh || status=$?
exit "$status"
