#!/bin/bash
# crash_test.sh: killed and restarted; a worker that hangs is noticed by the watchdog.
. "$(dirname "$0")/lib.sh"
drop_in fast '[Service]' 'RestartSec=100ms' 'WatchdogSec=1s' 'TimeoutAbortSec=1s' 'TimeoutStopSec=2s'
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

echo "a long copy is no hang"
configure 200ms 'bwlimit = "1M"'
lockstep 0 service restart
head -c 4000000 /dev/urandom >/s/large
within 10 same /s/large /r/large
[ "$(show NRestarts)" = 0 ] || fail "the watchdog took a long copy for a hang"

echo "a hung worker"
mountpoint -q /bound || { echo "not tried: no volume that can be frozen"; exit 0; }
configure
sed -i 's|replica = .*|replica = "/bound/r"|' $config
lockstep 0 service restart
within 5 same /s/one /bound/r/one
fsfreeze -f /bound
echo three >/s/three
within 15 journal_says "Watchdog timeout"
journal_says "A job hangs" || fail "it says nothing itself"
fsfreeze -u /bound
within 10 same /s/three /bound/r/three
is_state active || fail "it does not run again"
[ "$(show NRestarts)" -ge 1 ] || fail "no restart"
