#!/bin/bash
# mixed_tree_test.sh KIND: one of everything arrives on a volume of that kind, a second pass is idle,
# and the copy serves as a source in its turn.
. "$(dirname "$0")/lib.sh"
need_root
kind=$1

# The source's times and names need a volume without bounds.
"$python" "$here/make_mixed_tree.py" "$source" ${thorough:+10}
mount_volume "$kind" volume
case $kind in
  ext4) limits="--times-from -2147483648" ;;
  ext4-128) limits="--whole-seconds --times-from -2147483648 --times-until 2147483647" ;;
  xfs) limits="--times-from -2147483648" ;;
  *) limits= ;;
esac

# A parent that would hand down its group and its ACL.
parent=$work/volume/parent
mkdir "$parent"
chgrp 4242 "$parent"
chmod 2777 "$parent"
if command -v setfacl >/dev/null; then setfacl -d -m u:4242:rwx,g::rwx,o::rwx "$parent"; fi
replica=$parent/r

mirror 0
# shellcheck disable=SC2086 # a list of words
same $limits
no_temporaries
entries=$("$python" -c 'import sys; sys.path.insert(0, sys.argv[1]); import trees
print(len(trees.read_tree(sys.argv[2], contents=False)))' "$here" "$source")
said=$(lines ' info (Created|Copied) ')
[ "$said" -eq "$entries" ] || fail "$said lines for $entries entries"
notices=$(lines ' (notice|warning|warn|error) ')
[ "$notices" -le $([ -n "$limits" ] && echo 1 || echo 0) ] || fail "$notices notices"

idle
# What is undecided so early is decided by content: still nothing is written.
sleep 0.05
idle
state "$replica" >before
lockstep 0 verify "$source" "$replica"
untouched "$replica" before

# Back again, to a volume that holds all.
source=$replica replica=$work/back
mirror 0
same
idle
