#!/bin/bash
# A stop in the middle of a large copy: obeyed at once, nothing left behind, said by the exit code.
. "$(dirname "$0")/lib.sh"
head -c 50000000 /dev/urandom >"$source/large"
head -c 50000000 /dev/urandom >"$source/updated"
mkdir "$replica"
echo old >"$replica/updated"
touch -d 2001-01-01 "$replica/updated"

stopped() { # stopped SIGNAL EXIT_CODE ARGUMENT...
  local signal=$1 wanted=$2 code=0 began
  shift 2
  "$program" "$@" --bwlimit 4M >"$log" 2>&1 &
  local running=$!
  sleep 0.7
  kill -0 "$running" || fail "ended too early"
  began=$(date +%s%N)
  kill "-$signal" "$running"
  wait "$running" || code=$?
  [ $(($(date +%s%N) - began)) -lt 2000000000 ] || fail "took more than two seconds to stop"
  [ "$code" -eq "$wanted" ] || fail "exit code $code, not $wanted"
  no_temporaries
  absent "$replica/large"
  holds "$replica/updated" old
}
stopped TERM 143 sync "$source" "$replica"
stopped INT 130 sync "$source" "$replica"
stopped TERM 0 run "$source" "$replica" 1 run.log
set -m  # a background job of a script ignores SIGINT otherwise
stopped INT 0 run "$source" "$replica" 1 run.log
grep -q "Synchronization process stopped" run.log || fail "the log does not end"
set +m
mirror 0
same
