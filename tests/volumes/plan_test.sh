#!/bin/bash
# plan prints what sync then does, and neither side is written by it.
. "$(dirname "$0")/lib.sh"
"$python" - "$here" <<'PYTHON'
import random, sys
sys.path.insert(0, sys.argv[1])
from random_edits import Editor
Editor("s", random.Random(7)).grow(60)
PYTHON
state "$source" >source.before
lockstep 0 plan "$source" "$replica"
absent "$replica"
mirror 0
for seed in 1 2 3 4 5 6; do
  "$python" - "$here" "$seed" <<'PYTHON'
import random, sys
sys.path.insert(0, sys.argv[1])
from random_edits import Editor
Editor("s", random.Random(int(sys.argv[2]))).edit(25)
PYTHON
  state "$source" >source.before
  state "$replica" >replica.before
  "$program" plan "$source" "$replica" --json >plan.json 2>/dev/null || fail "plan"
  untouched "$source" source.before
  untouched "$replica" replica.before
  "$program" sync "$source" "$replica" --json >sync.json 2>"$log" || fail "sync"
  same
  untouched "$source" source.before
  # One operation a line of the log, but for folders whose times alone follow from what was done in them.
  "$python" - "$log" <<'PYTHON' || fail "plan and sync differ"
import json, re, sys
plan = json.load(open("plan.json"))["operations"]
sync = json.load(open("sync.json"))
count = lambda *kinds: sum(operation["kind"] in kinds for operation in plan)
planned = {
    "created": sum(operation["kind"].startswith("create_") for operation in plan),
    "updated": sum(operation["kind"].startswith("update_") and operation["kind"] != "update_metadata"
                   for operation in plan),
    "removed": sum(operation["kind"].startswith("remove_") for operation in plan),
    "renamed": sum(operation["kind"].startswith("rename_") for operation in plan),
}
done = {
    "created": sum(sync["created"].values()), "updated": sync["updated"]["files"],
    "removed": sum(sync["removed"].values()), "renamed": sync["renamed"],
}
if planned != done:
    print("planned", planned, "done", done)
    for operation in plan:
        print(operation)
    sys.exit(1)
PYTHON
done
