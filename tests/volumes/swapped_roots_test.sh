#!/bin/bash
# The folders around the roots belong to another user, who puts links and other folders in the roots'
# places while passes run as root: nothing outside is written, and no pass goes on without a word. In a
# cage.
. "$(dirname "$0")/lib.sh"
need_root
need setpriv
if [ -z "${LOCKSTEP_TEST_CAGED:-}" ]; then
  export LOCKSTEP_TEST_CAGED=1
  exec bash "$here/cage.sh" bash "$0"
fi
mallory() { setpriv --reuid=54321 --regid=54321 --clear-groups "$@"; }
outside=$work/outside
mkdir "$outside" theirs
echo precious >"$outside/keep"
chown 54321:54321 theirs
source=$work/s replica=$work/theirs/r
echo one >"$source/file"
mkdir "$replica"
mirror 0
state "$outside" >outside.before

echo "the replica's name becomes a link"
mallory mv theirs/r theirs/old
mallory ln -s "$outside" theirs/r
mirror 5
says "leads through the link '$work/theirs/r', which belongs to user 54321 and leads to '$outside'"
says --approve
lockstep 5 plan "$source" "$replica"
untouched "$outside" outside.before
mallory rm theirs/r

echo "the replica's name becomes a link of root's, which was there for something else"
ln -s "$outside" theirs/www
mallory mv theirs/www theirs/r
mirror 5
says "the link '$work/theirs/r', which leads to '$outside' and lies in '$work/theirs', where user 54321 may put another one"
says --approve
untouched "$outside" outside.before
mallory mv theirs/r theirs/www
rm theirs/www

echo "a missing replica is not created there"
mallory ln -s "$outside" theirs/link
lockstep 5 sync "$source" theirs/link/new
untouched "$outside" outside.before
mallory rm theirs/link

echo "the replica's name becomes another folder"
mallory mkdir theirs/r
echo theirs >theirs/r/file2
mirror 5
says "is another folder ("
holds theirs/r/file2 theirs
absent theirs/r/file
rm -r theirs/r

echo "the old one comes back, and a removed one is made anew"
mallory mv theirs/old theirs/r
mirror 0
rm -r theirs/r
mirror 0
same
mirror 0

echo "another one is approved"
mv theirs/r theirs/old
mkdir theirs/r
mirror 5
mirror 0 --approve
same
mirror 0

echo "an administrator's own link is followed"
ln -s "$work/theirs/r" admin
lockstep 0 sync "$source" admin

echo "the source's name becomes another folder, and a link"
mkdir theirs/s
echo one >theirs/s/file
source=$work/theirs/s replica=$work/r2
mirror 0
mallory mv theirs/s theirs/s.old
mallory mkdir theirs/s
mallory touch theirs/s/planted
mirror 5
says "the source '$source' is another folder ("
holds "$replica/file" one
mallory rm theirs/s/planted
mallory rmdir theirs/s
mallory ln -s "$outside" theirs/s
mirror 5
absent "$replica/keep"
mallory rm theirs/s
mallory mv theirs/s.old theirs/s
mirror 0

echo "names are swapped all the while"
source=$work/s replica=$work/theirs/r
mallory "$python" - theirs/r "$outside" <<'PY' &
import ctypes, os, sys
name, outside = sys.argv[1:]
rename = ctypes.CDLL(None, use_errno=True).renameat2
os.path.lexists(name + ".link") or os.symlink(outside, name + ".link")
while True:  # RENAME_EXCHANGE
    rename(-100, name.encode(), -100, (name + ".link").encode(), 2)
PY
swapper=$!
passes=${thorough:+200}
for number in $(seq "${passes:-30}"); do
  echo "$number" >"$source/file"
  rm -rf theirs/old
  timeout 60 "$program" sync "$source" "$replica" >"$log" 2>&1 || [ $? -eq 5 ] ||
    [ $? -eq 3 ] || fail "exit code $?"
done
kill "$swapper"
wait "$swapper" 2>/dev/null || true
untouched "$outside" outside.before
