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
