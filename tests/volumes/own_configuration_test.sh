#!/bin/bash
# own_configuration_test.sh: whose jobs a command without operands takes.
. "$(dirname "$0")/lib.sh"
need_root
need setpriv

# An /etc of this test's alone.
mkdir -p etc/lockstep theirs/config/lockstep
mount --bind etc /etc
job() { printf '[[job]]\nname = "%s"\nsource = "%s"\nreplica = "%s"\n' "$1" "$source" "$2"; }
job system "$work/system" >/etc/lockstep/lockstep.toml
chown -R 54321:54321 theirs
chmod 755 "$work"
echo content >"$source/file"

as_theirs() { # as_theirs EXIT_CODE ARGUMENT...
  local as_user="setpriv --reuid 54321 --regid 54321 --clear-groups env HOME=$work/theirs
    XDG_CONFIG_HOME=$work/theirs/config XDG_STATE_HOME=$work/theirs/state"
  lockstep "$@"
}

for command in sync plan verify run; do
  as_theirs 2 $command
  says /etc/lockstep/lockstep.toml
  says "$work/theirs/config/lockstep/lockstep.toml"
  absent system
done
job own "$work/theirs/r" >theirs/config/lockstep/lockstep.toml
chown 54321:54321 theirs/config/lockstep/lockstep.toml
as_theirs 0 sync
holds theirs/r/file content
absent system
# Who names it means it: here their rights end.
as_theirs 5 sync --config /etc/lockstep/lockstep.toml

# The jobs of root, and where they may come from.
lockstep 0 sync
holds system/file content
chown 54321 /etc/lockstep/lockstep.toml
echo changed >"$source/file"
lockstep 2 sync
says "'/etc/lockstep/lockstep.toml' can be changed by user 54321"
says "chown root"
holds system/file content
