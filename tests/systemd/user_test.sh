#!/bin/bash
# user_test.sh: a service of one user.
. "$(dirname "$0")/lib.sh"
useradd -m ann
as_user="setpriv --reuid=ann --regid=ann --init-groups env HOME=/home/ann USER=ann"
mkdir /home/ann/s
chown ann /home/ann/s

echo "without a session"
lockstep 2 service start --user
says "XDG_RUNTIME_DIR"

loginctl enable-linger ann
user_id=$(id -u ann)
within 10 test -S "/run/user/$user_id/systemd/private"
as_user+=" XDG_RUNTIME_DIR=/run/user/$user_id"
lockstep 2 service install --user
says "there is no configuration"

echo "install, start"
cd /home/ann
$as_user mkdir -p .config/lockstep
printf '[[job]]\nname = "documents"\nsource = "/home/ann/s"\nreplica = "/home/ann/r"\ninterval = "200ms"\n' |
  $as_user tee .config/lockstep/lockstep.toml >/dev/null
lockstep 0 service install --user
says "linger"
$as_user systemd-analyze verify --man=no --user /usr/lib/systemd/user/lockstep.service 2>/tmp/verdict ||
  { cat /tmp/verdict; fail "verify"; }
echo one >s/one
lockstep 0 service start --user
within 5 same s/one r/one
[ "$(stat -c '%U %a' "/run/user/$user_id/lockstep/control.sock")" = "ann 600" ] || fail "the socket"
[ -d .local/state/lockstep ] || fail "the state folder"

echo "control"
lockstep 0 service status --user
says "documents"
lockstep 0 sync-now documents --user
lockstep 0 sync-now documents
lockstep 0 service pause --user
lockstep 0 service restart --user
echo two >s/two
sleep 0.7
[ ! -e r/two ] || fail "not paused"
lockstep 0 service resume --user
within 5 same s/two r/two
lockstep 0 service reload --user

echo "without --user, by what runs"
lockstep 0 service status
says "lockstep.service of this user: active"
says "documents"
says_not "--system"
lockstep 0 service status --json
says '"owner":"user"'
lockstep 0 service pause
says "Paused the service of this user"
lockstep 0 service resume
lockstep 0 service reload
says "Reloaded the service of this user"
lockstep 5 service status --system
says "lockstep.service of the system: inactive"
lockstep 2 service status --user --system
printf '[log]\nlevel = "debug"\n' | $as_user tee -a .config/lockstep/lockstep.toml >/dev/null
lockstep 0 service reload
says "in force only after a restart: log.level"

echo "beside the system's"
as_root=$as_user
as_user=
configure
lockstep 0 service install
lockstep 0 service start
lockstep 0 service status
says "lockstep.service: active"
as_user=$as_root
lockstep 0 service status
says "lockstep.service of this user: active"
says "'lockstep service status --system'"
lockstep 0 service stop
says "Stopped the service of this user"
lockstep 2 service status
says "lockstep.service of the system: active"
lockstep 2 service stop
says "use sudo"
lockstep 0 service uninstall --user
