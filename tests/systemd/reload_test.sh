#!/bin/bash
# reload_test.sh: a good configuration replaces the running one, a wrong one does not.
. "$(dirname "$0")/lib.sh"
begin
pid=$(show MainPID)

echo "a job more"
mkdir /s2
echo other >/s2/other
printf '\n[[job]]\nname = "photos"\nsource = "/s2"\nreplica = "/r2"\ninterval = "200ms"\n' >>$config
lockstep 0 service reload
within 5 same /s2/other /r2/other
status_says "2 jobs" || within 5 status_says "2 jobs"
within 5 journal_says "added photos"

echo "a wrong configuration"
cp $config good
echo 'intervall = 5' >>$config
lockstep 2 service reload
says "reload: $config:"
says "intervall"
lockstep 2 service reload  # the same again is told again
says "reload: $config:"
lockstep 0 service status
says "The last reload failed: $config:"
is_state active || fail "it does not run any more"
within 2 status_says "the last reload failed"
within 5 journal_says "Reload failed, the running configuration stays"
echo new >/s2/new
within 5 same /s2/new /r2/new

echo "by SIGHUP"
echo '[[job]]' >>$config
systemctl kill --kill-whom=main -s HUP lockstep
sleep 0.3
is_state active || fail "it does not run any more"
configure
systemctl kill --kill-whom=main -s HUP lockstep
within 5 status_says "1 job, live"
lockstep 0 service status
says_not "failed"
echo late >/s2/late
echo late >/s/late
within 5 same /s/late /r/late
[ ! -e /r2/late ] || fail "the job that was removed goes on"

echo "what a reload can't change"
cp $config good
lockstep 0 service reload
says_not "restart"
printf '\n[log]\nfile = "/var/log/lockstep/lockstep.log"\nlevel = "debug"\n' >>$config
lockstep 0 service reload
says "Reloaded"
says "Changed, but in force only after a restart: log.file, log.level"
within 5 journal_says "Changed, but in force only after a restart: log.file, log.level"
lockstep 0 service status
says "in force only after a restart: log.file, log.level"
cp good $config
lockstep 0 service reload
says_not "restart"

echo "one replica by two names"
ln -s /r /r-link
printf '\n[[job]]\nname = "twice"\nsource = "/s2"\nreplica = "/r-link"\n' >>$config
lockstep 2 service reload
says "same replica"
is_state active || fail "it does not run any more"
[ "$(show MainPID)" = "$pid" ] || fail "it was started anew"
