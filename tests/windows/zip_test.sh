#!/bin/bash
# zip_test.sh: the portable archive runs from wherever it is unpacked.
. "$(dirname "$0")/lib.sh"
. "$here/packages.sh"
need unzip cmake

make_packages 1.2.3
unzip -q "$packages/lockstep-1.2.3-windows-x64.zip" -d "$work/un packed"
(cd "$work/un packed" && find . -type f | sort) >"$work/files"
diff - "$work/files" <<'FILES' || fail "the files of the archive"
./lockstep-1.2.3/CHANGELOG.md
./lockstep-1.2.3/LICENSE.txt
./lockstep-1.2.3/README.md
./lockstep-1.2.3/lockstep.exe
./lockstep-1.2.3/lockstep.toml
FILES
program="$work/un packed/lockstep-1.2.3/lockstep.exe"
echo one >"$source/one"
lockstep 0 sync "$(windows "$source")" "$(windows "$replica")"
same "$source/one" "$replica/one" || fail "nothing was mirrored"
lockstep 0 config check "$(windows "$work/un packed/lockstep-1.2.3/lockstep.toml")"
