#!/bin/bash
# A name of the source leads now to a user's file and now to a hard link of a program that runs as root:
# whatever passes do meanwhile, the user's content never gets root's rights. In a cage.
. "$(dirname "$0")/lib.sh"
need_root
need setcap setfattr
if [ -z "${LOCKSTEP_TEST_CAGED:-}" ]; then
  export LOCKSTEP_TEST_CAGED=1
  exec bash "$here/cage.sh" bash "$0"
fi
user=1000
passes=${thorough:+1500}
passes=${passes:-60}
chmod 0755 "$work" "$source"
mkdir "$source/d"
chown $user:$user "$source/d"

# fill SIZE: in $source/d the user's "f", and "su" and "cap", which are root's and look the same
fill() {
  local name
  rm -f "$source"/d/*
  for name in f su; do head -c "$1" /dev/zero | tr '\0' $name >"$source/d/$name"; done
  chown $user:$user "$source/d/f"
  chmod 0755 "$source/d/f"
  chmod 4755 "$source/d/su"
  setcap cap_dac_override+ep "$source/d/su" 2>/dev/null || true
  echo x >"$source/d/beside"
  touch -d 2020-01-01 "$source"/d/*
}
check() {
  local file
  for file in "$replica"/d/*; do
    [ -f "$file" ] || continue
    case $(head -c 1 "$file") in f) ;; *) continue ;; esac
    [ "$(stat -c '%u:%g %a' "$file")" = "$user:$user 755" ] ||
      fail "the user's content in $file is $(stat -c '%U %a' "$file")"
    [ -z "$(getcap "$file")" ] || fail "the user's content in $file has $(getcap "$file")"
  done
}
for size in 3 70000 3000000; do
  echo "files of $size bytes"
  fill $size
  "$python" "$here/alternating_names.py" $user "$source/d" f su &
  attacker=$!
  for number in $(seq "$passes"); do
    case $((number % 5)) in
      0) rm -rf "$replica" state ;;
      1) rm -rf state ;;
      2) touch -d @"$number" "$replica"/d/* 2>/dev/null || true ;;
      3) chown $user:$user "$replica"/d/* 2>/dev/null || true ;;
      4) ;;
    esac
    timeout 60 "$program" sync "$source" "$replica" --approve >"$log" 2>&1 || [ $? -lt 70 ] ||
      fail "exit code $?"
    check
  done
  kill "$attacker"
  wait "$attacker" 2>/dev/null || true
  mirror 0 --approve
  mirror 0
  same
  check
done
