#!/bin/bash
# Programs that write while a file is copied and leave no other time behind: one long write(2), a
# mapping. The replica is torn for a pass, and right after the next. And leases: waited for, then told.
. "$(dirname "$0")/lib.sh"
need_root

# start HOW FILE ARGUMENT: a program of hidden_writer.py that is in the middle of it; 1: not possible
start() {
  rm -f go
  "$python" "$here/hidden_writer.py" "$@" >said 2>&1 &
  writer=$!
  until grep -q half said; do
    kill -0 "$writer" 2>/dev/null || { wait "$writer" || [ $? -eq 77 ] || { cat said; fail "$1"; }; return 1; }
    sleep 0.02
  done
}
finish() {
  wait "$writer" || { cat said; fail "the writer"; }
  grep -q 'end 1' said || { cat said; fail "it was to write in one call"; }
}
written() { stat -c '%Y.%y %Z.%z %s' "$1"; }
in_doubt() { grep -h -A3 '"in_doubt"' "$XDG_STATE_HOME"/lockstep/*.json | grep -c "\"$1\"" || true; }

for kind in tmpfs ext4 xfs btrfs; do
  source=$work/$kind/s replica=$work/r-$kind
  if ! (mount_volume $kind "$work/$kind" 400) >mounted 2>&1; then
    echo "not here: $(tail -n 1 mounted)"
    continue
  fi
  mkdir "$source"
  head -c 4194304 /dev/zero | tr '\0' a >"$source/long"
  head -c 4194304 /dev/zero | tr '\0' a >"$source/mapped"
  mirror 0
  sleep 0.1
  mirror 0

  echo "$kind: one long write(2)"
  if start write "$source/long" go; then
    before=$(written "$source/long")
    if [ $kind = xfs ]; then  # lets nobody read meanwhile: the pass waits for the end
      (sleep 1; touch go) &
      mirror 0
    else
      mirror 0
      [ "$(in_doubt long)" -eq 1 ] || fail "it is not in doubt"
      idle
    fi
    touch go
    finish
    [ "$(written "$source/long")" = "$before" ] || fail "the writer does not hide"
    mirror 0
    same
    [ "$(in_doubt long)" -eq 0 ] || fail "it is still in doubt"
    idle
  else
    echo "there is no userfaultfd here"
  fi

  echo "$kind: a page that is written through a mapping"
  start map "$source/mapped" go || fail "no mapping"
  before=$(written "$source/mapped")
  mirror 0
  same
  [ "$(in_doubt mapped)" -eq 1 ] || fail "it is not in doubt"
  touch go
  finish
  [ "$(written "$source/mapped")" = "$before" ] || echo "the volume gives a mapped page new times"
  mirror 0
  same
  mirror 0
  [ "$(in_doubt mapped)" -eq 0 ] || fail "it is still in doubt"
  idle

  echo "$kind: a lease"
  echo leased >"$source/leased"
  if start lease "$source/leased" 1; then
    mirror 0
    finish
    same
    echo "leased again" >"$source/leased"
    start lease "$source/leased" 20
    mirror 3
    says "holds a lease on it"
    kill "$writer"
    wait "$writer" 2>/dev/null || true
    mirror 0
    same
  else
    echo "there are no leases here"
  fi
done
