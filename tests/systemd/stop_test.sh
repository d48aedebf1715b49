#!/bin/bash
# stop_test.sh: a stop in the middle of a large copy takes two seconds and leaves nothing half done.
. "$(dirname "$0")/lib.sh"

for signal in TERM INT; do
  echo "in the middle of a copy: $signal"
  rm -rf /s /r
  configure 200ms 'bwlimit = "2M"' 'threads = 2'
  mkdir /s/folder
  for number in 1 2 3; do head -c 20000000 /dev/urandom >"/s/folder/$number"; done
  [ $signal = TERM ] || drop_in signal '[Service]' "KillSignal=SIG$signal"
  lockstep 0 service start
  within 5 copying
  sleep 0.5
  start=$(milliseconds)
  lockstep 0 service stop
  took=$(($(milliseconds) - start))
  [ $took -lt 2000 ] || fail "the stop took $took ms"
  [ "$(show Result)" = success ] || fail "result: $(show Result)"
  no_temporaries /r
  for number in 1 2 3; do
    [ ! -e "/r/folder/$number" ] || same {/s,/r}/folder/$number || fail "half a file"
  done
done

echo "the next start completes it"
configure
lockstep 0 service start
within 10 same /s/folder/3 /r/folder/3
no_temporaries /r

echo "a reload in the middle of a copy, which says how far it is, answers at once and finishes it"
configure 200ms 'bwlimit = "2M"'
lockstep 0 service reload
head -c 20000000 /dev/urandom >/s/folder/4
within 5 copying
within 8 status_says "copying, "
configure 300ms 'bwlimit = "2M"'
start=$(milliseconds)
lockstep 0 service reload
took=$(($(milliseconds) - start))
[ $took -lt 2000 ] || fail "the reload took $took ms"
sleep 1
copying || fail "the file in hand was dropped"
same /s/folder/4 /r/folder/4 && fail "the file in hand was copied anew"
within 12 same /s/folder/4 /r/folder/4

echo "a pause in the middle of a copy"
configure 200ms 'bwlimit = "2M"'
lockstep 0 service reload
# A file that is still being written may be copied twice, and the first copy stays.
head -c 20000000 /dev/urandom >/s-5
mv /s-5 /s/folder/5
within 5 copying
start=$(milliseconds)
lockstep 0 service pause
within 2 status_says "Paused"
no_temporaries /r
took=$(($(milliseconds) - start))
[ $took -lt 2000 ] || fail "the pause took $took ms"
[ ! -e /r/folder/5 ] || fail "half a file"
lockstep 0 service resume
within 2 copying
within 15 same /s/folder/5 /r/folder/5
no_temporaries /r
