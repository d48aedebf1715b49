#!/bin/bash
# Memory follows the changes, not the tree: an unchanged pass over twenty times as many entries
# needs no more of it. What goes along with a folder (which one it was) is some tens of bytes when all
# of it is written, in the first pass.
. "$(dirname "$0")/test_lib.sh"
peak() { "$tools/generated_pass" "$@" | sed -n 's/.*: \([0-9]*\) KiB/\1/p'; }
few=$(peak 0.1) many=$(peak 2)
echo "100,000 entries: $few KiB, 2,000,000 entries: $many KiB"
[ "$few" -gt 0 ] || fail "no figure"
[ "$many" -lt $((few + 2048)) ] || fail "memory grows with the tree"
folders=$(peak 1 10)
echo "100,000 folders: $folders KiB"
[ "$folders" -lt $((few + 6144)) ] || fail "a folder takes more than 60 bytes"
