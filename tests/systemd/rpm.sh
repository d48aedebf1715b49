#!/bin/bash
# rpm.sh: the life of the .rpm below a running systemd: installed, started, upgraded while it runs,
# erased. Run by tests/packages/rpm_booted_test.sh; /tests/lockstep.rpm and newer.rpm are the packages. The
# system is not one of rpm's: what the packages depend on is not in its list.
. "$(dirname "$0")/lib.sh"

# Debian's rpm warns that it is no friend of dpkg; a script that fails is a warning as well.
rpm() {
  command rpm "$@" >/tmp/rpm.log 2>&1 || { cat /tmp/rpm.log; fail "rpm $*"; }
  ! grep -i "scriptlet" /tmp/rpm.log || fail "a script of rpm $*"
}
other_process() { [ "$(show MainPID)" != "$pid" ] && is_state active; }

[ ! -e /usr/bin/lockstep ] || fail "there is a lockstep before the package"

echo "install"
rpm --install --nodeps /tests/lockstep.rpm
is_state inactive || fail "it runs without a configuration"
systemctl is-enabled -q lockstep || fail "the presets of the system are not heeded"
id lockstep >/dev/null || fail "there is no user lockstep"
[ "$(stat -c '%a %U' /var/lib/lockstep)" = "700 root" ] || fail "the state folder"
[ "$(stat -c '%a %U' /var/log/lockstep)" = "750 root" ] || fail "the log folder"

echo "start"
configure
echo one >/s/one
lockstep 0 service start
within 5 same /s/one /r/one
fill
command rpm --verify --nodeps lockstep || fail "what is installed is not what the package holds"

echo "upgrade while it runs"
pid=$(show MainPID)
rpm --upgrade --nodeps /tests/newer.rpm
within 5 other_process
echo two >/s/two
within 5 same /s/two /r/two
know_the_pair

echo "upgrade back while it is stopped and disabled"
systemctl disable -q --now lockstep
rpm --upgrade --oldpackage --nodeps /tests/lockstep.rpm
is_state inactive || fail "what was stopped is started"
! systemctl is-enabled -q lockstep || fail "what was disabled is enabled"
systemctl enable -q --now lockstep

echo "erase while it runs"
rpm --erase lockstep
! pgrep -x lockstep >/dev/null || fail "it still runs"
[ ! -e /usr/bin/lockstep ] || fail "the program is left"
left=$(find /usr/lib/systemd /etc/systemd /usr/share -name '*lockstep*' || true)
[ -z "$left" ] || fail "left: $left"
[ -e $config ] && [ -n "$(ls /var/lib/lockstep)" ] || fail "configuration or state are gone"
same /s/two /r/two || fail "the replica is gone"
