#!/bin/bash
# A folder is swapped for a link to the outside again and again while passes run as root, in the source
# and in the replica: no foreign byte is copied, nothing outside is written. In a cage.
. "$(dirname "$0")/lib.sh"
need_root
if [ -z "${LOCKSTEP_TEST_CAGED:-}" ]; then
  export LOCKSTEP_TEST_CAGED=1
  exec bash "$here/cage.sh" bash "$0"
fi
outside=$work/outside
passes=${thorough:+400}
passes=${passes:-40}

# fill FOLDER WORD: files, folders and links of the same names everywhere, with different contents
fill() {
  local number
  mkdir -p "$1"/a/{b,e}/c
  for number in 1 2 3 4 5 6; do
    echo "$2 $number" >"$1/$number"
    echo "$2 $number" >"$1/a/$number"
    echo "$2 $number" >"$1/a/b/$number"
    echo "$2 $number" >"$1/a/b/c/$number"
  done
}
swap() { # swap FOLDER OTHER: until `calm`
  "$python" "$here/hostile_swaps.py" "$1" "$2" "$outside" &
  swapper=$!
}
calm() { kill "$swapper"; wait "$swapper" 2>/dev/null || true; }
# Exit codes do not matter here: folders come and go.
pass() { timeout 60 "$program" sync "$source" "$replica" --approve >"$log" 2>&1 || [ $? -lt 70 ] || fail "exit code $?"; }

for level in d d/a d/a/b; do
  for side in source replica; do
    echo "$side: $level"
    rm -rf "$source" "$replica" "$outside" state
    fill "$source/d" ours
    mkdir "$source/beside"
    mirror 0
    fill "$outside" FOREIGN
    chmod 0700 "$outside"
    state "$outside" >outside.before
    root=${!side}
    # Beside the roots, so that neither tree sees the other name.
    swap "$root/$level" elsewhere
    for number in $(seq "$passes"); do
      # Something to do everywhere below, in each pass.
      case $side-$((number % 4)) in
        source-*) rm -rf "$replica/d" ;;
        replica-0) rm -rf "$source/d"; mkdir "$source/d" ;;
        replica-1) fill "$source/d" "$number" ;;
        replica-2) fill "$source/d" "longer $number"; chmod -R go-w "$source/d"; touch "$source/d/a/b/c" ;;
        replica-3) chmod -R 0711 "$source/d"; chown -R "$number" "$source/d" ;;
      esac
      pass
      ! grep -rqs FOREIGN "$replica" --exclude-dir=elsewhere || [ "$side" = replica ] ||
        fail "foreign bytes were copied"
    done
    calm
    untouched "$outside" outside.before
    rm -rf elsewhere
    if [ "$side" = source ] && [ -L "$source/$level" ]; then rm "$source/$level"; fi
    pass
    pass
    same
    untouched "$outside" outside.before
  done
done
