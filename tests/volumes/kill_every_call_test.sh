#!/bin/bash
# Killed at every call that changes something: whole versions, and the next pass repairs.
. "$(dirname "$0")/lib.sh"
need strace
strace -o /dev/null true 2>strace.log || skip "strace may not trace here: $(head -n 1 strace.log)"
"$python" "$here/every_call.py" "$program" kill || fail "see above"
