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

# Longer than a string of the setup's is (1024); as long, with our folder in it; and just too long for
# it to be added.
path_is() { [ "$(programs_path | tr -d '\r' | sed -n 's/^ *PATH *REG_EXPAND_SZ *//Ip')" = "$1" ]; }
set_path() {
  wine reg add 'HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment' /v PATH \
    /t REG_EXPAND_SZ /d "$1" /f </dev/null >/dev/null 2>&1
  path_is "$1" || fail "PATH was not set: $(programs_path)"
}
# folders LENGTH: a PATH of so many characters.
folders() {
  local folders='C:\windows\system32;C:\windows'
  while [ ${#folders} -lt "$1" ]; do folders+=';C:\Program Files\Something long\bin'; done
  printf '%s' "${folders:0:$1}"
}
for length in 2000 1023 1000; do
  echo "a PATH of $length characters stays as it is"
  path=$(folders $length)
  set_path "$path"
  silently "$setup" /S
  [ "$code" -eq 0 ] || fail "exit code $code"
  [ -e "$installed/lockstep.exe" ] || fail "nothing was installed"
  path_is "$path" || fail "PATH was changed by the setup: $(programs_path)"
  if [ "$length" -eq 1023 ]; then
    path="$(folders 500);C:\Program Files\Lockstep;$(folders 496)"
    set_path "$path"
  fi
  silently "$installed/uninstall.exe" /S
  within 30 test ! -e "$installed"
  path_is "$path" || fail "PATH was changed by the removal: $(programs_path)"
done
