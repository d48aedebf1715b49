#!/bin/bash
# An unchanged pass makes no more system calls an entry than system_calls_per_entry says. A count,
# not a time: it is the same on every machine of one kernel, and the first thing that makes a pass
# slower.
. "$(dirname "$0")/test_lib.sh"
need strace
strace -o "$work/try" true 2>/dev/null || skip "strace may not trace here"
recorded=$(cat "$here/system_calls_per_entry")

"$tools/make_tree" small "$work/source" 0.1
# With the second pass it is written down that all is equal.
for _ in 1 2; do "$program" sync "$work/source" "$work/replica" --quiet; done
# As many threads everywhere; a call that two of them wait for each other with is no work.
strace -f -c -U calls,name -o "$work/calls" \
  "$program" sync "$work/source" "$work/replica" --threads 2 --json >"$work/summary" 2>/dev/null
grep -q '"created":{"files":0,.*"updated":{"files":0,' "$work/summary" ||
  fail "the pass was to change nothing: $(cat "$work/summary")"
entries=$(find "$work/source" | wc -l)
awk -v entries="$entries" -v recorded="$recorded" '
  $1 ~ /^[0-9]+$/ && $2 !~ /^(futex|poll|total|sched_yield)$/ { calls += $1 }
  END {
    if (calls < entries) { print "strace counted " calls " calls only"; exit 1 }
    ratio = calls / entries
    printf "%.3f system calls an entry (%d entries); recorded are %s\n", ratio, entries, recorded
    if (ratio > recorded + 0.01) exit 1
    if (ratio < recorded - 0.05) print "that is fewer: write the new number to system_calls_per_entry"
  }' "$work/calls" || { sort -rn "$work/calls" | head -20; fail "more system calls than recorded"; }
