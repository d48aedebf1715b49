#!/bin/bash
# One instance a replica, by whatever path; the lock dies with its holder.
. "$(dirname "$0")/lib.sh"
mkdir "$replica"
mkdir -m 700 runtime
export XDG_RUNTIME_DIR=$work/runtime
echo x >"$source/file"
ln -s "$replica" link
XDG_STATE_HOME=$work/other "$program" run "$source" "$replica" 1h holder.log >/dev/null 2>&1 &
holder=$!
within 20 grep -q "Synchronization complete" holder.log
for path in "$replica" link "$work/./r/../r"; do
  lockstep 6 sync "$source" "$path"
  says "$holder"
done
# Looking needs no lock.
lockstep 0 plan "$source" "$replica"
lockstep 0 verify "$source" "$replica"
kill -9 "$holder"
wait "$holder" 2>/dev/null || true
mirror 0
