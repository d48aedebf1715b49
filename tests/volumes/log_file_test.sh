#!/bin/bash
# Logs and state files where another user may have put things: links are not followed, fifos not
# waited for. In a cage.
. "$(dirname "$0")/lib.sh"
need_root
need setpriv
if [ -z "${LOCKSTEP_TEST_CAGED:-}" ]; then
  export LOCKSTEP_TEST_CAGED=1
  exec bash "$here/cage.sh" bash "$0"
fi
mallory() { setpriv --reuid=54321 --regid=54321 --clear-groups "$@"; }
mkdir -m 1777 shared
mkdir outside
echo precious >outside/victim
state outside >outside.before
echo x >"$source/file"

echo "a link of another user, and what is no file"
mallory ln -s "$work/outside/victim" shared/link
mallory ln -s "$work/outside" shared/folder
mallory mkfifo shared/fifo
for name in link folder/new folder/deep/new fifo; do
  lockstep 2 sync "$source" "$replica" --log-file "shared/$name"
  lockstep 2 run "$source" "$replica" 1h "shared/$name"
  untouched outside outside.before
done
says "it is a fifo, and no regular file"
lockstep 2 sync "$source" "$replica" --log-file shared
absent "$replica"

echo "a link of root's, which they moved there"
mkdir elsewhere
chown 54321:54321 elsewhere
ln -s "$work/outside/victim" elsewhere/kept
mallory mv elsewhere/kept shared/moved
lockstep 2 sync "$source" "$replica" --log-file shared/moved
says "lies in '$work/shared', where every user may put another one"
untouched outside outside.before

echo "an administrator's own link"
ln -s "$work/real.log" admin.log
: >real.log
lockstep 0 sync "$source" "$replica" --log-file admin.log
grep -q "Synchronization complete" real.log

echo "a fifo that is planted while it runs: a stop is heard at once"
mkdir theirs
chown 54321:54321 theirs
"$program" run "$source" "$replica" 1s theirs/log --log-max-size 1K --log-level debug >run.out 2>&1 &
running=$!
within 20 grep -q "Synchronization complete" theirs/log
mallory rm -f theirs/log
mallory mkfifo theirs/log
mallory mkfifo theirs/log.1
for number in $(seq 30); do echo "$number" >"$source/new-$number"; done
within 20 test -e "$replica/new-30"
# Told where it can be told.
within 20 grep -q "can't be written\|new-30" run.out
began=$SECONDS
kill -TERM "$running"
wait "$running" || fail "exit code $?"
[ $((SECONDS - began)) -le 3 ] || fail "it took $((SECONDS - began)) seconds to stop"
untouched outside outside.before

echo "state files"
mkdir -p state/lockstep
record=$(find state/lockstep -name '*.json' | head -n 1)
mv "$record" kept.json
mkfifo "$record"
mirror 5
rm "$record"
ln -s "$work/kept.json" "$record"
chown -h 54321:54321 "$record"
mirror 5
says "it leads through the link"
rm "$record"
cp kept.json "$record"
mirror 0
