# Sourced first by every *_test.sh here: a scratch folder, volumes, the program, and words for what
# must hold. As root a test runs in mount and pid namespaces of its own, and all it makes lies on a
# tmpfs there: nothing leaks, however the test ends.
# shellcheck shell=bash

set -euo pipefail
umask 022
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=${LOCKSTEP_PROGRAM:?the lockstep to test}
# A version manager's shim would cost more than the test.
python=$([ -x /usr/bin/python3 ] && echo /usr/bin/python3 || command -v python3) || python=
thorough=${LOCKSTEP_TEST_THOROUGH:-}

# ctest reads 77 as "skipped"; bootstrap.sh shows the reasons at the end.
skip() { echo "skipped: ${0##*/}: $*"; exit 77; }
fail() {
  if [ -s "${log:-}" ]; then
    echo "--- the program's last words:"
    tail -n 12 "$log" | cut -c 1-300
  fi
  echo "FAILED at ${BASH_SOURCE[*]##*/}:${BASH_LINENO[*]}: $*"
  exit 1
}
# need COMMAND...: what this test cannot do without.
need() {
  local command
  for command; do
    command -v "$command" >/dev/null 2>&1 || skip "there is no $command here"
  done
}
need_root() { [ "$(id -u)" -eq 0 ] || skip "needs root"; }

[ -n "$python" ] || skip "there is no python3 here"

# ---- a scratch folder ------------------------------------------------------------------------

if [ "$(id -u)" -eq 0 ] && [ -z "${LOCKSTEP_TEST_SCRATCH:-}" ]; then
  unshare --mount --pid --fork true 2>/dev/null || skip "no mount and pid namespaces here"
  LOCKSTEP_TEST_SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/lockstep-volumes.XXXXXX")
  export LOCKSTEP_TEST_SCRATCH
  status=0
  unshare --mount --pid --fork --kill-child --mount-proc --propagation private \
    bash "$0" "$@" || status=$?
  rmdir "$LOCKSTEP_TEST_SCRATCH"
  exit "$status"
fi
if [ "$(id -u)" -eq 0 ]; then
  work=$LOCKSTEP_TEST_SCRATCH
  mount -t tmpfs -o size=6G,mode=755 tmpfs "$work"
else
  work=$(mktemp -d "${TMPDIR:-/tmp}/lockstep-volumes.XXXXXX")
  trap 'chmod -R u+rwx "$work"; rm -rf "$work"' EXIT
fi
cd "$work"
export PYTHONDONTWRITEBYTECODE=1
log=$work/log
export XDG_STATE_HOME=$work/state HOME=$work/home
source=$work/s replica=$work/r
mkdir "$source"

# ---- volumes ---------------------------------------------------------------------------------

# mount_volume KIND FOLDER [MEBIBYTES] [MKFS OPTION...]: an empty volume of that kind.
# KIND: tmpfs ext4 ext4-128 xfs btrfs overlay
mount_volume() {
  local kind=$1 folder=$2 size=${3:-512}
  shift; shift; [ $# -eq 0 ] || shift
  mkdir -p "$folder"
  case $kind in
    tmpfs) mount -t tmpfs -o "size=${size}m,mode=755" tmpfs "$folder"; return ;;
    overlay)
      mkdir "$folder".{lower,upper,work}
      mount -t overlay overlay "$folder" \
        -o "lowerdir=$folder.lower,upperdir=$folder.upper,workdir=$folder.work"
      return ;;
    ext4) set -- mkfs.ext4 -q "$@" ;;
    ext4-128) set -- mkfs.ext4 -q -I 128 "$@" ;;
    xfs) set -- mkfs.xfs -q "$@" ;;
    btrfs) set -- mkfs.btrfs -q "$@" ;;
    *) fail "no such kind of volume: $kind" ;;
  esac
  need "$1"
  truncate -s "${size}M" "$folder.img"
  "$@" "$folder.img" >mkfs.log 2>&1 || { cat mkfs.log; fail "$1"; }
  mount -o loop "$folder.img" "$folder" 2>mount.log ||
    skip "no loop-mounted $kind here: $(head -n 1 mount.log)"
}

# ---- the program -----------------------------------------------------------------------------

# lockstep EXIT_CODE ARGUMENT...: runs it, its words in $log; the exit code must be this one.
lockstep() {
  local wanted=$1 got=0
  shift
  timeout -k 5 120 ${as_user:-} "$program" "$@" >"$log" 2>&1 || got=$?
  [ "$got" -eq "$wanted" ] || fail "exit code $got, not $wanted: lockstep $*"
}
# mirror EXIT_CODE [OPTION...]: one pass from $source to $replica.
mirror() {
  local wanted=$1
  shift
  lockstep "$wanted" sync "$source" "$replica" "$@"
}

# ---- what must hold --------------------------------------------------------------------------

same() { # same [OPTION...]: the replica equals the source
  "$python" "$here/compare_trees.py" "$source" "$replica" "$@" >differs ||
    { cat differs; fail "the replica differs from the source"; }
}
state() { "$python" "$here/compare_trees.py" --state "$1"; }
untouched() { # untouched FOLDER FILE: nothing was written since `state FOLDER >FILE`
  state "$1" >now
  diff "$2" now >changes || { head -n 20 changes; fail "something was written in $1"; }
}
says() { grep -qF -- "$1" "$log" || fail "the log lacks: $1"; }
says_not() { ! grep -qF -- "$1" "$log" || fail "the log has: $1"; }
lines() { grep -cE -- "$1" "$log" || true; }
exists() { [ -e "$1" ] || [ -L "$1" ] || fail "$1 is gone"; }
absent() { [ ! -e "$1" ] && [ ! -L "$1" ] || fail "$1 is there"; }
holds() { [ "$(cat "$1")" = "$2" ] || fail "$1 does not hold '$2'"; }
no_temporaries() {
  local found
  found=$(find "$replica" -regextype posix-extended -regex '.*/\.lockstep-[0-9a-f]{16}')
  [ -z "$found" ] || fail "temporaries are left: $found"
}
# An idle pass: nothing written, and nothing said but the summary.
idle() {
  state "$replica" >before
  mirror 0 "$@"
  untouched "$replica" before
  [ "$(wc -l <"$log")" -eq 1 ] || fail "an idle pass says more than its summary"
  says "Synchronization complete, no changes occurred"
}
# within SECONDS COMMAND...: polls until the command holds.
within() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$deadline" ] || fail "not within the time: $*"
    sleep 0.02
  done
}
