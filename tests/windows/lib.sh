# Sourced first by every *_test.sh here: a Wine prefix with a running service manager, the program
# in it, and words for what a test does and must see. One configuration: the job "documents" from
# source to replica, both below $work. LOCKSTEP_PROGRAM is the lockstep.exe to test.
# shellcheck shell=bash

set -euo pipefail
umask 022
program=${LOCKSTEP_PROGRAM:?the lockstep.exe to test}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

skip() { echo "skipped: $*"; exit 77; }
command -v wine >/dev/null 2>&1 || skip "there is no wine here"

# A prefix for services alone: its server is ended and started as tests like, and it is put back to
# what it was at the beginning of each test.
LOCKSTEP_WINE_PREFIX=${TMPDIR:-/tmp}/lockstep-wine-services-$(id -u)
export LOCKSTEP_WINE_PREFIX
export WINEPREFIX=$LOCKSTEP_WINE_PREFIX/prefix WINEDEBUG=${WINEDEBUG:--all}
export WINEDLLOVERRIDES='mscoree,mshtml,winemenubuilder.exe=d'
unset DISPLAY

# The service manager, and with it all services that start with the system. It inherits whatever
# output its first client has: behind a pipe a reader would never see the end.
boot() {
  wineserver -p
  wine cmd /c exit </dev/null >/dev/null 2>&1
}
# Hard, as a loss of power is for processes.
crash() { wineserver -k || true; }

"$here/../../packaging/wine/run" cmd /c exit </dev/null >/dev/null 2>&1 || skip "wine does not run here"
crash
registry=$LOCKSTEP_WINE_PREFIX/registry
[ -d "$registry" ] || { mkdir "$registry" && cp "$WINEPREFIX"/*.reg "$registry/"; }
data=$WINEPREFIX/drive_c/ProgramData/Lockstep
work=$(mktemp -d "${TMPDIR:-/tmp}/lockstep-windows.XXXXXX")
clean() {
  crash
  cp "$registry"/*.reg "$WINEPREFIX/"
  rm -rf "$data" "$work"
}
cp "$registry"/*.reg "$WINEPREFIX/"
rm -rf "$data"
trap clean EXIT
boot

source=$work/source
replica=$work/replica
config=$work/lockstep.toml
log=$work/logs/lockstep.log
mkdir -p "$source"

fail() {
  echo "--- the log's end:"
  tail -n 20 "$log" 2>/dev/null | cut -c 1-220 || true
  echo "FAILED at ${BASH_SOURCE[*]##*/}:${BASH_LINENO[*]}: $*"
  exit 1
}
# within SECONDS COMMAND...: polls until the command holds.
within() {
  local deadline=$((SECONDS + $1 + 1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$deadline" ] || fail "not within the time: $*"
    sleep 0.05
  done
}
# lockstep EXIT_CODE ARGUMENT...: its words in $said; the exit code must be this one.
lockstep() {
  local wanted=$1 got=0
  shift
  timeout -k 5 100 wine "$program" "$@" </dev/null >"$work/said" 2>&1 || got=$?
  said=$(cat "$work/said")
  [ "$got" -eq "$wanted" ] || fail "exit code $got, not $wanted: lockstep $*: $said"
}
says() { [[ $said == *"$1"* ]] || fail "it does not say '$1' but: $said"; }
says_not() { [[ $said != *"$1"* ]] || fail "it says '$1': $said"; }
same() { cmp -s "$1" "$2"; }
log_says() { grep -qF -- "$1" "$log"; }
is_state() {
  timeout 60 wine "$program" service status --json </dev/null >"$work/state" 2>/dev/null || true
  grep -qF "\"sub\":\"$1\"" "$work/state"
}
# What the service manager itself says: the number behind NAME of `sc query`.
scm_says() {
  timeout 60 wine sc query Lockstep </dev/null >"$work/query" 2>/dev/null || true
  grep -qE "$1" "$work/query"
}
# A control sent by somebody else: 2 pause, 3 continue, 6 parameters changed, 128 a pass now.
scm_control() {
  timeout 60 wine "${LOCKSTEP_SCM_CONTROL:?tests/windows/control_windows.cpp}" "$1" </dev/null ||
    fail "the control $1 is not taken"
}
no_temporaries() {
  local found
  found=$(find "$1" -name '.lockstep-????????????????')
  [ -z "$found" ] || fail "temporaries are left: $found"
}
milliseconds() { echo $(($(date +%s%N) / 1000000)); }
# A path of this system as Windows programs see it.
windows() { echo "Z:$1"; }

# configure [INTERVAL [LINE...]]: a configuration with one job; more lines go to the job.
configure() {
  {
    printf '[service]\nstate_dir = "%s"\n' "$(windows "$work/state folder")"
    printf '[log]\nfile = "%s"\n' "$(windows "$log")"
    printf '[[job]]\nname = "documents"\nsource = "%s"\nreplica = "%s"\ninterval = "%s"\n' \
      "$(windows "$source")" "$(windows "$replica")" "${1:-200ms}"
    [ $# -lt 2 ] || printf '%s\n' "${@:2}"
  } >"$config"
}
install() { lockstep 0 service install --config "$(windows "$config")"; }
# With a configuration, running, one file mirrored.
begin() {
  configure "$@"
  echo one >"$source/one"
  install
  lockstep 0 service start
  within 20 same "$source/one" "$replica/one"
}
