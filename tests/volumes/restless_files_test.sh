#!/bin/bash
# Files that change while they are copied: the replica holds one version, with that version's size and
# time, or the old one; never a mixture.
. "$(dirname "$0")/lib.sh"
for how in rewrite grow replace; do
  for pause in 0 0.03; do
    echo "$how, pauses of $pause s"
    mkdir -p "$source/$how"
    "$python" "$here/restless_writer.py" "$source/$how/$pause" $how $pause &
    writers="${writers:-} $!"
  done
done
echo quiet >"$source/quiet"

# whole FILE HOW: one version?
whole() {
  "$python" - "$1" "$2" <<'PYTHON'
import sys
content = open(sys.argv[1], "rb").read()
if sys.argv[2] == "grow":
    lines = content.split(b"\n")
    first = int(lines[0] or 0)
    whole = lines[-1] == b"" and lines[:-1] == [
        b"%063d" % (first + number // 64) for number in range(len(lines) - 1)]
elif sys.argv[2] == "rewrite":
    # At one instant: the new version's first blocks, the old version's others.
    blocks = [content[at] for at in range(0, len(content), 4096)]
    changes = [(a, b) for a, b in zip(blocks, blocks[1:]) if a != b]
    whole = not changes or (len(changes) == 1 and changes[0][0] == (changes[0][1] + 1) % 256)
else:
    whole = len(set(content)) <= 1
sys.exit(0 if whole else 1)
PYTHON
}
passes=${thorough:+200}
sleep 0.2
for number in $(seq "${passes:-15}"); do
  code=0
  timeout 30 "$program" sync "$source" "$replica" >"$log" 2>&1 || code=$?
  [ "$code" -eq 0 ] || [ "$code" -eq 3 ] || fail "exit code $code"
  holds "$replica/quiet" quiet
  for file in "$replica"/*/*; do
    case $file in *.new) continue ;; esac
    how=$(basename "$(dirname "$file")")
    whole "$file" "$how" || fail "a mixture: $file"
  done
  no_temporaries
done
# With pauses between its versions a file arrives sooner or later.
exists "$replica/replace/0.03"
exists "$replica/rewrite/0.03"
# shellcheck disable=SC2086 # a list of numbers
kill $writers
wait
mirror 0
same
idle
