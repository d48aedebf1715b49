#!/bin/bash
# Two disks take turns at one mount point: each is known once it was approved, and has a record of its
# own. A third one waits for an approval, which a running job takes.
. "$(dirname "$0")/lib.sh"
need_root
mount -t tmpfs tmpfs /run
for disk in a b c; do
  mount_volume ext4 "disk-$disk" 32 -L "photos-$disk"
  umount "disk-$disk"
done
mkdir mnt
replica=$work/mnt/r
insert() {
  ! mountpoint -q mnt || umount mnt
  mount -o loop "disk-$1.img" mnt
}
for number in $(seq 30); do echo "$number" >"$source/$number"; done

insert a
mirror 0
insert b
mirror 5
says "'photos-a' (ext4, "
says "'photos-b' (ext4, "
absent "$replica"
mirror 0 --approve
same
echo "both are known now"
for disk in a b a b; do
  insert "$disk"
  echo "$disk" >"$source/changed"
  rm -f "$source/$RANDOM"
  mirror 0
  same
  idle
done
insert c
mkdir "$replica"
mirror 5
says "'photos-c' (ext4, "

echo "a running job takes the approval of a third"
insert a
"$program" run "$source" "$replica" 200ms run.log >/dev/null 2>&1 &
running=$!
within 20 grep -q "Synchronization complete" run.log
insert c
within 20 grep -q "photos-c" run.log
lockstep 0 approve "$replica"
within 30 test -e "$replica/30"
insert b
echo more >"$source/more"
within 30 test -e "$replica/more"
kill -INT "$running"
wait "$running" || fail "exit code $?"
same
insert c
mirror 0
