# Sourced by the tests of what packaging/windows makes, after lib.sh.
# shellcheck shell=bash

# need COMMAND...: what this test cannot do without.
need() {
  local command
  for command; do
    command -v "$command" >/dev/null 2>&1 || skip "there is no $command here"
  done
}
# make_packages VERSION: of the program, in $packages.
packages=$work/packages
make_packages() {
  rm -f "$work/example.toml"  # left by the version before
  lockstep 0 config init "$(windows "$work/example.toml")"
  sh "$here/../../packaging/windows/make_packages.sh" "$program" "$work/example.toml" "$1" \
    "$packages" \
    >"$work/packaging" 2>&1 || fail "$(cat "$work/packaging")"
}
installed=$WINEPREFIX/drive_c/"Program Files"/Lockstep
programs_path() {
  wine reg query 'HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment' /v PATH \
    </dev/null 2>/dev/null
}
in_path() { programs_path | grep -qiF 'Program Files\Lockstep'; }
# The configuration where an installed service looks for it.
put_configuration() {
  configure "$@"
  mkdir -p "$data"
  cp "$config" "$data/lockstep.toml"
}
# silently PROGRAM ARGUMENT...: an installer; its exit code in $code.
silently() {
  code=0
  timeout -k 5 200 wine "$@" </dev/null >"$work/installer" 2>&1 || code=$?
}
runs() { scm_says 'STATE *: 4 *RUNNING'; }
# Of a service that there is not, Wine's sc says nothing.
gone() {
  local got=0
  timeout 60 wine sc query Lockstep </dev/null >"$work/query" 2>/dev/null || got=$?
  [ $got -eq 1 ] && [ ! -s "$work/query" ]
}
