#!/bin/bash
# log_test.sh: the log of a service that runs for long: rotated under load without a line lost or
# doubled; a disk that it fills keeps no file from being mirrored.
. "$(dirname "$0")/lib.sh"
mkdir /logs
mount -t tmpfs -o size=8m tmpfs /logs
# start_with LINE...: of [log]
start_with() {
  configure
  printf '%s\n' '[log]' 'file = "/logs/lockstep.log"' 'format = "json"' "$@" >>$config
  lockstep 0 service start
}
told() { cat /logs/lockstep.log* | python3 -c 'import json, sys
for line in sys.stdin:
    event = json.loads(line)
    if event["event"] == "copied_file": print(event["source"])'; }

echo "rotation under load"
mkdir /s
start_with 'max_size = "16K"' 'max_files = 500'
for round in {1..10}; do
  for number in {1..200}; do echo $number >"/s/$round-$number"; done
done
complete() { diff -rq /s /r >/dev/null 2>&1; }
within 20 complete
lockstep 0 service stop
[ "$(find /logs -type f | wc -l)" -gt 10 ] || fail "nothing was rotated: $(ls /logs)"
[ -z "$(find /logs -type f -size +20k)" ] || fail "larger than it may be"
diff <(cd /s && find "$PWD" -type f | sort) <(told | sort) || fail "lines are lost or doubled"

echo "a full disk"
rm /logs/*
start_with 'max_size = "100M"'
echo before >/s/before
within 5 same /s/before /r/before
head -c 100M /dev/zero >/logs/ballast 2>/dev/null && fail "the disk is not full"
for number in {1..200}; do echo $number >"/s/full-$number"; done
within 10 complete
within 5 status_says "1 job, live"
within 5 journal_says "can't be written; the work goes on"
[ "$(show NRestarts)" = 0 ] || fail "it was restarted"
rm /logs/ballast
logged() { echo "$RANDOM" >/s/after; grep -q '/s/after' /logs/lockstep.log; }
within 15 logged
