#!/bin/bash
# control_test.sh: pause and resume, sync-now, approve and status over the socket; whom it hears.
. "$(dirname "$0")/lib.sh"
begin
socket=/run/lockstep/control.sock
[ "$(stat -c '%U %a' $socket)" = "root 600" ] || fail "the socket's owner and mode"

echo "pause survives a restart"
lockstep 0 service pause
echo two >/s/two
lockstep 0 service restart
sleep 1
[ ! -e /r/two ] || fail "it is not paused"
lockstep 0 service status
says "paused"
within 2 status_says "Paused"
lockstep 0 service resume
within 5 same /s/two /r/two

echo "sync-now"
configure 1h
lockstep 0 service restart
within 5 status_says "1 job, live"
echo three >/s/three
lockstep 2 sync-now document
says "did you mean 'documents'"
lockstep 0 sync-now documents
within 5 same /s/three /r/three

echo "approve"
configure 1h 'max_delete = 1'
for number in {1..9}; do echo "$number" >"/s/n$number"; done
lockstep 0 service restart
within 5 same /s/n9 /r/n9
rm /s/n*
lockstep 0 sync-now documents
within 5 status_says "is held"
lockstep 0 service status
says "'lockstep approve documents' lets them through"
lockstep 2 approve document
lockstep 0 approve documents
says "remove up to 9 entries"
lockstep 0 sync-now documents
within 5 test ! -e /r/n1
lockstep 0 approve documents
says "Nothing is held"

echo "other users are not heard"
as_user="setpriv --reuid=nobody --regid=nogroup --clear-groups"
lockstep 2 sync-now documents
says "use sudo"
lockstep 2 approve documents
says "use sudo"
lockstep 2 service pause
lockstep 2 service status
says "active (running)"
says "1 job, live"
says "use sudo"
lockstep 0 service status --json
as_user=

echo "who asks slowly keeps nobody waiting"
python3 - <<'P' &
import socket, time
held = []
for _ in range(20):
    s = socket.socket(socket.AF_UNIX); s.setblocking(False)
    try: s.connect("/run/lockstep/control.sock"); s.send(b"x")
    except OSError: pass
    held.append(s)
time.sleep(30)
P
slow=$!
sleep 0.2
echo four >/s/four
systemctl kill --kill-whom=main -s USR1 lockstep
within 5 same /s/four /r/four
lockstep 0 service status  # after two seconds they are cut off
kill $slow
head -c 1000000 /dev/zero | timeout 5 python3 -c '
import socket, sys
s = socket.socket(socket.AF_UNIX); s.connect("/run/lockstep/control.sock")
try: s.sendall(sys.stdin.buffer.read())
except OSError: pass'
lockstep 0 service status

echo "nonsense is answered"
python3 - <<'P' || fail "no answer to nonsense"
import socket
for text in (b"nonsense\n", b"{}\n", b"[1,2]\n", b'{"request":5}\n', b"\xff\xfe\n", b"{" * 60000 + b"\n"):
    s = socket.socket(socket.AF_UNIX); s.connect("/run/lockstep/control.sock")
    s.sendall(text)
    assert s.recv(100000), text
P

echo "a socket that another user owns"
lockstep 0 service stop
drop_in keep '[Service]' 'RuntimeDirectoryPreserve=yes'
lockstep 0 service start
lockstep 0 service stop
python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("/run/lockstep/control.sock")'
chown nobody $socket
echo five >/s/five
lockstep 0 service start
within 5 same /s/five /r/five
within 5 journal_says "belongs to another user"
lockstep 0 service stop
[ "$(stat -c %U $socket)" = nobody ] || fail "the other's socket was replaced"

echo "what a crash left is replaced"
chown root $socket
lockstep 0 service start
lockstep 0 service status
says "documents"
