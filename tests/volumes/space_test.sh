#!/bin/bash
# space_test.sh: the replica's volume is full, out of inodes, read-only, or has files that may not
# change: old versions stay whole, no temporary is left, and it heals by itself.
. "$(dirname "$0")/lib.sh"
need_root
replica=$work/volume/r

fresh() { # fresh KIND MEBIBYTES [MKFS OPTION...]: an empty source and volume
  ! mountpoint -q volume || umount volume
  rm -rf volume* "$source" state
  mkdir "$source"
  mount_volume "$1" volume "${@:2}"
}
bytes() { head -c "$1" /dev/urandom; }

for kind in tmpfs ext4; do
  echo "full: $kind"
  fresh $kind 8
  bytes 3000000 >"$source/big"
  echo small >"$source/small"
  bytes 1500000 >"$source/leaves"
  mirror 0
  cp "$replica/big" old
  # An update that does not fit beside the old version; the rest arrives.
  bytes 6000000 >"$source/big"
  echo "small, changed" >"$source/small"
  mirror 3
  says "No space left on device"
  cmp "$replica/big" old || fail "the old version is not whole"
  holds "$replica/small" "small, changed"
  no_temporaries
  mirror 3
  # Space is back.
  bytes 2000000 >"$source/big"
  mirror 0
  same
  # A creation that only the removals make room for.
  rm "$source/leaves" "$source/big"
  bytes 4500000 >"$source/new"
  mirror 0
  same
  no_temporaries
  idle
done

echo "out of inodes"
fillers=0
fresh ext4 8 -N 32
for number in $(seq 60); do echo "$number" >"$source/$number"; done
mirror 3
says "No space left on device"
no_temporaries
rm "$source"/{1..50}
mirror 0 --max-delete 100%
same
idle

# Folders that find no inode before the removals come after them, with all that is below.
rm "$source"/*
for number in $(seq 12); do echo "$number" >"$source/$number"; done
echo "moved along" >"$source/moved"
until ! touch "volume/filler $((++fillers))" 2>/dev/null; do :; done
mirror 3
rm volume/filler*
mirror 0
until ! touch "volume/filler $((++fillers))" 2>/dev/null; do :; done
rm "$source"/{1..12}
mkdir -p "$source/new/deep/er"
echo text >"$source/new/deep/text"
echo deep >"$source/new/deep/er/file"
ln "$source/new/deep/text" "$source/new/link"
mv "$source/moved" "$source/new/deep/moved"
mirror 0 --max-delete 100%
same
no_temporaries
idle

echo "read-only"
fresh ext4 8
echo one >"$source/one"
mirror 0
echo changed, longer >"$source/one"
echo two >"$source/two"
mount -o remount,ro volume
state "$replica" >before
mirror 3
says "Read-only file system"
untouched "$replica" before
mount -o remount,rw volume
mirror 0
same

echo "immutable, append-only"
need chattr
for attribute in i a; do
  fresh ext4 8
  mkdir "$source"/{folder,free}
  echo one >"$source/file"
  echo one >"$source/gone"
  echo one >"$source/folder/inner"
  echo one >"$source/owner"
  mirror 0
  chattr "+$attribute" "$replica/file" "$replica/gone" "$replica/folder" "$replica/owner"
  chown 1234 "$source/owner" "$source/free"
  echo changed, longer >"$source/file"
  rm "$source/gone"
  echo new >"$source/folder/new"
  echo free >"$source/free/file"
  mirror 3
  holds "$replica/file" one
  holds "$replica/gone" one
  holds "$replica/free/file" free
  says "$replica/gone"
  says "see lsattr"
  no_temporaries
  chattr "-$attribute" "$replica/file" "$replica/gone" "$replica/folder" "$replica/owner"
  mirror 0
  same
  idle
done

echo "a running executable"
fresh tmpfs 64
cp "$(command -v sleep)" "$source/program"
mirror 0
"$replica/program" 100 &
running=$!
echo replaced >>"$source/program"
mirror 0
same
kill "$running"
