#!/bin/bash
# A write that the system answers with a signal: a file past the limit of this process (ulimit -f),
# and a console whose reader went away. Neither ends the program.
. "$(dirname "$0")/lib.sh"

echo "a file past the limit is a problem"
echo small >"$source/small"
head -c 3000000 /dev/zero | tr '\0' x >"$source/large"
(ulimit -f 1024; mirror 3)
says large
says "File too large"
holds "$replica/small" small
absent "$replica/large"
no_temporaries
mirror 0
same

echo "the reader of its words goes away"
for number in $(seq 2000); do echo "$number" >"$source/a long name for many lines $number"; done
for command in plan sync; do
  status=(0 0)
  timeout -k 5 120 "$program" "$command" "$source" "$replica" 2>&1 | head -n 1 >first ||
    status=("${PIPESTATUS[@]}")
  [ "${status[0]}" -lt 4 ] || fail "$command ended with ${status[0]}"
done
same
replica=$work/r2
timeout -k 5 120 "$program" run "$source" "$replica" 50ms "$work/run.log" > >(head -n 1 >first) 2>&1 &
running=$!
within 60 test -e "$replica/small"
sleep 0.3
echo later >"$source/later"
within 60 test -e "$replica/later"
kill -TERM "$running"
wait "$running" || fail "run ended with $?"
same
