#!/bin/bash
# lifecycle_test.sh: install, start, a change mirrored, second instance, status, exit codes, uninstall.
. "$(dirname "$0")/lib.sh"

# To who has those the system does not tell that it shuts down (SetConsoleCtrlHandler).
if command -v x86_64-w64-mingw32-objdump >/dev/null 2>&1; then
  echo "no window's libraries"
  ! x86_64-w64-mingw32-objdump -p "$program" | grep -iE 'DLL Name: (user32|gdi32|shell32|ole32|mpr)' ||
    fail "the program loads them"
fi

echo "not installed"
lockstep 2 service start
says "not installed"
lockstep 0 service uninstall
says "not installed"
lockstep 5 service status
says "not installed"
lockstep 2 service run --config "$(windows "$config")"

echo "outside the service manager"
configure
lockstep 2 service run --config "$(windows "$config")"
says "only the service control manager can start this"

echo "without a configuration, and with a wrong one"
lockstep 2 service install
says "there is no configuration"
echo 'nonsense = 1' >"$work/wrong.toml"
lockstep 2 service install --config "$(windows "$work/wrong.toml")"
says ":1:1"

echo "a configuration to begin with, never over another"
lockstep 0 config init "$(windows "$work/new/lockstep.toml")"
grep -q 'ProgramData' "$work/new/lockstep.toml" || fail "the example has another system's paths"
lockstep 0 config check "$(windows "$work/new/lockstep.toml")"
lockstep 2 config init "$(windows "$work/new/lockstep.toml")"
says "exists already"

echo "what Windows does not have"
lockstep 2 service install --user
says "unknown option '--user'"

echo "install"
configure
install
says "Service registered: "
says "$(basename "$config")"
says "state folder"
install
says "Service updated: "
lockstep 5 service status
says "Lockstep: inactive (stopped), automatic"

echo "a log in a drive's root"
sed "s|^file = .*|file = \"C:/lockstep-test.log\"|" "$config" >"$work/rooted.toml"
lockstep 0 service install --config "$(windows "$work/rooted.toml")"
says_not "Log folder"
install

echo "another account: kept by an update, and so are its privileges"
lockstep 0 service install --config "$(windows "$config")" --account 'NT AUTHORITY\NetworkService'
says "to leave the account the privileges"  # which this system refuses, and so tells us of
install
says "to leave the account the privileges"
says_not "to drop the privileges"
lockstep 0 service install --config "$(windows "$config")" --account LocalSystem
says "to drop the privileges"
install
says "to drop the privileges"

echo "start"
echo one >"$source/one"
lockstep 0 service start
within 20 same "$source/one" "$replica/one"
echo two >"$source/two"
within 20 same "$source/two" "$replica/two"
lockstep 0 service start
scm_says 'STATE *: 4 *RUNNING' || fail "the service manager: $(cat "$work/query")"
log_says "Copied file" || fail "the log file"

echo "a second instance"
lockstep 6 sync "$(windows "$source")" "$(windows "$replica")"

echo "status"
lockstep 0 service status
says "documents"
says "Lockstep: active (running), automatic"
lockstep 0 service status --json
python3 -c 'import json,sys; d=json.loads(sys.argv[1]); assert d["unit"]["active"]=="active", d
assert d["daemon"]["jobs"][0]["name"]=="documents", d' "$said" || fail "JSON: $said"

echo "restart, stop"
lockstep 0 service restart
echo three >"$source/three"
within 20 same "$source/three" "$replica/three"
lockstep 0 service stop
scm_says 'STATE *: 1 *STOPPED' || fail "the service manager: $(cat "$work/query")"
log_says "Synchronization process stopped" || fail "no last word"
lockstep 0 service stop
lockstep 5 service status
says "inactive (stopped)"
lockstep 2 service reload
says "does not run"
lockstep 2 service pause
says "does not run"

echo "uninstall"
lockstep 0 service start
lockstep 0 service uninstall
says "removed from the services"
lockstep 5 service status
says "not installed"
[ -e "$config" ] || fail "the configuration is gone"
[ -d "$work/state folder" ] || fail "the state is gone"
same "$source/three" "$replica/three" || fail "the replica is gone"
