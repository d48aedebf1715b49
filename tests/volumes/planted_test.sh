#!/bin/bash
# What others planted in the replica: temporaries' names, hard links, links to the outside. In a cage.
. "$(dirname "$0")/lib.sh"
need_root
if [ -z "${LOCKSTEP_TEST_CAGED:-}" ]; then
  export LOCKSTEP_TEST_CAGED=1
  exec bash "$here/cage.sh" bash "$0"
fi
outside=$work/outside
mkdir "$outside" "$outside/folder"
echo outside >"$outside/file"
echo outside >"$outside/folder/inner"
mkdir -p "$source/folder"
for number in 1 2 3 4 5; do echo "one $number" >"$source/folder/$number"; done
mirror 0

echo "under our temporaries' names"
state "$outside" >outside.before
ln -s "$outside/file" "$replica/folder/.lockstep-0000000000000001"
ln -s "$outside/folder" "$replica/.lockstep-0000000000000002"
mkdir -p "$replica/.lockstep-0000000000000003/deep"
echo x >"$replica/.lockstep-0000000000000003/deep/file"
mkfifo "$replica/folder/.lockstep-0000000000000004"
echo mine >"$replica/folder/.lockstep-short"
echo "theirs, not ours to copy" >"$source/.lockstep-0000000000000005"
mirror 0
no_temporaries
rm "$source/.lockstep-0000000000000005"
mirror 0
same
untouched "$outside" outside.before

echo "a snapshot by cp -al keeps content and metadata"
mkdir "$source/more"
echo content >"$source/more/touched"
echo content >"$source/more/chmodded"
echo content >"$source/more/owned"
echo content >"$source/more/attributed"
echo content >"$source/more/removed"
echo content >"$source/more/renamed"
ln -s old "$source/more/link"
mkfifo "$source/more/fifo"
mirror 0
cp -al "$replica" snapshot
# A removed name is one link less: that, and the ctime with it, is all that may change.
facts() { state "$1" | sed -E 's/ (ctime|links)=[^ ]*//g'; }
facts snapshot >snapshot.before
echo changed >"$source/folder/1"
echo "one 9" >"$source/folder/2"
touch -d 2020-01-01 "$source/more/touched" "$source/more/link" "$source/more/fifo"
chmod 0600 "$source/more/chmodded" "$source/more/fifo"
chown 12:34 "$source/more/owned"
setfattr -n user.x -v y "$source/more/attributed"
rm "$source/more/removed"
mv "$source/more/renamed" "$source/folder/renamed"
mirror 0
same
facts snapshot >snapshot.after
diff snapshot.before snapshot.after || fail "the snapshot changed"
idle

echo "a link planted to a file outside"
rm "$replica/folder/3" "$replica/folder/4"
ln "$outside/file" "$replica/folder/3"
ln "$outside/file" "$replica/folder/4"
facts "$outside" >outside.before
mirror 0
same
facts "$outside" >outside.after
diff outside.before outside.after || fail "the outside changed"

echo "a link to a folder outside where the source has a real folder"
state "$outside" >outside.before
rm -r "$replica/folder"
ln -s "$outside/folder" "$replica/folder"
mirror 0
same
untouched "$outside" outside.before
rm -r "$replica/folder"
ln -s "$outside" "$replica/folder"
echo more >"$source/folder/inner"
rm "$source/folder/5"
mirror 0
same
untouched "$outside" outside.before

echo "a replica reached through the admin's own link"
ln -s "$replica" by-link
echo "by link" >"$source/by link"
lockstep 0 sync "$source" by-link
same
