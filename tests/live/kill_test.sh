#!/bin/bash
# A live job is killed at any moment of its work: no file of the replica is torn, and a pass over
# everything makes it equal and leaves no temporary.
. "$(dirname "$0")/lib.sh"
rounds=${thorough:+150}
"$python" "$live/kill_live.py" "$program" "${rounds:-8}" || fail "see above"
