#!/bin/bash
# msi_test.sh: the MSI, silently: installed, upgraded, removed, with and without a configuration.
. "$(dirname "$0")/lib.sh"
. "$here/packages.sh"
need wixl msibuild cmake
make_packages 1.2.3
make_packages 1.2.4
msi() { silently msiexec "$1" "$(windows "$packages/lockstep-$2-windows-x64.msi")" /qn "${@:3}"; }
# starts HOW: as the service manager has it.
starts() {
  timeout 60 wine "$program" service status </dev/null >"$work/said" 2>&1 || true
  grep -qE "^Lockstep: .*, $1" "$work/said" || fail "not $1: $(cat "$work/said")"
}

echo "without a configuration: a service that does not run"
msi /i 1.2.3
[ "$code" -eq 0 ] || fail "exit code $code"
[ -e "$installed/lockstep.exe" ] || fail "nothing was installed"
in_path || fail "not in PATH"
scm_says 'STATE *: 1 *STOPPED' || fail "the service manager: $(cat "$work/query")"
starts manual
crash
boot
scm_says 'STATE *: 1 *STOPPED' || fail "it was started with the system: $(cat "$work/query")"
scm_says 'WIN32_EXIT_CODE *: 1077' || fail "it was started with the system: $(cat "$work/query")"
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
starts automatic

echo "upgraded"
msi /i 1.2.4
[ "$code" -eq 0 ] || fail "exit code $code"
within 30 runs
starts automatic
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
