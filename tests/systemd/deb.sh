#!/bin/bash
# deb.sh: the life of the .deb below a running systemd: installed, not started before there is a
# configuration, started, upgraded while it runs and while it does not, removed, purged. Run by
# tests/packages/deb_booted_test.sh; /tests/lockstep.deb and newer.deb are the packages.
. "$(dirname "$0")/lib.sh"

install_package() {
  DEBIAN_FRONTEND=noninteractive dpkg --force-unsafe-io --no-triggers --install "/tests/$1" >/tmp/dpkg.log 2>&1 ||
    { cat /tmp/dpkg.log; fail "dpkg --install $1"; }
}
get_rid_of_package() {
  dpkg --force-unsafe-io --no-triggers "$1" lockstep >/tmp/dpkg.log 2>&1 || { cat /tmp/dpkg.log; fail "dpkg $1"; }
}
main_pid() { systemctl show -P MainPID "$1"; }
restarted() { [ "$(main_pid "$1")" != "$2" ] && systemctl is-active -q "$1"; }
[ ! -e /usr/bin/lockstep ] || fail "there is a lockstep before the package"

echo "install"
install_package lockstep.deb
is_state inactive || fail "it runs without a configuration"
systemctl is-enabled -q lockstep || fail "not enabled"
! systemctl --failed --plain --no-legend | grep lockstep || fail "a unit failed"
lockstep 5 service status
says "inactive"
systemctl start lockstep
is_state inactive || fail "it starts without a configuration"

echo "a configuration, start, a change mirrored"
configure
echo one >/s/one
systemctl start lockstep
is_state active || fail "not active"
within 5 same /s/one /r/one
echo two >/s/two
within 5 same /s/two /r/two
fill
# And an instance.
mkdir /s2
echo one >/s2/one
sed 's|"/s"|"/s2"|; s|"/r"|"/r2"|' $config >/etc/lockstep/second.toml
lockstep 0 service install --instance second
lockstep 0 service start --instance second
within 5 same /s2/one /r2/one

echo "an upgrade while it runs"
pid=$(main_pid lockstep) other=$(main_pid lockstep@second)
install_package newer.deb
within 5 restarted lockstep "$pid"
within 5 restarted lockstep@second "$other"
[ "$(readlink "/proc/$(main_pid lockstep)/exe")" = /usr/bin/lockstep ] || fail "the old program runs"
[ "$(show NRestarts)" = 0 ] || fail "it was not a restart that was asked for"
know_the_pair
lockstep 0 service status
says "documents"

echo "an upgrade while it is paused"
lockstep 0 service pause
install_package newer.deb
echo three >/s/three
within 5 status_says "Paused"
sleep 0.5
[ ! -e /r/three ] || fail "the upgrade ended the pause"
lockstep 0 service resume
within 5 same /s/three /r/three

echo "an upgrade while it is stopped"
systemctl stop lockstep
install_package newer.deb
sleep 0.5
is_state inactive || fail "the upgrade started it"
systemctl is-active -q lockstep@second || fail "the instance ended"
systemctl start lockstep
fill

echo "remove, install again"
get_rid_of_package --remove
[ ! -e /usr/bin/lockstep ] || fail "the program is left"
! pgrep -x lockstep >/dev/null || fail "it still runs"
[ -e $config ] && [ -d /var/lib/lockstep ] || fail "configuration or state are gone"
install_package lockstep.deb
is_state inactive || fail "what was stopped is started"
systemctl is-enabled -q lockstep || fail "the next boot does not start it"
systemctl start lockstep lockstep@second
know_the_pair

echo "purge while it runs"
cp $config "/etc/lockstep/other.toml"
lockstep 0 service install --config /etc/lockstep/other.toml
says "Unit written: /etc/systemd/system/lockstep.service"
get_rid_of_package --purge
! pgrep -x lockstep >/dev/null || fail "it still runs"
for folder in /etc/lockstep /{var/lib,var/log,run}/lockstep{,-second}; do
  [ ! -e $folder ] || fail "$folder is left"
done
left=$(find /etc/systemd /var/lib/systemd/deb-systemd-helper-* -name '*lockstep*')
[ -z "$left" ] || fail "left: $left"
! systemctl --failed --plain --no-legend | grep lockstep || fail "a unit failed"
# systemd keeps a unit until it hears that its control group is empty (unit_may_gc).
forgotten() { [ -z "$(systemctl list-units --all --plain --no-legend "lockstep*")" ]; }
within 1 forgotten
same /s/three /r/three || fail "the replica is gone"
