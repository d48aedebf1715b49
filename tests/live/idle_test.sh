#!/bin/bash
# A live job that has nothing to do sleeps: no thread wakes up and no processor time is used; and
# the source's volume can be unmounted under it. LOCKSTEP_TEST_IDLE is for how many seconds.
. "$(dirname "$0")/lib.sh"
seconds=${LOCKSTEP_TEST_IDLE:-${thorough:+60}}
seconds=${seconds:-8}

if [ "$(id -u)" -eq 0 ]; then
  mount_volume tmpfs "$work/volume" 64
  source=$work/volume/s
  mkdir "$source"
fi
for number in $(seq 50); do mkdir "$source/$number"; echo "$number" >"$source/$number/file"; done
follow
echo changed >"$source/1/file"
soon
mkdir "$source/new"
soon

switches() { cat /proc/"$job"/task/*/status | grep -E "ctxt_switches" | sort | uniq -c | sort; }
total() { cat /proc/"$job"/task/*/status | awk '/ctxt_switches/ {sum += $2} END {print sum}'; }
times() { awk '{print $14 + $15}' /proc/"$job"/stat; }
# Flushes and summaries are put off a little.
settled() {
  local before
  before=$(total)
  sleep 2
  [ "$(total)" -eq "$before" ]
}
within 20 settled
switches >before
spent=$(times)
sleep "$seconds"
switches >after
diff before after || fail "a thread woke up within $seconds s"
[ "$(times)" -eq "$spent" ] || fail "processor time was used"
find "/proc/$job/fd" -lname "$source*" | grep . && fail "something is open in the source"

if [ "$(id -u)" -eq 0 ]; then
  echo "the source's volume is unmounted"
  umount "$work/volume" || fail "the source's volume is busy"
  sleep 1
  [ "$(find "$replica" -name file | wc -l)" -eq 50 ] || fail "something was removed"
fi
kill -INT "$job"
wait "$job" || true
