#!/bin/bash
# trouble_test.sh: roots, space, locks and folders that are missing. The service says what is wrong, the
# other jobs go on, and each recovers by itself, without a restart.
. "$(dirname "$0")/lib.sh"

# add_job NAME SOURCE REPLICA [LINE...]
add_job() {
  printf '\n[[job]]\nname = "%s"\nsource = "%s"\nreplica = "%s"\ninterval = "200ms"\n' "$1" "$2" "$3"
  [ $# -lt 4 ] || printf '%s\n' "${@:4}"
} >>$config
job_says() {
  lockstep 0 service status --json
  python3 -c 'import json, sys
job = [j for j in json.loads(sys.argv[1])["daemon"]["jobs"] if j["name"] == sys.argv[2]][0]
sys.exit(sys.argv[3] not in json.dumps(job))' "$said" "$1" "$2"
}
same_process() { [ "$(show MainPID)" = "$pid" ] || fail "the service was restarted"; }

echo "a source that is missing at the start"
configure
echo one >/s/one
add_job later /later /r-later
lockstep 0 service start
pid=$(show MainPID)
within 5 same /s/one /r/one
within 5 job_says later unavailable
status_says "later" || fail "the sentence does not name it: $(show StatusText)"
[ ! -e /r-later ] || [ -z "$(ls /r-later)" ] || fail "something was written to its replica"
mkdir /later
echo two >/later/two
within 5 same /later/two /r-later/two
# It goes in one step: what `rm -r` takes away first is followed, as long as the folder is there.
mv /later /gone
within 5 job_says later unavailable
same /r-later/two <(echo two) || fail "its replica lost something"
mkdir /later
for name in two three; do echo $name >/later/$name; done
within 5 same /later/three /r-later/three
same_process

echo "a replica whose volume is unmounted"
mkdir /mnt/volume
mount -t tmpfs -o size=1m tmpfs /mnt/volume
add_job volume /s /mnt/volume/r
lockstep 0 service reload
within 5 same /s/one /mnt/volume/r/one
umount -l /mnt/volume  # the job holds its lock on the folder there
within 5 job_says volume unavailable
echo three >/s/three
within 5 same /s/three /r/three
[ -z "$(ls -A /mnt/volume)" ] || fail "something was written below the mount point"
mount -t tmpfs -o size=1m tmpfs /mnt/volume
within 5 same /s/three /mnt/volume/r/three

echo "a replica without space"
head -c 2000000 /dev/urandom >/s/large
within 5 job_says volume "No space left"
within 5 same /s/large /r/large
mount -o remount,size=8m /mnt/volume
within 5 same /s/large /mnt/volume/r/large
rm /s/large
within 5 test ! -e /mnt/volume/r/large
same_process

echo "a job of a name that is taken"
cp $config good
add_job volume /s /r-other
lockstep 2 service reload
says "volume"
says "$config:"
cp good $config
echo "a replica that is taken"
add_job other /later /r
lockstep 2 service reload
says "replica"
cp good $config
lockstep 0 service reload
echo four >/s/four
within 5 same /s/four /r/four
same_process

echo "a replica that another process holds"
mkdir /held
head -c 20000000 /dev/urandom >/held/large
/usr/bin/lockstep sync /held /r-held --bwlimit 1M --quiet &
holder=$!
within 5 test -d /r-held
add_job held /held /r-held
lockstep 2 service reload
says "in use by process $holder"
echo five >/s/five
within 5 same /s/five /r/five
same_process
drop_in fast '[Service]' 'RestartSec=300ms'
lockstep 6 service restart
says "in use by process $holder"
[ ! -e /r/six ] || fail "a job ran without the locks"
kill $holder
wait $holder || true
within 5 is_state active
within 5 status_says "4 jobs"
cp good $config
lockstep 0 service reload

echo "a state folder that can't be written"
lockstep 0 service stop
sed -i '1i [service]\nstate_dir = "/proc/none"\n' $config
echo six >/s/six
lockstep 0 service start
within 5 journal_says "/proc/none"
within 5 job_says documents "/proc/none"
lockstep 2 service pause
says "/proc/none"
lockstep 0 service stop
