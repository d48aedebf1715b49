#!/bin/bash
# hardening_test.sh: what the unit takes away is not missed; and how little the drop-in leaves.
. "$(dirname "$0")/lib.sh"

echo "verdicts"
systemd-analyze verify --man=no /usr/lib/systemd/system/lockstep.service || fail "verify"
systemd-analyze verify --man=no lockstep@name.service || fail "verify the template"
systemd-analyze security --threshold=30 lockstep.service >verdict ||
  fail "$(tail -n 1 verdict)"
tail -n 1 verdict

echo "everything of a file"
mkdir -p /s/folder
echo one >/s/one
chown 1234:5678 /s/one
chmod 4755 /s/one
echo two >/s/two
chown 1234:5678 /s/two
chmod 000 /s/two
setfattr -n user.note -v text /s/one
setfattr -n trusted.note -v text /s/folder 2>/dev/null || echo "no trusted.* here"
setcap cap_net_raw+ep /s/one 2>/dev/null || echo "no capabilities of files here"
mkfifo /s/fifo
mknod /s/null c 1 3 2>/dev/null || echo "no device nodes here"
chmod 2770 /s/folder
chown 4321:8765 /s/folder
begin
within 5 status_says "1 job, live"
look() { (cd "$1" && find . -printf '%p %y %m %U %G %T@\n' | sort && getfattr -R -d -m - -e hex . 2>/dev/null); }
diff <(look /s) <(look /r) || fail "something was lost"
[ ! -e /s/null ] || [ "$(stat -c %t,%T /r/null)" = 1,3 ] || fail "the device node"

echo "a volume that is mounted later"
mount -t tmpfs tmpfs /r/folder
echo three >/s/folder/three
within 5 same /s/folder/three /r/folder/three
mountpoint -q /r/folder || fail "it does not see what the system mounts"
lockstep 0 service stop
umount /r/folder

echo "a user of its own"
id lockstep >/dev/null 2>&1 || useradd --system lockstep
rm -rf /s /r /var/lib/lockstep
mkdir -p /srv/documents/folder /mnt/backup /srv/secret
echo one >/srv/documents/one
chown 1234:5678 /srv/documents/one
chmod 600 /srv/documents/one
mkdir /home/ann
configure
sed -i 's|"/s"|"/srv/documents"|; s|"/r"|"/mnt/backup/documents"|' $config
drop_in user "$(cat /tests/dedicated-user.conf)"
systemd-analyze verify --man=no lockstep.service || fail "verify with the drop-in"
systemd-analyze security --threshold=15 lockstep.service >verdict || fail "$(tail -n 1 verdict)"
tail -n 1 verdict
lockstep 0 service start
within 5 same /srv/documents/one /mnt/backup/documents/one
[ "$(ps -o user= -p "$(show MainPID)")" = lockstep ] || fail "not its own user"
[ "$(stat -c '%u %g %a' /mnt/backup/documents/one)" = "1234 5678 600" ] || fail "the owner"
[ "$(stat -c %U /var/lib/lockstep)" = lockstep ] || fail "the state folder's owner"
echo two >/srv/documents/one
within 5 same /srv/documents/one /mnt/backup/documents/one
lockstep 0 service status
says "documents"
lockstep 0 service reload
lockstep 0 sync-now documents
inside() { nsenter -t "$(show MainPID)" -m "$@"; }
! inside ls /srv/secret >/dev/null 2>&1 || fail "it sees what no job reads"
! inside ls /home/ann >/dev/null 2>&1 || fail "it sees the homes"
! inside touch /srv/documents/x 2>/dev/null || fail "it may write to the source"
! inside touch /var/x 2>/dev/null || fail "it may write elsewhere"
