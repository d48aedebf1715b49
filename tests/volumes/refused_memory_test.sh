#!/bin/bash
# refused_memory_test.sh: the system refuses memory or threads, sooner or later: the program ends
# with an exit code of its own and one line that says why, never by a signal, and the next pass
# repairs what it left.
. "$(dirname "$0")/lib.sh"
need prlimit setpriv

for folder in a b c d; do
  mkdir -p "$source/$folder"
  for file in 1 2 3 4 5 6 7 8; do echo "$folder $file" >"$source/$folder/$file"; done
done
head -c 3000000 /dev/urandom >"$source/large"

# refused LIMIT_NAME VALUE ARGUMENT...: what came of it goes to $code.
refused() {
  local limit=$1
  shift
  code=0
  timeout -k 5 60 prlimit "$limit" ${as_user:-} "$program" "$@" >out 2>"$log" || code=$?
  case $code in
    0 | 3 | 70) ;;
    127) grep -q "error while loading shared libraries" "$log" || fail "127 with $limit" ;;
    *) fail "exit code $code with $limit: $*" ;;
  esac
  [ "$code" -ne 70 ] || [ "$(cat out "$log" | grep -cE 'Error during|internal error|the system')" -eq 1 ] ||
    { cat out "$log"; fail "more or less than one line says why, with $limit"; }
}

# ---- memory ----------------------------------------------------------------------------------

succeeded=0 ended=0
for megabytes in $(seq 16 4 120) $(seq 130 15 400) 2000; do
  rm -rf "$replica" state
  refused "--as=$((megabytes * 1024 * 1024))" sync "$source" "$replica" --threads 4
  if [ "$code" -eq 0 ]; then succeeded=$((succeeded + 1)); else ended=$((ended + 1)); fi
done
[ "$succeeded" -gt 0 ] || fail "never with enough memory"
[ "$ended" -gt 3 ] || fail "never without"
mirror 0
same
no_temporaries

# ---- threads ---------------------------------------------------------------------------------

[ "$(id -u)" -eq 0 ] || exit 0  # others' processes would count
chmod 755 "$work"
as_user="setpriv --reuid 54321 --regid 54321 --clear-groups"
export XDG_STATE_HOME=$work/theirs/state HOME=$work/theirs
mkdir theirs
chown 54321 theirs
succeeded=0 ended=0
for tasks in 1 2 3 4 5 6 7 8 12 20 100; do
  rm -rf theirs/r theirs/state
  refused "--nproc=$tasks" sync "$source" theirs/r --threads 4 --no-owner
  if [ "$code" -eq 0 ]; then succeeded=$((succeeded + 1)); else ended=$((ended + 1)); fi
done
[ "$succeeded" -gt 0 ] || fail "never with enough threads"
[ "$ended" -gt 0 ] || fail "never without"
