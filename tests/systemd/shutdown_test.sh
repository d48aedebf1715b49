#!/bin/bash
# shutdown_test.sh: a shutdown of the system in the middle of a large copy does not wait for it, and
# leaves nothing half done. boot.sh runs this again when the system is down.
. "$(dirname "$0")/lib.sh"

if [ $# -eq 0 ]; then
  drop_in ended '[Service]' \
    "ExecStopPost=/bin/sh -c 'echo \$\$SERVICE_RESULT \$\$EXIT_CODE \$\$EXIT_STATUS >/ended'"
  begin 200ms 'bwlimit = "2M"'
  echo old >/s/changed
  within 5 same /s/changed /r/changed
  head -c 20000000 /dev/urandom >/s/changed
  head -c 20000000 /dev/urandom >/s/new
  within 5 copying
  sleep 0.5
  exit 100
fi

root=$1
echo "it took $2 ms"
[ "$2" -lt 10000 ] || fail "the shutdown took $2 ms"
no_temporaries "$root/r"
[ ! -e "$root/r/new" ] || fail "half a file"
[ "$(cat "$root/r/changed")" = old ] || fail "half a file in the place of an old one"
ended=$(cat "$root/ended")
[ "$ended" = "success exited 0" ] || fail "the service ended so: $ended"
