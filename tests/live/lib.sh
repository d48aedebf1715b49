# Sourced first by every *_test.sh here: the scratch folder and the words of tests/volumes/lib.sh,
# and those for a job that follows its source. Its full passes are an hour apart, so that all that
# happens in a test after `follow` is the work of live watching.
# shellcheck shell=bash

live=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../volumes/lib.sh
. "$live/../volumes/lib.sh"

# follow [OPTION...]: a job from $source to $replica, with its log in $log; returns when it is live.
follow() {
  : >"$log"
  "$program" run "$source" "$replica" 3600 "$log" "$@" >"$log.console" 2>&1 &
  job=$!
  within 30 followed
}
followed() {
  kill -0 "$job" 2>/dev/null || fail "the job ended: $(tail -n 5 "$log.console")"
  [ "$(lines "Synchronization complete")" -gt 0 ]
}
# unfollow: ends the job.
unfollow() {
  kill -INT "$job"
  wait "$job" || fail "the job ends with $?"
}
equal() { "$python" "$here/compare_trees.py" "$source" "$replica" "$@" >differs; }
# soon [OPTION...]: the replica equals the source before long.
soon() {
  local deadline=$((SECONDS + 20))
  until equal "$@"; do
    [ "$SECONDS" -lt "$deadline" ] || { cat differs; fail "the replica does not follow"; }
    sleep 0.1
  done
}
# end: ends the job, and a pass over everything finds nothing to do.
end() {
  unfollow
  idle
}
milliseconds() { date +%s%3N; }
