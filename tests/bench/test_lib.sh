# Sourced first by every *_test.sh here: the programs, a scratch folder that goes with the test.
# shellcheck shell=bash disable=SC2034 # used by the tests
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=${LOCKSTEP_PROGRAM:?the lockstep to test}
tools=${LOCKSTEP_BENCH_TOOLS:?the folder of make_tree, limit, compare_trees}
# In memory where that can be: nothing here is a measurement, and a disk may be busy.
scratch=${TMPDIR:-/tmp}
[ ! -w /dev/shm ] || scratch=/dev/shm
work=$(mktemp -d "$scratch/lockstep-bench.XXXXXX")
trap 'chmod -R u+rwx "$work"; rm -rf "$work"' EXIT
export XDG_STATE_HOME=$work/state

# ctest reads 77 as "skipped".
skip() { echo "skipped: ${0##*/}: $*"; exit 77; }
fail() { echo "FAILED: $*"; exit 1; }
need() {
  local command
  for command; do
    command -v "$command" >/dev/null 2>&1 || skip "there is no $command here"
  done
}
