#!/bin/bash
# A folder is swapped for a link to the outside again and again while a job is live as root, in the
# source and in the replica: no foreign byte is copied, nothing outside is written. In a cage.
. "$(dirname "$0")/lib.sh"
need_root
if [ -z "${LOCKSTEP_TEST_CAGED:-}" ]; then
  export LOCKSTEP_TEST_CAGED=1
  exec bash "$here/cage.sh" bash "$live/swapped_folders_test.sh"
fi
outside=$work/outside
edits=${thorough:+300}
edits=${edits:-25}

fill() { # fill FOLDER WORD: the same names everywhere, with different contents
  local number
  mkdir -p "$1"/a/{b,e}/c
  for number in 1 2 3 4; do
    echo "$2 $number" >"$1/$number"
    echo "$2 $number" >"$1/a/$number"
    echo "$2 $number" >"$1/a/b/$number"
    echo "$2 $number" >"$1/a/b/c/$number"
  done
}
calm() {
  # shellcheck disable=SC2086 # none or one
  kill "$swapper" $writer
  # shellcheck disable=SC2086
  wait "$swapper" $writer 2>/dev/null || true
}

for level in d d/a d/a/b; do
  for side in source replica; do
    echo "$side: $level"
    rm -rf "$source" "$replica" "$outside" state elsewhere
    fill "$source/d" ours
    fill "$outside" FOREIGN
    chmod 0700 "$outside"
    state "$outside" >outside.before
    follow --durability none --max-delete 100%
    root=${!side}
    writer=
    if [ "$side" = source ]; then
      # Inside the folder, wherever it is at the moment.
      (cd "$source/$level" && while sleep 0.01; do
        echo "ours $RANDOM" >./1
        mkdir x && rmdir x
      done) &
      writer=$!
    fi
    "$python" "$here/hostile_swaps.py" "$root/$level" elsewhere "$outside" &
    swapper=$!
    for number in $(seq "$edits"); do
      # None of these edits what a link of the source may lead to.
      case $((number % 5)) in
        0) echo "changed $number" >"$source/beside" ;;
        1) mkdir -p "$source/n$number/m" && echo "ours" >"$source/n$number/m/f" ;;
        2) touch -h "$source/d" ;;
        3) mv "$source/n$((number - 2))" "$source/d.$number" 2>/dev/null || true ;;
        4)
          if [ "$side" = replica ]; then
            fill "$source/d" "longer $number"
            chmod -R go-w "$source/d"
          fi ;;
      esac
      sleep 0.02
      ! grep -rqs FOREIGN "$replica" || [ "$side" = replica ] || fail "foreign bytes were copied"
    done
    kill -0 "$job" 2>/dev/null || fail "the job ended"
    calm
    untouched "$outside" outside.before
    rm -rf elsewhere
    if [ "$side" = source ] && [ -L "$source/$level" ]; then rm "$source/$level"; fi
    kill -INT "$job"
    wait "$job" || fail "the job ends with $?"
    mirror 0 --max-delete 100% --allow-empty-source
    mirror 0 --max-delete 100% --allow-empty-source
    same
    untouched "$outside" outside.before
  done
done
