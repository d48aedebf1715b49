#!/bin/bash
# Thousands of files at once: unpacked, renamed with their folder, switched with a branch, removed.
. "$(dirname "$0")/lib.sh"
files=${thorough:+10000}
files=${files:-3000}

# several NUMBER FOLDER: so many small files in a few folders
several() {
  "$python" - "$1" "$2" <<'PYTHON'
import os, sys
for number in range(int(sys.argv[1])):
    folder = f"{sys.argv[2]}/{number % 50}"
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/{number}", "w") as file:
        file.write(f"{number} " * 200)
PYTHON
}

mkdir "$work/packed"
several "$files" "$work/packed/t"
tar -C "$work/packed" -cf "$work/t.tar" t
follow --durability none

echo "untar of $files files"
begin=$(milliseconds)
tar -C "$source" -xf "$work/t.tar"
written=$(milliseconds)
last=$(find "$source/t" -type f | wc -l)
within 30 sh -c "[ \"\$(find '$replica/t' -type f 2>/dev/null | wc -l)\" -eq $last ]"
soon
echo "unpacked in $((written - begin)) ms, complete within $(($(milliseconds) - written)) ms after"

echo "the folder is renamed"
inodes() { (cd "$1" && find . -type f -printf '%i %P\n' | sort); }
inodes "$replica/t" >before
begin=$(milliseconds)
mv "$source/t" "$source/renamed"
within 20 test -e "$replica/renamed/0"
echo "renamed after $(($(milliseconds) - begin)) ms at most"
soon
absent "$replica/t"
inodes "$replica/renamed" >after
diff before after >changes || fail "the renamed folder's files are others: $(wc -l <changes)"
echo more >"$source/renamed/0/later"
soon

if command -v git >/dev/null; then
  echo "a branch is switched"
  export GIT_AUTHOR_NAME=n GIT_AUTHOR_EMAIL=e@example.org GIT_COMMITTER_NAME=n \
    GIT_COMMITTER_EMAIL=e@example.org GIT_CONFIG_NOSYSTEM=1
  mkdir "$source/g"
  several 500 "$source/g"
  (cd "$source/g" && git init -q -b main . && git add . && git commit -qm all &&
    git checkout -qb half && git rm -rq 1 2 3 4 5 && several 5 new && git add . &&
    git commit -qm half)
  soon
  for branch in main half main; do
    (cd "$source/g" && git checkout -q "$branch")
    soon
  done
fi
end
