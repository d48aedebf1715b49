#!/bin/bash
# The source's folder goes away, comes back, is moved or covered by a mount, below a live job:
# nothing is removed from the replica that the source did not lose, and it is live again in the end.
. "$(dirname "$0")/lib.sh"
need_root
parent=$work/p
source=$parent/g/s
mkdir -p "$source/d"
for number in $(seq 20); do echo "$number" >"$source/d/$number"; done
follow --durability none
all() { [ "$(find "$replica/d" -type f | wc -l)" -eq 20 ]; }
# A job that could not begin tries again within a minute; this asks it.
wait_seconds=75
live_again() { # live_again NAME: a new file arrives
  local deadline=$((SECONDS + wait_seconds))
  echo "$1" >"$source/$1"
  until [ -e "$replica/$1" ]; do
    [ "$SECONDS" -lt "$deadline" ] || fail "it is not live again: $1"
    all || fail "something was removed: $1"
    sleep 0.1
  done
  echo "live again after $((SECONDS - deadline + wait_seconds)) s"
  echo "$1 again" >"$source/$1"
  within 5 cmp -s "$source/$1" "$replica/$1"
  all || fail "something was removed: $1"
}

echo "the source is moved away and back"
mv "$source" "$source.away"
echo lost >"$source.away/lost"
sleep 1
all || fail "something was removed while the source was away"
mv "$source.away" "$source"
live_again moved
[ -e "$replica/lost" ] || fail "what changed meanwhile is not there"

echo "the folder above is renamed and comes back"
mv "$parent/g" "$parent/other"
sleep 1
all || fail "something was removed while the folder above was away"
mv "$parent/other" "$parent/g"
live_again grandparent

echo "an empty volume is mounted over the source, and goes"
mount -t tmpfs tmpfs "$source"
sleep 1
all || fail "something was removed by a mount over the source"
umount "$source"
live_again mounted

echo "the folder above is renamed, and another source stands there"
mv "$parent/g" "$parent/other"
mkdir -p "$source"
sleep 2
all || fail "something was removed because an empty folder took the source's place"
rm -r "$parent/g"
mv "$parent/other" "$parent/g"
live_again replaced

echo "the source is removed and made anew"
cp -a "$source" copy
rm -rf "$source"
sleep 1
all || fail "something was removed while the source was gone"
cp -a copy "$source"
sleep 1
all || fail "something was removed by a source made anew"
kill -INT "$job"
wait "$job" || true
# Another folder of that name is another source until somebody approves it.
mirror 0 --approve
same
idle
