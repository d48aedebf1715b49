#!/bin/bash
# stop_test.sh: a stop in the middle of a large copy takes seconds and leaves nothing half done.
. "$(dirname "$0")/lib.sh"
copying() {
  timeout 60 wine "$program" service status --json </dev/null >"$work/state" 2>/dev/null || true
  grep -qF '"state":"running"' "$work/state"
}

echo "in the middle of a copy"
configure 200ms 'bwlimit = "2M"' 'threads = 2'
mkdir "$source/folder"
for number in 1 2 3; do head -c 20000000 /dev/urandom >"$source/folder/$number"; done
install
lockstep 0 service start
within 20 copying
sleep 0.5
start=$(milliseconds)
lockstep 0 service stop
took=$(($(milliseconds) - start))
echo "the stop took $took ms"
[ $took -lt 5000 ] || fail "the stop took $took ms"
no_temporaries "$replica"
for number in 1 2 3; do
  [ ! -e "$replica/folder/$number" ] || same {"$source","$replica"}/folder/$number ||
    fail "half a file"
done
scm_says 'STATE *: 1 *STOPPED' || fail "the service manager: $(cat "$work/query")"
scm_says 'WIN32_EXIT_CODE *: 0' || fail "a stop is no failure: $(cat "$work/query")"

echo "a pause in the middle of a copy"
lockstep 0 service start
within 20 copying
lockstep 0 service pause
within 10 scm_says 'STATE *: 7 *PAUSED'
no_temporaries "$replica"
lockstep 0 service resume

echo "the next start completes it"
configure
lockstep 0 service restart
within 60 same "$source/folder/3" "$replica/folder/3"
no_temporaries "$replica"
