#!/bin/bash
# The measuring is right: the same arguments make the same tree, the comparer finds every kind of
# difference, and the limit's copy is a copy.
. "$(dirname "$0")/test_lib.sh"
cd "$work"

profiles=$("$tools/make_tree" 2>&1 | sed -n 's/^  \([a-z]*\) .*/\1/p') || true
for profile in $profiles; do
  [ "$profile" = large ] || [ "$profile" = media ] || "$tools/make_tree" "$profile" "$profile" 0.002
done
if ! [ -d small ] || ! [ -d meta ]; then fail "make_tree names no profiles: $profiles"; fi

"$tools/make_tree" small again 0.002
"$tools/compare_trees" small again || fail "the same arguments made another tree"
"$tools/make_tree" small other 0.002 2
! "$tools/compare_trees" small other >/dev/null || fail "another seed made the same tree"
! "$tools/make_tree" small again 0.002 2>/dev/null || fail "a folder that is not empty was filled"

mkdir copied
"$tools/limit" copy npm copied
# It leaves out the times of links and folders.
kinds=$("$tools/compare_trees" npm copied | sed 's/ [0-9]*, .*//') || true
[ "$kinds" = time ] || fail "the limit's copy is none: $kinds"
"$tools/limit" walk npm copied
"$tools/limit" contents npm copied
"$tools/limit" read npm
mv "$(find copied -name index.js | sort | head -n 1)" moved
! "$tools/limit" contents npm copied 2>/dev/null || fail "the limit compared what is not there"

# differs KIND COMMAND...: after the command, run in a copy of a tree, exactly that is found.
differs() {
  local kind=$1 found
  shift
  rm -rf copy
  cp -a tree copy
  (cd copy && "$@")
  touch -r tree copy  # the folder's own time goes with most changes
  found=$("$tools/compare_trees" tree copy | sed 's/ [0-9]*, .*//') || true
  [ "$found" = "$kind" ] || fail "$*: found '$found', not '$kind'"
}
mkdir tree
printf 12345 >tree/file
printf 54321 >tree/other
ln tree/file tree/second-name
ln -s target tree/link
truncate -s 64M tree/holes
same_time() { "$@"; touch -r ../tree/file file; }
overwrite() { printf 1234X >file; }
separate() { cp -a file new; mv new second-name; }
relink() { ln -sfn tArget link; touch -h -r ../tree/link link; }
join() { ln -f file other; }
fill() { fallocate -l 64M holes; touch -r ../tree/holes holes; }
other_kind() { rm other; mkdir other; }
differs '' true
differs missing rm other
differs extra touch another
differs kind other_kind
differs content same_time overwrite
differs time touch -d @5.000000001 other
differs mode chmod 600 other
differs 'hard links' separate
differs target relink
if fallocate -l 1 probe 2>/dev/null; then differs holes fill; fi
if [ "$(id -u)" -eq 0 ]; then differs owner chown 1:1 other; fi
if command -v setfattr >/dev/null && setfattr -n user.a -v b tree/other 2>/dev/null; then
  differs attributes setfattr -n user.a -v c other
fi
