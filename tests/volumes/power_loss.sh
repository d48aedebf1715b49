#!/bin/bash
# power_loss.sh LOCKSTEP [KILLS [DURABILITY]]: cuts the power of a real guest (QEMU without KVM, Debian's
# kernel) while Lockstep mirrors there. After each cut no name in the replica may have the source's size
# and mtime but other content, nor a size and content that never existed. Slow (about 10 s a kill), so no
# part of the tests that run by themselves. Needs root, qemu-system-x86, cpio, e2fsprogs, g++, and
# packages' downloads.
#
# Every other kill is on an ext4 that writes sizes before contents: by default it writes contents first
# (data=ordered, delayed allocation), which hides most of what a program forgot to flush (ext4(5)).
# With DURABILITY none this is the negative control, and must lose something there: else the model can't
# show a loss, and says nothing about the other runs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=$(realpath "$1") kills=${2:-10} durability=${3:-pass}
revealing=nodelalloc,data=writeback,commit=1
work=$(mktemp -d "${TMPDIR:-/tmp}/lockstep-power.XXXXXX")
guest=
clean() {
  [ -z "$guest" ] || kill -9 "$guest" 2>/dev/null || true
  for disk in source replica; do ! mountpoint -q "$work/$disk" || umount "$work/$disk"; done
  rm -rf "$work"
}
trap clean EXIT
cd "$work"

kernel=$(apt-cache depends linux-image-cloud-amd64 | awk '/Depends: linux-image-/{print $2; exit}')
if ! cp "${LOCKSTEP_GUEST_KERNEL:-none}" . 2>/dev/null; then
  apt-get download -q "$kernel" >/dev/null 2>&1 || { echo "no kernel package: $kernel"; exit 77; }
fi
dpkg-deb --fsys-tarfile ./*.deb | tar x --wildcards --strip-components=2 './boot/vmlinuz-*'
mv vmlinuz-* vmlinuz

# The program as it is, with the libraries that it was linked with.
mkdir -p initramfs/lib initramfs/lib64 source replica
cp "$program" initramfs/lockstep
ldd "$program" | awk '/=> \//{print $3}' | xargs -I{} cp {} initramfs/lib/
cp /lib64/ld-linux-x86-64.so.2 initramfs/lib64/
g++ -std=c++20 -O1 -static "$here/power_loss_guest_linux.cpp" -o initramfs/init
(cd initramfs && find . | cpio -o -H newc --quiet) >initrd.cpio

truncate -s 1G replica.img source.img
mkfs.ext4 -q replica.img
mkfs.ext4 -q source.img
passes=0 names=0 promises=0 broken=0 in_pass=0
for number in $(seq "$kills"); do
  : >serial
  options=
  [ $((number % 2)) -eq 0 ] || options=disk_options=$revealing
  qemu-system-x86_64 -accel tcg -cpu max -m 512 -nographic -nodefaults -no-reboot -serial file:serial \
    -kernel vmlinuz -initrd initrd.cpio -append "console=ttyS0 quiet panic=-1 mitigations=off durability=$durability $options" \
    -drive file=replica.img,if=none,id=r,format=raw,cache=writeback -device nvme,drive=r,serial=r \
    -drive file=source.img,if=none,id=s,format=raw,cache=writeback -device nvme,drive=s,serial=s \
    </dev/null 2>qemu.log &
  guest=$!
  wanted=$((1 + RANDOM % 4))
  for _ in $(seq 2000); do
    [ "$(grep -ac 'BEGIN [0-9]' serial 2>/dev/null || true)" -lt "$wanted" ] || break
    ! grep -aq FAILED serial 2>/dev/null || { cat serial; exit 1; }
    sleep 0.05
  done
  grep -aq "BEGIN $wanted" serial || { cat serial qemu.log; echo "the guest does not get there"; exit 1; }
  sleep "0.$((RANDOM % 10))"
  kill -9 "$guest"
  wait "$guest" 2>/dev/null || true
  guest=
  begun=$(grep -ac 'BEGIN [0-9]' serial || true) ended=$(grep -ac 'DONE [0-9]' serial || true)
  [ "$begun" -eq "$ended" ] || in_pass=$((in_pass + 1))
  passes=$((passes + ended))
  mount -o loop source.img source
  mount -o loop replica.img replica
  read -r seen promised lost < <(python3 "$here/power_loss_check.py" source replica/replica)
  names=$((names + seen)) promises=$((promises + promised)) broken=$((broken + lost))
  umount source replica
  e2fsck -fn replica.img >fsck.log 2>&1 || { cat fsck.log; exit 1; }
  echo "kill $number: $ended passes done, $seen names, $promised of the source's size and time, $lost of them lost"
done
echo "durability $durability: $kills kills ($in_pass in mid-pass), $passes passes, $names names seen, $promises promised, $broken broken"
if [ "$durability" = none ]; then
  [ "$broken" -gt 0 ] || { echo "the model shows no loss even without a flush"; exit 1; }
else
  [ "$broken" -eq 0 ]
fi
