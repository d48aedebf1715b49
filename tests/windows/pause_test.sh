#!/bin/bash
# pause_test.sh: no pass runs while the service is paused, whoever paused it; sync-now.
. "$(dirname "$0")/lib.sh"
begin

echo "paused"
lockstep 0 service pause
within 10 scm_says 'STATE *: 7 *PAUSED'
within 10 is_state paused
echo two >"$source/two"
sleep 1
[ ! -e "$replica/two" ] || fail "a pass ran while paused"

echo "a restart does not end it"
lockstep 0 service restart
within 10 scm_says 'STATE *: 7 *PAUSED'
sleep 0.5
[ ! -e "$replica/two" ] || fail "a pass ran while paused"
lockstep 2 sync-now
says "paused"

echo "resumed"
lockstep 0 service resume
within 20 same "$source/two" "$replica/two"
within 10 scm_says 'STATE *: 4 *RUNNING'

echo "by the service manager"
scm_control 2
within 10 scm_says 'STATE *: 7 *PAUSED'
echo three >"$source/three"
sleep 1
[ ! -e "$replica/three" ] || fail "a pass ran while paused"
scm_control 3
within 20 same "$source/three" "$replica/three"
within 10 scm_says 'STATE *: 4 *RUNNING'

echo "a pass at once"
configure 1h
lockstep 0 service reload
sleep 1
echo four >"$source/four"
lockstep 0 sync-now
within 20 same "$source/four" "$replica/four"
echo five >"$source/five"
lockstep 0 sync-now documents
within 20 same "$source/five" "$replica/five"
lockstep 2 sync-now nothing
echo six >"$source/six"
scm_control 128
within 20 same "$source/six" "$replica/six"
