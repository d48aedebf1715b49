#!/bin/bash
# Memory follows the changes, not the tree: an unchanged pass over twenty times as many entries
# needs no more of it.
. "$(dirname "$0")/test_lib.sh"
peak() { "$tools/generated_pass" "$1" | sed -n 's/.*: \([0-9]*\) KiB/\1/p'; }
few=$(peak 0.1) many=$(peak 2)
echo "100,000 entries: $few KiB, 2,000,000 entries: $many KiB"
[ "$few" -gt 0 ] || fail "no figure"
[ "$many" -lt $((few + 2048)) ] || fail "memory grows with the tree"
