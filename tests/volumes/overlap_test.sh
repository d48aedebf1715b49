#!/bin/bash
# Roots that overlap, by name, by link or by bind mount, are refused before anything is written.
. "$(dirname "$0")/lib.sh"
need_root
mkdir -p "$source/inner/deep" other
echo x >"$source/file"
ln -s "$source" link
ln -s "$source/inner" inner-link
mkdir bound bound-inner
mount --bind "$source" bound
mount --bind "$source/inner" bound-inner
state "$source" >before

refused() { # refused SOURCE REPLICA
  echo "$1 -> $2"
  lockstep 5 sync "$1" "$2"
  lockstep 5 plan "$1" "$2"
  untouched "$source" before
}
refused "$source" "$source"
refused "$source" "$source/inner"
refused "$source" "$source/new/replica"
refused "$source/inner" "$source"
refused "$source" link
refused link "$source/inner/deep"
refused "$source" inner-link
refused inner-link "$source"
refused "$source" bound
refused bound "$source"
refused "$source" bound/inner
refused "$source" bound-inner
refused bound-inner "$source"
refused bound "$source/inner"
refused "$source/." "$source/inner/.."
refused "$source" bound/new

echo "a replica that the source excludes is legal"
lockstep 0 sync "$source" "$source/inner" --exclude /inner/
[ -e "$source/inner/file" ] || fail "not mirrored"
absent "$source/inner/inner"
