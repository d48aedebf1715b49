#!/bin/bash
# The replica of one job is the source of the next, and a job's log lies below its source: each
# follows, and none feeds itself.
. "$(dirname "$0")/lib.sh"
rest=${thorough:+20}
rest=${rest:-3}

jobs=()
run() { # run SOURCE REPLICA LOG [OPTION...]
  local from=$1 to=$2 told=$3
  shift 3
  "$program" run "$from" "$to" 3600 "$told" --durability none "$@" >"$work/console" 2>&1 &
  jobs+=($!)
  within 30 grep -qs "Synchronization complete" "$told"
}
end_all() {
  kill -INT "${jobs[@]}"
  for job in "${jobs[@]}"; do wait "$job" || fail "a job ends with $?"; done
  jobs=()
}

echo "three jobs in a chain"
echo one >"$source/one"
run "$source" b 1.log
run b c 2.log
run c "$replica" 3.log
mkdir -p "$source/d/e/f"
echo two >"$source/d/e/f/two"
soon
for number in $(seq 20); do
  echo "$number" >"$source/one"
  ln -sf "$number" "$source/link"
  mv "$source/d/e" "$source/d/e$number"
  mv "$source/d/e$number" "$source/d/e"
done
soon
rm -r "$source/d"
soon
sleep 1
cat 1.log 2.log 3.log >before
sleep "$rest"
cat 1.log 2.log 3.log | diff before - >added || { head added; fail "the chain does not rest"; }
end_all
no_temporaries
idle

for level in info debug; do
  echo "the log lies below the source, level $level"
  rm -rf "${source:?}"/* "$replica" state
  mkdir "$source/logs"
  echo one >"$source/one"
  run "$source" "$replica" "$source/logs/log" --log-level $level
  log=$source/logs/log
  for number in $(seq 10); do
    echo "$number" >"$source/one"
    echo "$number" >"$source/logs/other"
    within 10 cmp -s "$source/one" "$replica/one"
    within 10 cmp -s "$source/logs/other" "$replica/logs/other"
  done
  sleep 1.5  # its last summary
  size=$(stat -c %s "$log")
  sleep "$rest"
  [ "$(stat -c %s "$log")" -eq "$size" ] || fail "the log feeds itself"
  absent "$replica/logs/log"
  end_all
done
