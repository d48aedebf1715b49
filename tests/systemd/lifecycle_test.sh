#!/bin/bash
# lifecycle_test.sh: install, start, READY, a change mirrored, second instance, journal, uninstall.
. "$(dirname "$0")/lib.sh"

echo "without a configuration"
rm -rf /etc/lockstep
lockstep 2 service install
says "there is no configuration"
says "'lockstep config init $config' writes one"
systemctl start lockstep  # a package's unit: no failure, but nothing runs
is_state inactive || fail "it runs without a configuration"
lockstep 2 service start
says "does not start without its configuration $config"

echo "with a wrong one"
mkdir -p /etc/lockstep
echo 'nonsense = 1' >$config
lockstep 2 service install
says "$config:1:1"
lockstep 2 service start
says "$config:1:1"
[ "$(show ExecMainStatus)" = 2 ] || fail "the exit code does not get out"
[ "$(show NRestarts)" = 0 ] || fail "a wrong configuration is tried again"

echo "not root"
as_user="setpriv --reuid=nobody --regid=nogroup --clear-groups"
lockstep 2 service install --config /etc/hostname
lockstep 2 service start
says "sudo"
as_user=

echo "install"
configure
printf '[log]\nfile = "/var/log/mirror/lockstep.log"\n' >>$config
lockstep 0 service install
says "The unit is the package's"
says "/var/lib/lockstep"
[ "$(stat -c %a /var/log/mirror)" = 750 ] || fail "mode of the log folder"
systemctl is-enabled -q lockstep || fail "not enabled"
lockstep 0 service install
says "exists"
cp $config "/etc/lockstep/other name.toml"
lockstep 0 service install --config "/etc/lockstep/other name.toml"
says "Unit written: /etc/systemd/system/lockstep.service"
lockstep 0 service install --config "/etc/lockstep/other name.toml"
says "The unit is as it should be"
systemd-analyze verify --man=no lockstep.service || fail "systemd-analyze verify"

echo "start"
echo one >/s/one
lockstep 0 service start
is_state active || fail "not active after its start"
[ "$(show Type)" = notify ] || fail "not the unit that was meant"
within 5 same /s/one /r/one
echo two >/s/two
within 5 same /s/two /r/two
within 5 status_says "1 job, live"

lockstep 0 service start
says "runs already"
lockstep 0 service install --config "/etc/lockstep/other name.toml"
says "'lockstep service restart' takes up what is new"

echo "the journal"
entry=$(journalctl -u lockstep -o json --no-pager LOCKSTEP_EVENT=copied_file | tail -n 1)
[[ $entry == *'"LOCKSTEP_SOURCE":"/s/two"'* ]] || fail "no field for the source: $entry"
[[ $entry == *'"PRIORITY":"6"'* ]] || fail "no priority: $entry"
! journalctl -u lockstep -o cat --no-pager | grep -E '^[0-9]{4}-' >/dev/null || fail "time stamps are doubled"
grep -qE '^[0-9]{4}-.*two' /var/log/mirror/lockstep.log || fail "the log file"

echo "a second instance"
lockstep 6 service run --config $config
lockstep 6 sync /s /r
says "$(show MainPID)"

echo "status"
lockstep 0 service status
says "documents"
says "active (running)"
lockstep 0 service status --json
python3 -c 'import json,sys; d=json.loads(sys.argv[1]); assert d["unit"]["active"]=="active", d
assert d["daemon"]["jobs"][0]["name"]=="documents", d' "$said" || fail "JSON: $said"

echo "USR1"
configure 1h
lockstep 0 service restart
echo three >/s/three
systemctl kill --kill-whom=main -s USR1 lockstep
within 5 same /s/three /r/three

echo "stop, uninstall"
lockstep 0 service stop
[ "$(show Result)" = success ] || fail "a stop is no success"
within 5 journal_says "Synchronization process stopped"
lockstep 5 service status
says "inactive"
says_not "Stopp"
lockstep 0 service uninstall
says "Unit removed"
lockstep 0 service uninstall
[ ! -e /etc/systemd/system/lockstep.service ] || fail "the unit is left"
same /s/three /r/three || fail "the replica is gone"
