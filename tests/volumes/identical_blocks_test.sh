#!/bin/bash
# A file of one block a million times over takes time in proportion to its size (scenario 58): four times the blocks, about
# four times as long, for the copy and for the comparison of contents. The bound is far below a quadratic cost of sixteen.
. "$(dirname "$0")/lib.sh"
blocks=1048576 block=512

# timed COMMAND...: milliseconds.
timed() {
  local began ended
  began=$(date +%s%N)
  "$@" >/dev/null 2>"$log" || fail "$*"
  ended=$(date +%s%N)
  echo $(((ended - began) / 1000000))
}
# write_blocks COUNT
write_blocks() {
  "$python" -c 'import sys
with open(sys.argv[1], "wb") as file:
    for _ in range(int(sys.argv[2]) // 1024):
        file.write(b"x" * int(sys.argv[3]) * 1024)' "$source/file" "$1" $block
}

measure() {
  rm -rf "$replica" "$XDG_STATE_HOME"
  write_blocks "$1"
  copied=$(timed "$program" sync "$source" "$replica" --durability none)
  compared=$(timed "$program" verify "$source" "$replica")
  cmp "$source/file" "$replica/file" || fail "contents"
}

measure $((blocks / 4))
little_copied=$copied little_compared=$compared
measure $blocks
echo "copied in $little_copied and $copied ms, compared in $little_compared and $compared ms"
# What starting costs, and a busy machine, are allowed for.
[ "$copied" -lt $((little_copied * 8 + 1000)) ] || fail "the copy takes more than its share"
[ "$compared" -lt $((little_compared * 8 + 1000)) ] || fail "the comparison takes more than its share"
