#!/bin/bash
# Random trees and edits: Lockstep's replica equals the source, and what rsync makes of it.
# LOCKSTEP_TEST_SEED repeats one history.
. "$(dirname "$0")/lib.sh"
need rsync

first=${LOCKSTEP_TEST_SEED:-$(date +%s)}
histories=${thorough:+40}
[ -z "${LOCKSTEP_TEST_SEED:-}" ] || histories=1
for seed in $(seq "$first" $((first + ${histories:-4} - 1))); do
  echo "seed $seed"
  rm -rf s ours theirs
  "$python" "$here/differential.py" "$program" "$seed" "$([ -n "$thorough" ] && echo 50 || echo 8)" ||
    fail "repeat it with LOCKSTEP_TEST_SEED=$seed"
done
