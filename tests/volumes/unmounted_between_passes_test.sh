#!/bin/bash
# Between its passes a job keeps its place at the replica and nothing open on its volume. Others' locks
# on the replica's root do not block root.
. "$(dirname "$0")/lib.sh"
need_root
need flock
need setpriv
# The locks of this test alone.
mount -t tmpfs tmpfs /run
mount_volume tmpfs disk 64
replica=$work/disk/r
echo one >"$source/file"
mkdir "$replica"
chmod 755 "$replica"

"$program" run "$source" "$replica" 1h holder.log >/dev/null 2>&1 &
holder=$!
within 20 grep -q "Synchronization complete" holder.log
mirror 6
says "in use by process $holder ("
echo "the volume is unmounted while the job waits"
umount disk || fail "something is open on the volume"
mount_volume tmpfs disk 64
echo "another volume in its place is another replica; the job takes its place when it comes there"
mkdir "$replica"
XDG_STATE_HOME=$work/elsewhere lockstep 0 sync "$source" "$replica"
kill -9 "$holder"
wait "$holder" 2>/dev/null || true
umount disk

echo "after kill -9 the place is free"
mount_volume tmpfs disk 64
mkdir "$replica"
XDG_STATE_HOME=$work/third lockstep 0 sync "$source" "$replica"
export XDG_STATE_HOME=$work/third

echo "another user's lock on the root is told once, and not obeyed"
setpriv --reuid=54321 --regid=54321 --clear-groups flock "$replica" sleep 1000 &
locker=$!
within 20 sh -c "! flock -n '$replica' true"
echo two >"$source/file"
mirror 0
says "so its lock is not obeyed"
holds "$replica/file" two
"$program" run "$source" "$replica" 50ms told.log >/dev/null 2>&1 &
running=$!
within 20 grep -q "Synchronization complete" told.log
for number in 1 2 3; do
  echo "$number" >"$source/file"
  within 20 grep -q "^$number$" "$replica/file"
done
kill -INT "$running"
wait "$running" || fail "exit code $?"
[ "$(grep -c "is not obeyed" told.log)" -eq 1 ] || fail "told more than once"
kill "$(pgrep -P "$locker")" 2>/dev/null || true
kill "$locker" 2>/dev/null || true
wait "$locker" 2>/dev/null || true

echo "a user obeys root's lock"
chown -R 54321 "$source" "$replica"
flock "$replica" sleep 1000 &
locker=$!
within 20 sh -c "! flock -n '$replica' true"
mkdir -m 777 user
XDG_STATE_HOME=$work/user XDG_RUNTIME_DIR='' \
  as_user="setpriv --reuid=54321 --regid=54321 --clear-groups" lockstep 6 sync "$source" "$replica"
kill "$(pgrep -P "$locker")" 2>/dev/null || true
