#!/bin/bash
# hang_test.sh: a worker that hangs on its volume is noticed by the watchdog, and the service restarted.
. "$(dirname "$0")/lib.sh"
mountpoint -q /bound || skip "no volume that can be frozen"
drop_in fast '[Service]' 'RestartSec=100ms' 'WatchdogSec=1s' 'TimeoutAbortSec=1s' 'TimeoutStopSec=2s'
configure
echo one >/s/one
sed -i 's|replica = .*|replica = "/bound/r"|' $config
lockstep 0 service start
within 5 same /s/one /bound/r/one
fsfreeze -f /bound
echo three >/s/three
within 15 journal_says "Watchdog timeout"
within 5 journal_says "A job hangs"
fsfreeze -u /bound
within 10 same /s/three /bound/r/three
is_state active || fail "it does not run again"
[ "$(show NRestarts)" -ge 1 ] || fail "no restart"
