#!/bin/bash
# crash_test.sh: killed and restarted; a copy that takes long is not taken for a hang.
. "$(dirname "$0")/lib.sh"
drop_in fast '[Service]' 'RestartSec=100ms' 'WatchdogSec=1s'
begin

echo "kill -9"
pid=$(show MainPID)
kill -9 "$pid"
echo two >/s/two
within 5 same /s/two /r/two
[ "$(show MainPID)" != "$pid" ] || fail "the same process"
[ "$(show NRestarts)" = 1 ] || fail "restarts: $(show NRestarts)"
lockstep 0 service status
says "documents"

echo "kill -9 in the middle of a copy"
configure 200ms 'bwlimit = "4M"'
lockstep 0 service restart
within 5 status_says "1 job, live"
head -c 12000000 /dev/urandom >/s/killed
sleep 1
copying || fail "nothing is being copied"
kill -9 "$(show MainPID)"
[ ! -e /r/killed ] || same /s/killed /r/killed || fail "half a file"
within 15 same /s/killed /r/killed
no_temporaries /r

echo "a long copy is no hang"
configure 200ms 'bwlimit = "1M"'
lockstep 0 service restart
head -c 4000000 /dev/urandom >/s/large
within 10 same /s/large /r/large
[ "$(show NRestarts)" = 0 ] || fail "the watchdog took a long copy for a hang"
