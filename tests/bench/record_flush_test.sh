#!/bin/bash
# When a pass from the command line flushes its record, and what it does without.
#   always: the new record is on the disk before it has its name, or a power loss leaves half of it;
#   before it which folders were where, with a name that is flushed together with the record's
#   --durability none: the name is left to the system; else the folder is flushed, too
. "$(dirname "$0")/test_lib.sh"
need strace
strace -o "$work/try" true 2>/dev/null || skip "strace may not trace here"
mkdir -p "$work/source" "$XDG_STATE_HOME"
echo one >"$work/source/one"

# record_calls DURABILITY: flushes and renames in the state folder, a word each.
record_calls() {
  rm -rf "$work/replica" "$XDG_STATE_HOME/lockstep"
  strace -f -y -e trace=fsync,rename,renameat,renameat2,openat -o "$work/calls" \
    "$program" sync "$work/source" "$work/replica" --quiet --durability "$1" || fail "exit code $?"
  grep -F "$XDG_STATE_HOME/lockstep" "$work/calls" |
    sed -nE 's/.* fsync\([0-9]+<[^>]*\.lockstep-[0-9a-f]+>.*/file/p
             s/.* fsync\([0-9]+<[^>]*\/lockstep>.*/folder/p
             s/.* rename[at2]*\(.*/name/p' | tr '\n' ' '
}

none=$(record_calls none)
[ "$none" = "file name file name " ] || fail "without durability: $none"
# A library that a program of the command line has no use for.
! grep -q 'libsystemd' "$work/calls" || fail "libsystemd is loaded"
pass=$(record_calls pass)
[ "$pass" = "file name file name folder " ] || fail "with it: $pass"
