#!/bin/bash
# The .rpm: its files, its scripts, what it says of itself.

source "$(dirname "$0")/lib.sh"
need cpack rpmbuild rpm

scratch=$(mktemp -d "${TMPDIR:-/tmp}/lockstep-packages.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
make_package RPM "$scratch"
check_files "$(rpm -qpl "$package" | grep -v -e '/\.build-id' -e '/examples$' -e '/doc/lockstep$')" \
  /usr/ "$common_files" "$unit_files" "$plain_files"
[ "$(rpm -qp --queryformat '%{NAME} %{LICENSE}' "$package")" = 'lockstep MIT' ] || fail "its name"
for script in PREUN POSTIN POSTUN; do
  rpm -qp --queryformat "%{$script}" "$package" | sh -n || fail "$script is no script"
done
