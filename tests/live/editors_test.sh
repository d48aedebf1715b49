#!/bin/bash
# What editors and other programs do to a file that they save: the replica follows, and of those
# that write another file and rename it the log names no temporary.
. "$(dirname "$0")/lib.sh"
need git
mkdir "$source/d"
seq 1000 >"$source/d/text"
follow --log-level debug --durability none

# begin: only what is said from now on
begin() { echo "$*"; quiet; said=$(wc -l <"$log"); }
since() { tail -n +"$((said + 1))" "$log"; }
quiet() {
  soon
  sleep 0.1
}
# told COUNT PATTERN: so many such lines since `begin`
told() {
  local count
  count=$(since | grep -cE -- "$2" || true)
  [ "$count" -eq "$1" ] || { since; fail "$count lines, not $1: $2"; }
}
other_names() { # other_names NAME: the lines on anything but this file and its folder
  since | grep -E " (Copied|Updated|Removed|Created|Renamed|Skipped|Problem)" |
    grep -vE "Updated metadata: [^ ]*/(d|s) -> " | grep -vE "/$1 -> [^ ]*/$1( |\$)" || true
}

# A temporary that lives for less than a millisecond or two is never seen. The machine may be so
# busy that one lives longer, so that a few rounds may name one.
rounds=10
clean=0
for number in $(seq $rounds); do
  begin "write and rename, $number"
  "$python" - "$source/d/text" "$number" <<'PYTHON'
import os, sys, tempfile
path, number = sys.argv[1:]
descriptor, temporary = tempfile.mkstemp(dir=os.path.dirname(path))
with os.fdopen(descriptor, "w") as file:
    file.write(number * 5000)
os.replace(temporary, path)
PYTHON
  soon
  told 1 "Updated file: .*/text "
  [ -n "$(other_names text)" ] || clean=$((clean + 1))
done
echo "no temporary is named in $clean of $rounds rounds"
[ "$clean" -ge 3 ] || fail "temporaries are named: $(since | tail -n 5)"

clean=0
for number in $(seq $rounds); do
  begin "sed -i, $number"
  sed -i "1s/.*/line $number/" "$source/d/text"
  soon
  told 1 "Updated file: .*/text "
  [ -n "$(other_names text)" ] || clean=$((clean + 1))
done
echo "no temporary is named in $clean of $rounds rounds"
[ "$clean" -ge 3 ] || fail "temporaries are named: $(since | tail -n 5)"

begin "sh, in place"
for number in 1 2 3; do
  seq "$number" 2000 >"$source/d/text"
  soon
done

if command -v vim >/dev/null; then
  for copy in yes no auto; do
    begin "vim, backupcopy=$copy"
    for number in 1 2 3; do
      vim -u NONE -i NONE -n -es -c "set nocp bkc=$copy writebackup" \
        -c "call append(0, 'line $number')" -c wq "$source/d/text" </dev/null >vim.log 2>&1 ||
        { cat vim.log; fail "vim"; }
      soon
    done
    since | grep -qE "Updated file: .*/text " || fail "no update is told"
    begin "vim with its swap file, backupcopy=$copy"
    vim -u NONE -i NONE -es -c "set nocp bkc=$copy writebackup swapfile" -c "edit $source/d/text" \
      -c "call append(0, 'swapped')" -c w -c "sleep 200m" -c "call append(0, 'again')" -c wq \
      </dev/null >vim.log 2>&1 || { cat vim.log; fail "vim"; }
    soon
  done
fi

begin "git"
export GIT_AUTHOR_NAME=n GIT_AUTHOR_EMAIL=e@example.org GIT_COMMITTER_NAME=n \
  GIT_COMMITTER_EMAIL=e@example.org GIT_CONFIG_NOSYSTEM=1
(cd "$source/d" && git init -q -b main . && git add . && git commit -qm first)
soon
(cd "$source/d" && git checkout -q -b other && seq 5 >another && sed -i 5d text && git add . &&
  git commit -qm second)
soon
for branch in main other main; do
  (cd "$source/d" && git checkout -q "$branch")
  soon
done
(cd "$source/d" && git gc -q)
soon
told 0 " (warning|error) "
end
