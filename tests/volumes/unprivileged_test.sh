#!/bin/bash
# Without privilege: restrictive modes arrive exactly, owners are left out with one notice, and what
# cannot be read costs only itself.
. "$(dirname "$0")/lib.sh"

# As root, the program runs as somebody who is not.
as_user=
if [ "$(id -u)" -eq 0 ]; then
  need setpriv
  as_user="setpriv --reuid 65534 --regid 65534 --clear-groups --"
  mkdir run
  chown -R 65534:65534 "$source" run
  export XDG_STATE_HOME=$work/run/state
  replica=$work/run/r
fi
# shellcheck disable=SC2086 # a list of words
as() { $as_user "$@"; }

as mkdir "$source"/{plain,closed,dark}
for mode in 0444 0555 0600 0700 04755 02755 01777; do
  as sh -c 'echo content >"$1"' - "$source/file $mode"
  as chmod "$mode" "$source/file $mode"
  as mkdir -m "$mode" "$source/folder $mode" 2>/dev/null || as mkdir "$source/folder $mode"
  as chmod "$mode" "$source/folder $mode"
done
as sh -c 'echo one >"$1/one"; echo dark >"$1/../dark/file"; ln "$1/one" "$1/linked"
          ln -s nowhere "$1/link"; mkfifo "$1/fifo"; chmod 0555 "$1"' - "$source/closed"
mirror 0
same
idle

# New names, updates and removals below folders without write permission, and of read-only files.
as sh -c 'cd "$1"; chmod 0755 closed; echo two >closed/two; rm closed/link; mkdir closed/inner
          echo x >closed/inner/x; chmod 0555 closed/inner closed
          chmod 0644 "file 0444"; echo updated longer >"file 0444"; chmod 0444 "file 0444"
          mv "file 0555" "renamed 0555"' - "$source"
mirror 0
same
idle

# What cannot be read is named, its copy is kept, everything else converges.
as sh -c 'cd "$1"; echo secret >>"file 0600"; chmod 0000 "file 0600"; chmod 0000 dark
          echo newer >plain/newer; rm -r "folder 0700"' - "$source"
mirror 3
says "file 0600"
says "dark"
says "Synchronization complete with 2 problems"
holds "$replica/file 0600" content
as chmod 0700 "$replica/dark"
holds "$replica/dark/file" dark
as chmod 0000 "$replica/dark"
holds "$replica/plain/newer" newer
absent "$replica/folder 0700"
mirror 3
as chmod 0600 "$source/file 0600"
as chmod 0755 "$source/dark"
# The replica's folder is as closed as the source's was: it is opened and filled in this pass.
as sh -c 'echo more >"$1/dark/more"' - "$source"
mirror 0
same
idle

# A closed folder that the source lacks is removed; plan opens none, and a hold closes it again.
as sh -c 'mkdir "$1/extra" "$1/extra/in"; echo x >"$1/extra/in/x"; echo y >"$1/extra/y"
          chmod 0000 "$1/extra/in" "$1/extra"' - "$replica"
state "$replica" >before
lockstep 3 plan "$source" "$replica"
says "$replica/extra"
untouched "$replica" before
mirror 4 --max-delete 1
[ "$(stat -c %a "$replica/extra")" = 0 ] || fail "a held pass left a folder open"
mirror 0
absent "$replica/extra"
same
idle

# A new folder that cannot be read is told once, and has its metadata at once.
as mkdir -m 0000 "$source/unreadable"
mirror 3
says "Synchronization complete with 1 problem"
[ "$(stat -c %a "$replica/unreadable")" = 0 ] || fail "the folder is not as closed as the source's"
as rmdir "$source/unreadable"
mirror 0
same
idle

# Somebody else's files: their owner is left out, and setuid with it.
if [ "$(id -u)" -eq 0 ]; then
  echo foreign >"$source/foreign"
  echo foreign >"$source/foreign setuid"
  mkdir "$source/foreign folder"
  chown 1234:4321 "$source"/foreign*
  chmod 06755 "$source/foreign setuid"
  mirror 0
  [ "$(grep -ciE 'owner' "$log")" -eq 1 ] || fail "not one notice about owners"
  same --ignore owner --ignore mode
  [ "$(stat -c '%a %u' "$replica/foreign setuid")" = "755 65534" ] || fail "setuid without its owner"
  mirror 0
  says "no changes occurred"
fi
