#!/bin/bash
# failure_test.sh: exit codes get out, so that recovery actions fire; a crash is made good.
. "$(dirname "$0")/lib.sh"

echo "a wrong configuration at the start"
configure
install
echo 'nonsense = 1' >>"$config"
lockstep 2 service start
says "exit code 2"
scm_says 'SERVICE_EXIT_CODE *: 2' || fail "the service manager: $(cat "$work/query")"
lockstep 5 service status
says "failed"
says "exit code 2"

echo "a replica in use"
configure 1h
echo one >"$source/one"
wine "$program" run "$(windows "$source")" "$(windows "$replica")" 1h "$(windows "$work/other.log")" \
  </dev/null >"$work/other" 2>&1 &
other=$!
within 20 same "$source/one" "$replica/one"
lockstep 6 service start
says "exit code 6"
kill -INT "$other"
wait "$other" || true

echo "a crash: everything starts again with the system"
configure
lockstep 0 service start
echo two >"$source/two"
within 20 same "$source/two" "$replica/two"
crash
echo three >"$source/three"
boot
within 40 same "$source/three" "$replica/three"
no_temporaries "$replica"
lockstep 0 service status
says "active (running)"
