#!/bin/bash
# attributes_test.sh: extended attributes that are more than a list holds, or more than the replica's
# volume does.
. "$(dirname "$0")/lib.sh"
need_root
need setfattr getfattr setfacl

set_bytes() { # set_bytes FILE NAME COUNT
  "$python" -c 'import os, sys; os.setxattr(sys.argv[1], sys.argv[2], b"v" * int(sys.argv[3]))' "$@"
}
attributes() { getfattr --absolute-names -m - "$1" 2>/dev/null | sed 1d | grep . | sort | tr '\n' ' '; }

fresh() { # fresh KIND [MKFS OPTION...]: a source on xfs and an empty replica of that kind
  ! mountpoint -q volume || umount volume
  rm -rf volume* state "${source:?}"/*
  mount_volume "$1" volume 512 "${@:2}"
  replica=$work/volume/r
}

rmdir "$source"
mount_volume xfs "$source"

# ---- too large for the replica's volume ------------------------------------------------------

for kind in ext4 btrfs; do
  echo "too large: $kind"
  fresh $kind
  echo one >"$source/file"
  mkdir "$source/folder"
  for name in file folder; do
    set_bytes "$source/$name" user.a 60000
    set_bytes "$source/$name" user.b 100
    setfacl -m u:4711:rx "$source/$name"
  done
  mirror 0
  [ "$(lines 'can.t hold extended')" -eq 1 ] || fail "not one notice: $(cat "$log")"
  says "can't hold extended attributes of"
  for name in file folder; do
    [ "$(attributes "$replica/$name")" = "system.posix_acl_access user.b " ] ||
      fail "attributes of $name: $(attributes "$replica/$name")"
  done
  idle
  lockstep 0 verify "$source" "$replica"
  says "can't hold extended attributes of"
  # The access list comes first, although it came later.
  set_bytes "$source/file" user.b 4000
  mirror 0
  for user in $(seq 4711 4735); do setfacl -m "u:$user:rx" "$source/file"; done
  mirror 0
  getfacl -cp "$replica/file" 2>/dev/null | grep -q 4735:r-x || fail "the access list is gone"
  idle
done

# ---- a full volume is another thing ----------------------------------------------------------

echo "full"
fresh ext4 -b 4096
echo one >"$source/file"
mirror 0
head -c 1G /dev/zero >volume/filler 2>/dev/null || true
set_bytes "$source/file" user.b 3000
mirror 3
says "No space left on device"
rm volume/filler
mirror 0
[ "$(attributes "$replica/file")" = "user.b " ] || fail "not there after all"

# ---- more than a list holds ------------------------------------------------------------------

for kind in xfs ext4 btrfs tmpfs; do
  echo "too many: $kind"
  fresh $kind
  echo secret >"$source/file"
  mkdir "$source/folder"
  echo in >"$source/folder/in"
  for name in file folder; do
    "$python" - "$source/$name" <<'END'
import os, sys
for i in range(300):
    os.setxattr(sys.argv[1], "user." + "n" * 240 + str(i), b"")
END
    setfacl -m u:4711:r,g::- "$source/$name"
  done
  mirror 3
  [ "$(lines 'more extended attributes than the system lists')" -ge 2 ] || fail "not told"
  holds "$replica/file" secret
  holds "$replica/folder/in" in
  getfacl -cp "$replica/file" 2>/dev/null | grep -q user:4711:r-- || fail "the access list is gone"
  # What else changes arrives.
  echo more >"$source/folder/new"
  chmod 600 "$source/file"
  mirror 3
  holds "$replica/folder/new" more
  [ "$(stat -c %a "$replica/file")" = "$(stat -c %a "$source/file")" ] || fail "the mode"
done

# ---- the state of cluster file systems -------------------------------------------------------

echo "cluster"
fresh ext4
echo one >"$source/file"
mirror 0
set_bytes "$source/file" trusted.lov 10
set_bytes "$source/file" trusted.mine 10
set_bytes "$replica/file" trusted.gfid 16
mirror 0
[ "$(attributes "$replica/file")" = "trusted.gfid trusted.mine " ] ||
  fail "attributes: $(attributes "$replica/file")"
idle
