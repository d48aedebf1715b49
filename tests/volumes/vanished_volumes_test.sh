#!/bin/bash
# A volume that is not mounted: nothing is removed, nothing is written into the mount point below.
. "$(dirname "$0")/lib.sh"
need_root
for number in $(seq 20); do echo "$number" >"$source/$number"; done

echo "the source's volume is gone"
mount_volume ext4 from 64
cp -a "$source"/. from
source=$work/from
mirror 0
state "$replica" >before
umount from
mirror 5
untouched "$replica" before
echo "a file below the mount point" >from/below
mirror 5
says "from"
untouched "$replica" before
# Approved, it is another source; here nobody approves, and it comes back.
mount -o loop from.img from
mirror 0
idle

echo "another volume in its place"
umount from
mount_volume ext4 another 64
umount another
for other in "-t tmpfs tmpfs" "-o loop another.img"; do
  # shellcheck disable=SC2086 # a list of words
  mount $other from
  mirror 5
  says --approve
  untouched "$replica" before
  umount from
done
mount -o loop from.img from
mirror 0

echo "the replica's volume is gone"
source=$work/s
mount_volume ext4 to 64
replica=$work/to/r
mirror 0
umount to
mirror 5
absent to/r
[ -z "$(ls -A to)" ] || fail "something was written below the mount point"
mkdir to/r
mirror 5
[ -z "$(ls -A to/r)" ] || fail "something was written below the mount point"
rmdir to/r
mount -o loop to.img to
mirror 0
same

echo "a nested mount is gone"
source=$work/s2
replica=$work/r2
mkdir -p "$source/nested" "$source/plain"
echo plain >"$source/plain/file"
echo gone >"$source/plain/gone"
mount_volume tmpfs "$source/nested" 16
for number in $(seq 15); do echo "$number" >"$source/nested/$number"; done
mirror 0
same
umount "$source/nested"
rm "$source/plain/gone"
echo new >"$source/plain/new"
mirror 4
says nested
holds "$replica/nested/15" 15
holds "$replica/plain/new" new
absent "$replica/plain/gone"
mount_volume tmpfs "$source/nested" 16
for number in $(seq 15); do echo "$number" >"$source/nested/$number"; done
mirror 0
same
