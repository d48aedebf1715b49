#!/bin/bash
# instance_test.sh: two instances of lockstep@.service beside lockstep.service, each with its own
# configuration, state, log and socket.
. "$(dirname "$0")/lib.sh"

# instance NAME SOURCE REPLICA
instance() {
  mkdir -p "$2"
  printf '[log]\nfile = "/var/log/lockstep-%s/lockstep.log"\n' "$1" >"/etc/lockstep/$1.toml"
  printf '[[job]]\nname = "documents"\nsource = "%s"\nreplica = "%s"\ninterval = "200ms"\n' \
    "$2" "$3" >>"/etc/lockstep/$1.toml"
}
active() { systemctl is-active -q "$1"; }

mkdir -p /etc/lockstep
echo "without a configuration"
lockstep 2 service install --instance ann
says "/etc/lockstep/ann.toml"
systemctl start lockstep@ann
! active lockstep@ann || fail "it runs without a configuration"

echo "install"
begin
for name in ann bob; do
  instance $name /s-$name /r-$name
  echo $name >/s-$name/name
  lockstep 0 service install --instance $name
  says "The unit is the package's: lockstep@.service"
  says "State folder created: /var/lib/lockstep-$name"
  says "Log folder created: /var/log/lockstep-$name"
  says "Enabled: lockstep@$name.service"
  says "'lockstep service start --instance $name'"
  lockstep 0 service install --instance $name
  says "State folder exists: /var/lib/lockstep-$name"
  systemctl is-enabled -q lockstep@$name || fail "$name is not enabled"
done

echo "start"
for name in ann bob; do
  lockstep 0 service start --instance $name
  within 5 same /s-$name/name /r-$name/name
  [ "$(stat -c %a /var/lib/lockstep-$name)" = 700 ] || fail "mode of the state folder of $name"
  [ "$(stat -c %a /var/log/lockstep-$name)" = 750 ] || fail "mode of the log folder of $name"
  [ "$(stat -c '%U %a' /run/lockstep-$name/control.sock)" = "root 600" ] || fail "$name's socket"
  grep -q "/s-$name/name" /var/log/lockstep-$name/lockstep.log || fail "$name's log"
done
[ -n "$(ls /var/lib/lockstep-ann)" ] || fail "no state of its own"
[ "$(systemctl show -P Description lockstep@ann)" = "Lockstep folder mirroring (ann)" ] ||
  fail "its description"

echo "each answers for itself"
lockstep 0 service status --instance ann
says "lockstep@ann.service: active"
says "/s-ann"
says_not "/s-bob"
lockstep 0 service status
says "/s ->"
lockstep 0 service pause --instance ann
for name in ann bob; do echo later >/s-$name/later; done
lockstep 0 service restart --instance ann
within 5 same /s-bob/later /r-bob/later
within 5 test -S /run/lockstep-ann/control.sock
sleep 0.5
[ ! -e /r-ann/later ] || fail "ann is not paused"
lockstep 0 service status --instance bob
says_not "aused"
lockstep 0 service resume --instance ann
within 5 same /s-ann/later /r-ann/later
echo "nonsense = 1" >>/etc/lockstep/ann.toml
lockstep 2 service reload --instance ann
says "/etc/lockstep/ann.toml:8:1"
instance ann /s-ann /r-ann
lockstep 0 service reload --instance ann
lockstep 0 service reload --instance bob
lockstep 0 sync-now documents --instance ann
lockstep 0 sync-now documents --instance bob

echo "approve, while it runs and while it does not"
sed -i '/^interval/a max_delete = 1' /etc/lockstep/{ann,bob}.toml
for name in ann bob; do
  for number in {1..9}; do echo "$number" >/s-$name/n$number; done
  lockstep 0 service reload --instance $name
  within 5 same /s-$name/n9 /r-$name/n9
  rm /s-$name/n*
done
held() { lockstep 0 service status --instance "$1"; [[ $said == *held* ]]; }
for name in ann bob; do within 5 held $name; done
lockstep 0 approve documents --instance ann
within 5 test ! -e /r-ann/n1
lockstep 0 service stop --instance bob
lockstep 0 approve documents --instance bob
says "/r-bob"
lockstep 0 service start --instance bob
within 5 test ! -e /r-bob/n1

echo "one replica for two of them"
instance carl /s-carl /r-bob
lockstep 6 service start --instance carl
says "in use by process $(systemctl show -P MainPID lockstep@bob)"
systemctl stop lockstep@carl

echo "uninstall"
lockstep 0 service uninstall --instance ann
! systemctl is-enabled -q lockstep@ann || fail "ann is still enabled"
! active lockstep@ann || fail "ann still runs"
active lockstep@bob || fail "bob ended with ann"
active lockstep || fail "the service of the system ended with ann"
[ -e /usr/lib/systemd/system/lockstep@.service ] || fail "the package's template is gone"
[ -d /var/lib/lockstep-ann ] || fail "ann's state is gone"
