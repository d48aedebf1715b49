#!/bin/bash
# Four writers change a source at random; soon after they rest the replica is equal, and a pass over
# everything has nothing to do. LOCKSTEP_TEST_SEED begins at that seed.
. "$(dirname "$0")/lib.sh"
kinds=tmpfs
[ "$(id -u)" -ne 0 ] || kinds="tmpfs ext4"
rounds=${thorough:+50}
seed=${LOCKSTEP_TEST_SEED:-$(date +%s)}
for number in $(seq "${rounds:-1}"); do
  for kind in $kinds; do
    echo "$kind, seed $seed"
    mkdir -p "$work/$kind"
    if [ "$kind" != tmpfs ] && ! mountpoint -q "$work/$kind"; then
      if ! (mount_volume "$kind" "$work/$kind" 900) >mounted 2>&1; then
        echo "not here: $(tail -n 1 mounted)"
        continue
      fi
    fi
    (cd "$work/$kind" &&
      XDG_STATE_HOME=$work/state-$kind "$python" "$live/soak.py" "$program" "$seed") ||
      fail "see above ($number)"
    rm -rf "$work/state-$kind"
    seed=$((seed + 1))
  done
done
