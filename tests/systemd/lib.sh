# Sourced first by every *_test.sh here, inside the container: words for what a test does and must
# see. One configuration: the job "documents" from /s to /r.
# shellcheck shell=bash

set -euo pipefail
umask 022
config=/etc/lockstep/lockstep.toml

fail() {
  echo "--- the journal's end:"
  journalctl -n 30 --no-pager -o short-precise 2>/dev/null | grep lockstep | cut -c 1-220 || true
  systemctl status lockstep --no-pager -n 0 2>&1 | head -n 15 || true
  echo "FAILED at ${BASH_SOURCE[*]##*/}:${BASH_LINENO[*]}: $*"
  exit 1
}
skip() { echo "skipped: $*"; exit 77; }
# within SECONDS COMMAND...: polls until the command holds.
within() {
  local deadline=$((SECONDS + $1 + 1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$deadline" ] || fail "not within the time: $*"
    sleep 0.02
  done
}
# lockstep EXIT_CODE ARGUMENT...: its words in $said; the exit code must be this one.
lockstep() {
  local wanted=$1 got=0
  shift
  said=$(timeout -k 5 60 ${as_user:-} /usr/bin/lockstep "$@" 2>&1) || got=$?
  [ "$got" -eq "$wanted" ] || fail "exit code $got, not $wanted: lockstep $*: $said"
}
says() { [[ $said == *"$1"* ]] || fail "it does not say '$1' but: $said"; }
says_not() { [[ $said != *"$1"* ]] || fail "it says '$1': $said"; }
show() { systemctl show -P "$1" lockstep; }
is_state() { [ "$(show ActiveState)" = "$1" ]; }
status_says() { [[ $(show StatusText) == *"$1"* ]]; }
# A pass is under way.
copying() { lockstep 0 service status --json; [[ $said == *'"state":"running"'* ]]; }
same() { cmp -s "$1" "$2"; }
# Not grep -q: it would end at the first hit, and journalctl by SIGPIPE, which pipefail counts.
journal_says() { journalctl -u lockstep -o cat --no-pager | grep -F -- "$1" >/dev/null; }
no_temporaries() {
  local found
  found=$(find "$1" -name '.lockstep-????????????????')
  [ -z "$found" ] || fail "temporaries are left: $found"
}
milliseconds() { echo $(($(date +%s%N) / 1000000)); }

# configure [INTERVAL [LINE...]]: a configuration with one job; more lines go to the job.
configure() {
  mkdir -p /etc/lockstep /s
  {
    printf '[[job]]\nname = "documents"\nsource = "/s"\nreplica = "/r"\ninterval = "%s"\n' \
      "${1:-200ms}"
    [ $# -lt 2 ] || printf '%s\n' "${@:2}"
  } >$config
}
# drop_in NAME LINE...: of lockstep.service
drop_in() {
  mkdir -p /etc/systemd/system/lockstep.service.d
  printf '%s\n' "${@:2}" >"/etc/systemd/system/lockstep.service.d/$1.conf"
  systemctl daemon-reload
}
# The stock unit, with a configuration, running.
begin() {
  configure "$@"
  echo one >/s/one
  lockstep 0 service install
  lockstep 0 service start
  within 5 same /s/one /r/one
}
# fill: twenty files, mirrored. know_the_pair: they go, which a first pass would hold; one that finds
# the record of these roots does not: more is kept.
fill() {
  mkdir -p /s/many /s/kept
  for number in {1..30}; do echo "$number" >"/s/kept/$number"; done
  within 5 same /s/kept/30 /r/kept/30
  for number in {1..20}; do echo "$number" >"/s/many/$number"; done
  within 5 same /s/many/20 /r/many/20
}
know_the_pair() {
  rm /s/many/*
  within 5 test ! -e /r/many/20
}
