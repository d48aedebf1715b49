#!/bin/bash
# The runner still runs: a case of each kind, on little data.
. "$(dirname "$0")/test_lib.sh"
need python3 rsync time
python3 "$here/run" --quick --case first-small --case mixed --case delete --case contents-npm \
  --no-build --lockstep "$program" --build "${tools%/tests/bench}" --work "$work" --report "$work/report.md"
for case in 'first copy, small files' '1 % changed' 'half the files deleted' \
  'contents compared, npm tree'; do
  grep -q "^| $case | lockstep |.*| yes |$" "$work/report.md" ||
    fail "no exact figure for '$case': $(cat "$work/report.md")"
done
