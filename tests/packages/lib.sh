# Sourced first by every *_test.sh here.
# shellcheck shell=bash

set -euo pipefail
umask 022
export LC_ALL=C.UTF-8
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
program=${LOCKSTEP_PROGRAM:?the lockstep to test}

# ctest reads 77 as "skipped".
skip() { echo "skipped: $*"; exit 77; }
fail() {
  echo "FAILED at ${BASH_SOURCE[*]##*/}:${BASH_LINENO[*]}: $*"
  exit 1
}
has() { command -v "$1" >/dev/null 2>&1; }
# need COMMAND...: what this test cannot do without.
need() {
  local command
  for command; do
    has "$command" || skip "there is no $command here"
  done
}
# same WHAT ONE OTHER: texts, shown as a difference.
same() { [ "$2" = "$3" ] || { diff <(echo "$2") <(echo "$3") || true; fail "$1"; }; }

# make_package GENERATOR FOLDER [ARGUMENT...]: the package of this build, in FOLDER; its path in
# $package. The arguments are for cpack.
make_package() {
  local build=${LOCKSTEP_BUILD_DIR:?the folder of the build}
  [ -e "$build/CPackConfig.cmake" ] || skip "this build makes no packages"
  grep -q 'CPACK_LOCKSTEP_MAN_PAGES "ON"' "$build/CPackConfig.cmake" ||
    skip "this build found no scdoc for the man pages"
  (cd "$build" && cpack -G "$1" -B "$2" -D "CPACK_OUTPUT_FILE_PREFIX=$2" "${@:3}") >"$2/cpack.log" 2>&1 || {
    cat "$2/cpack.log"
    fail "cpack"
  }
  package=$(find "$2" -maxdepth 1 -type f -name 'lockstep*')
  [ -e "$package" ] || fail "cpack made no package, or more than one: $package"
}

# make_newer_deb PACKAGE NEWER: the same as of a later version.
make_newer_deb() {
  local content
  content=$(mktemp -d "$(dirname "$2")/newer.XXXXXX")
  dpkg-deb --raw-extract "$1" "$content/root"
  sed -i 's/^Version: .*/Version: 999-1/' "$content/root/DEBIAN/control"
  dpkg-deb -Znone --root-owner-group --build "$content/root" "$2" >/dev/null
  rm -rf "$content"
}

# What every package holds below its prefix.
common_files='bin/lockstep
share/bash-completion/completions/lockstep
share/doc/lockstep/README.md
share/doc/lockstep/examples/dedicated-user.conf
share/doc/lockstep/examples/lockstep.toml
share/fish/vendor_completions.d/lockstep.fish
share/man/man1/lockstep.1.gz
share/man/man5/lockstep.toml.5.gz'
# And those that are made for a system with systemd.
unit_files='lib/systemd/system/lockstep.service
lib/systemd/system/lockstep@.service
lib/systemd/user/lockstep.service
lib/sysusers.d/lockstep.conf
lib/tmpfiles.d/lockstep.conf'
plain_files='share/doc/lockstep/CHANGELOG.md
share/doc/lockstep/LICENSE
share/zsh/site-functions/_lockstep'

# check_files FILES PREFIX PART...: those are the files, sorted.
check_files() {
  local files=$1 prefix=$2
  shift 2
  same "the files of the package" "$(sort <<<"$files")" \
    "$(printf '%s\n' "$@" | sed "s|^|$prefix|" | sort)"
}
