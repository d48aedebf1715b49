#!/bin/bash
# The runner still runs: every case that needs no volume of its own, on little data.
. "$(dirname "$0")/test_lib.sh"
need python3 rsync time
python3 "$here/run" --quick --no-build --lockstep "$program" --build "${tools%/tests/bench}" \
  --work "$work" --report "$work/report.md"
for case in 'first copy, small files' '1 % changed' 'half the files deleted' \
  'contents compared, npm tree' 'unchanged, 1,020,000 files'; do
  grep -q "^| $case | lockstep |.*| yes |$" "$work/report.md" ||
    fail "no exact figure for '$case': $(cat "$work/report.md")"
done
