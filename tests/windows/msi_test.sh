#!/bin/bash
# msi_test.sh: the MSI, silently: installed, upgraded, removed, with and without a configuration.
. "$(dirname "$0")/lib.sh"
. "$here/packages.sh"
need wixl msibuild cmake
make_packages 1.2.3
make_packages 1.2.4
msi() { silently msiexec "$1" "$(windows "$packages/lockstep-$2-windows-x64.msi")" /qn "${@:3}"; }

echo "without a configuration: a service that does not run"
msi /i 1.2.3
[ "$code" -eq 0 ] || fail "exit code $code"
[ -e "$installed/lockstep.exe" ] || fail "nothing was installed"
in_path || fail "not in PATH"
scm_says 'STATE *: 1 *STOPPED' || fail "the service manager: $(cat "$work/query")"
msi /x 1.2.3
[ "$code" -eq 0 ] || fail "exit code $code"
within 30 gone
[ ! -e "$installed/lockstep.exe" ] || fail "the program is left"
in_path && fail "still in PATH"

echo "with one: it runs"
put_configuration
echo one >"$source/one"
msi /i 1.2.3
[ "$code" -eq 0 ] || fail "exit code $code"
within 30 same "$source/one" "$replica/one"
runs || fail "the service does not run"

echo "upgraded"
msi /i 1.2.4
[ "$code" -eq 0 ] || fail "exit code $code"
within 30 runs
echo two >"$source/two"
within 30 same "$source/two" "$replica/two"

# Windows' installer waits for a service that it stops; Wine's goes on at once, and leaves what is
# still in use without a word (dlls/msi/action.c, stop_service).
stop_for_wine() { lockstep 0 service stop; }

echo "removed: what is the user's stays"
stop_for_wine
msi /x 1.2.4
[ "$code" -eq 0 ] || fail "exit code $code"
within 30 gone
[ ! -e "$installed/lockstep.exe" ] || fail "the program is left"
[ -e "$data/lockstep.toml" ] || fail "the configuration is gone"

echo "purged"
msi /i 1.2.4
within 30 runs
stop_for_wine
msi /x 1.2.4 PURGE=1
within 30 gone
[ ! -e "$data" ] || fail "the configuration is left"
same "$source/two" "$replica/two" || fail "the replica is gone"
