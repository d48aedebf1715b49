#!/bin/bash
# job_settings_test.sh: what a job says of how much it takes of the machine; and that a service takes
# no more after many passes than after a few.
. "$(dirname "$0")/lib.sh"
pid() { show MainPID; }

echo "priority and bandwidth, each job its own"
mkdir /s2
configure 200ms 'nice = 7' 'io_priority = "idle"' 'bwlimit = "1M"'
printf '\n[[job]]\nname = "photos"\nsource = "/s2"\nreplica = "/r2"\ninterval = "200ms"\n' >>$config
head -c 3000000 /dev/urandom >/s/large
head -c 30000000 /dev/urandom >/s2/larger
start=$(milliseconds)
lockstep 0 service start
within 3 same /s2/larger /r2/larger
[ ! -e /r/large ] || fail "the limit is not heeded"
within 10 same /s/large /r/large
took=$(($(milliseconds) - start))
[ $took -gt 2000 ] || fail "three megabytes took $took ms"
threads=$(for task in "/proc/$(pid)/task"/*; do
  echo "$(sed 's/.*) //' "$task/stat" | cut -d ' ' -f 17) $(ionice -p "${task##*/}")"
done | sort -u)
grep -q '^7 idle' <<<"$threads" || fail "no thread of the job gives way: $threads"
usual=$(nice)  # systemd's own, which the service takes over
grep -q "^$usual none" <<<"$threads" || fail "all threads give way: $threads"
! grep -e '^7 [^i]' -e "^$usual idle" <<<"$threads" || fail "half a priority: $threads"

echo "threads bounds what the jobs do together"
count() { find "/proc/$(pid)/task" -mindepth 1 -maxdepth 1 | wc -l; }
printf '[service]\nthreads = 1\n' >>$config
lockstep 0 service restart
within 5 status_says "2 jobs, all live"
[ "$(count)" -le 11 ] || fail "$(count) threads for two jobs of one worker and one watcher"

echo "no more after thousands of passes"
configure 0
lockstep 0 service restart
within 5 status_says "1 job, live"
memory() { sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$(pid)/status"; }
handles() { find "/proc/$(pid)/fd" -mindepth 1 | wc -l; }
work() {
  for number in {1..50}; do
    echo "$number" >/s/small
    mkdir -p "/s/folder-$((number % 5))"
    rmdir "/s/folder-$(((number + 2) % 5))" 2>/dev/null || true
    lockstep 0 service status --json
  done
}
work
sleep 1
memory_before=$(memory) handles_before=$(handles)
work
sleep 4
# What was freed is kept for a while where use after that is looked for.
[ -n "${LOCKSTEP_SANITIZERS:-}" ] || [ $(($(memory) - memory_before)) -lt 2000 ] || fail "memory: $memory_before kB, then $(memory)"
[ $(($(handles) - handles_before)) -lt 8 ] || fail "handles: $handles_before, then $(handles)"
[ "$(show NRestarts)" = 0 ] || fail "it was restarted"
