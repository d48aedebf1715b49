#!/bin/bash
# Files outside that have a name in the replica, where others may rename: their metadata stays,
# however often a pass meets that name. In a cage.
. "$(dirname "$0")/lib.sh"
need_root
if [ -z "${LOCKSTEP_TEST_CAGED:-}" ]; then
  export LOCKSTEP_TEST_CAGED=1
  exec bash "$here/cage.sh" bash "$0"
fi
attacker=4711

facts() { state "$1" | sed -E 's/ (ctime|links)=[^ ]*//g'; }

# A pass that may well have problems: what it finds is changed by others, or there twice.
any_pass() {
  timeout -k 5 60 "$program" sync "$source" "$replica" --approve >"$log" 2>&1 || [ $? -eq 3 ] ||
    fail "exit code $?"
}

# A pair of roots on the volume, and outside, beside the replica, a file that the attacker may write
# and has linked in. The source has the same content and time, another mode and owner.
set_up() {
  source=$volume/s replica=$volume/r outside=$volume/outside
  rm -rf "$source" "$replica" "$outside" state
  mkdir "$source" "$source"/{a,z} "$outside"
  for name in a z; do
    echo victim >"$source/$name/x"
    chmod 4755 "$source/$name/x"
    touch -d 2020-01-01 "$source/$name/x"
    chmod "$1" "$source/$name"
  done
  echo victim >"$outside/victim"
  touch -d 2020-01-01 "$outside/victim"
  chmod 666 "$outside/victim"
  mirror 0
}

for kind in ext4 tmpfs; do
  volume=$work/$kind
  mount_volume "$kind" "$volume" 64

  echo "$kind: a folder is mounted twice below the replica"
  set_up 755
  ln -f "$outside/victim" "$replica/a/x"
  mount --bind "$replica/a" "$replica/z"
  facts "$outside" >outside.before
  any_pass
  facts "$outside" >outside.after
  diff outside.before outside.after || fail "a file outside was changed"
  umount "$replica/z"
  mirror 0 --approve
  same

  echo "$kind: a name is moved to and fro between two folders that others may write"
  set_up 777
  "$python" - "$replica" "$outside/victim" "$attacker" >/dev/null 2>&1 <<'PYTHON' &
import os, sys
replica, victim, attacker = sys.argv[1:]
os.setgid(int(attacker))
os.setuid(int(attacker))
first, second = (f"{replica}/{folder}/x" for folder in "az")
while True:
    try:
        if os.stat(victim).st_nlink < 2:
            for name in (first, second):
                if os.path.lexists(name):
                    os.unlink(name)
            os.link(victim, first)
        for _ in range(20):
            os.rename(first, second)
            os.rename(second, first)
    except OSError:
        pass
PYTHON
  attack=$!
  facts "$outside" >outside.before
  for ((pass = 0; pass < 30; ++pass)); do
    any_pass
    facts "$outside" >outside.after
    diff outside.before outside.after || fail "a file outside was changed in pass $pass"
  done
  kill "$attack"
  wait "$attack" || true
  mirror 0 --approve
  same
done

echo "more names of one file than ext4 can give it"
source=$work/many replica=$work/ext4/many
rm -rf state
mkdir "$source"
"$python" - "$source" <<'PYTHON'
import os, sys
os.chdir(sys.argv[1])
with open("00000", "w") as file:
    file.write("content")
for number in range(1, 65_003):
    os.link("00000", f"{number:05}")
PYTHON
mirror 0
says "can't give some files all their hard links"
[ "$(lines "can't give some files")" -eq 1 ] || fail "it is told more than once"
state "$replica" >before
for command in sync plan verify; do
  lockstep 0 "$command" "$source" "$replica"
  [ "$(lines "can't give some files")" -eq 1 ] || fail "$command does not tell it once"
done
untouched "$replica" before
chmod 600 "$source/00000"
mirror 0
lockstep 0 verify "$source" "$replica"
