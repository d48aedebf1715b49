#!/bin/bash
# setup_test.sh: the setup, silently: installed, upgraded, removed, with and without a configuration.
. "$(dirname "$0")/lib.sh"
. "$here/packages.sh"
need makensis cmake
make_packages 1.2.3
setup=$packages/lockstep-1.2.3-windows-x64-setup.exe

echo "without a configuration: the program alone"
silently "$setup" /S
[ "$code" -eq 0 ] || fail "exit code $code"
[ -e "$installed/lockstep.exe" ] || fail "nothing was installed"
in_path || fail "not in PATH"
gone || fail "there is a service: $(cat "$work/query")"

echo "with one: the service, too, upgraded in its place"
put_configuration
echo one >"$source/one"
silently "$setup" /S
[ "$code" -eq 0 ] || fail "exit code $code"
within 30 same "$source/one" "$replica/one"
runs || fail "the service does not run"
[ "$(programs_path | grep -oiF 'Program Files\Lockstep' | wc -l)" -eq 1 ] || fail "twice in PATH"
echo two >"$source/two"
silently "$setup" /S
runs || fail "the service does not run after the upgrade"
within 30 same "$source/two" "$replica/two"

echo "removed: what is the user's stays"
silently "$installed/uninstall.exe" /S
within 30 test ! -e "$installed"
within 30 gone
in_path && fail "still in PATH"
[ -e "$data/lockstep.toml" ] || fail "the configuration is gone"
same "$source/two" "$replica/two" || fail "the replica is gone"

echo "purged"
silently "$setup" /S
within 30 runs
silently "$installed/uninstall.exe" /S /PURGE
within 30 test ! -e "$installed"
within 30 test ! -e "$data"
same "$source/two" "$replica/two" || fail "the replica is gone"
