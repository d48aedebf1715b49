#!/bin/bash
# The guard is no weaker while a job is live: an emptied source is held whether its files go at once
# or one by one, and what a build removes and makes again is not.
. "$(dirname "$0")/lib.sh"

fill() { for number in $(seq 200); do echo "$number" >"$source/$number"; done; }
left() { find "$replica" -type f | wc -l; }
held() { grep -qiE "held|hold" "$log"; }

for how in fast slow; do
  echo "the source is emptied, $how"
  rm -rf "$source" "$replica" "$XDG_STATE_HOME"
  mkdir "$source"
  fill
  follow --durability none
  [ "$(left)" -eq 200 ] || fail "not all is there"
  if [ $how = fast ]; then
    rm -rf "${source:?}"/*
  else
    for number in $(seq 200); do
      rm "$source/$number"
      sleep 0.01
    done
  fi
  within 40 held
  sleep 1
  [ "$(left)" -ge 190 ] || fail "only $(left) of 200 files are left"
  echo "$(left) of 200 files are left"
  echo "what comes is copied all the same, and nothing goes"
  stood=$(left)
  echo new >"$source/new"
  within 10 test -e "$replica/new"
  rm "$source/new"
  sleep 1
  [ "$(left)" -ge "$stood" ] || fail "$(left) of $stood files are left"
  unfollow
  mirror 4
  mirror 0 --approve --allow-empty-source
  same
done

need make
need cc
rm -rf "$source" "$replica"
mkdir "$source"
echo "a build, made clean and again four times"
for number in $(seq 50); do
  echo "int f$number(void) { return $number; }" >"$source/f$number.c"
done
cat >"$source/Makefile" <<'MAKE'
objects := $(patsubst %.c,%.o,$(wildcard *.c))
all: $(objects)
clean: ; rm -f $(objects)
MAKE
make -sC "$source"
follow --durability none
for number in 1 2 3 4; do
  make -sC "$source" clean
  [ $((number % 2)) -eq 0 ] || within 40 sh -c "! ls '$replica'/*.o >/dev/null 2>&1"
  make -sC "$source" -j2
  soon
done
! held || fail "a build is held: $(grep -iE "held|hold" "$log" | head -n 3)"
end

echo "while removals are held, or wait, hard links to what goes keep nobody busy"
rm -rf "${source:?}" "$replica" "$XDG_STATE_HOME"
mkdir -p "$source/d" "$source/e"
for number in $(seq 30); do echo "$number" >"$source/d/$number"; done
echo x >"$source/d/x"
echo z >"$source/d/z"
ln "$source/d/x" "$source/e/y"
ln "$source/d/z" "$source/e/w"
follow --durability none --max-delete 5
rm -r "$source/d"
ln "$source/e/y" "$source/e/new"
within 40 held
within 10 test -e "$replica/e/new"
sleep 1
times() { awk '{print $14 + $15}' /proc/"$job"/stat; }
spent=$(times)
sleep 1
[ $(($(times) - spent)) -lt 20 ] || fail "it is busy while removals are held"
unfollow
