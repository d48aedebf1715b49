#!/bin/bash
# reload_test.sh: a good configuration replaces the running one, a wrong one does not.
. "$(dirname "$0")/lib.sh"
begin

echo "a job more"
mkdir "$work/source 2"
echo other >"$work/source 2/other"
printf '\n[[job]]\nname = "photos"\nsource = "%s"\nreplica = "%s"\ninterval = "200ms"\n' \
  "$(windows "$work/source 2")" "$(windows "$work/replica 2")" >>"$config"
lockstep 0 service reload
within 20 same "$work/source 2/other" "$work/replica 2/other"
log_says "added photos" || fail "it does not say what it did"

echo "a wrong configuration"
cp "$config" "$work/good"
echo 'intervall = 5' >>"$config"
lockstep 2 service reload
says "intervall"
scm_says 'STATE *: 4 *RUNNING' || fail "it does not run any more"
log_says "Reload failed, the running configuration stays" || fail "the log says nothing"
echo new >"$work/source 2/new"
within 20 same "$work/source 2/new" "$work/replica 2/new"

echo "by the service manager"
scm_control 6
sleep 1
scm_says 'STATE *: 4 *RUNNING' || fail "it does not run any more"
configure
scm_control 6
within 20 log_says "removed photos"
echo late >"$work/source 2/late"
echo late >"$source/late"
within 20 same "$source/late" "$replica/late"
[ ! -e "$work/replica 2/late" ] || fail "the job that was removed goes on"

echo "a service that does not listen to its pipe is told by the service manager"
lockstep 0 service uninstall
words="\"$(windows "$LOCKSTEP_SCM_CONTROL")\" serve \"$(windows "$work/controls")\""
wine sc create Lockstep binPath= "$words" </dev/null >"$work/query" 2>&1 || fail "$(cat "$work/query")"
lockstep 0 service start
lockstep 0 service reload
within 20 grep -qx 'control 6' "$work/controls"
lockstep 0 service uninstall
