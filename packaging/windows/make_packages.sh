#!/bin/sh
# make_packages.sh PROGRAM CONFIGURATION VERSION FOLDER: what Windows' users install, of PROGRAM
# (lockstep.exe) and CONFIGURATION (the commented example), in FOLDER:
#   lockstep-VERSION-windows-x64.zip         to be unpacked anywhere
#   lockstep-VERSION-windows-x64.msi         where wixl and msibuild are (Debian: wixl, msitools)
#   lockstep-VERSION-windows-x64-setup.exe   where makensis is (Debian: nsis)
#   lockstep-VERSION-winget/                 the manifest for winget, with the installer's hash
set -eu

program=$1 configuration=$2 version=$3 folder=$4
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
project=$here/../..
name=lockstep-$version-windows-x64
# What installers compare: three numbers.
numbers=$(printf '%s\n' "$version" | sed 's/^\([0-9]*\.[0-9]*\.[0-9]*\).*/\1/')

has() { command -v "$1" >/dev/null 2>&1; }
mkdir -p "$folder"
folder=$(CDPATH='' cd -- "$folder" && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# ---- the files -----------------------------------------------------------------------------

content=$work/lockstep-$version
mkdir "$content"
"${STRIP:-x86_64-w64-mingw32-strip}" -o "$content/lockstep.exe" "$program"
for file in README.md CHANGELOG.md; do cp "$project/$file" "$content/"; done
cp "$project/LICENSE" "$content/LICENSE.txt"
cp "$configuration" "$content/lockstep.toml"
# Editors of old know no other line ends.
sed -i 's/$/\r/' "$content"/*.md "$content"/*.txt "$content"/*.toml

# ---- .zip ----------------------------------------------------------------------------------

rm -f "$folder/$name.zip"
(cd "$work" && cmake -E tar cf "$folder/$name.zip" --format=zip "lockstep-$version")

# ---- .msi ----------------------------------------------------------------------------------

cp "$here/lockstep.ico" "$content/"
if has wixl && has msibuild; then
  msi=$folder/$name.msi
  (cd "$content" && wixl -a x64 -D "Version=$numbers" -D "FullVersion=$version" -o "$msi" \
    "$here/lockstep.wxs")
  # What wixl has no word for. The folder in everybody's PATH ("=-*": set, removed again, the
  # system's):
  {
    printf 'Environment\tName\tValue\tComponent_\r\ns72\tl255\tL255\ts72\r\nEnvironment\tEnvironment\r\n'
    printf 'Path\t=-*PATH\t[~];[INSTALLDIR]\tProgram\r\n'
  } >"$work/Environment.idt"
  {
    msiinfo export "$msi" InstallExecuteSequence
    printf 'RemoveEnvironmentStrings\t\t3300\r\nWriteEnvironmentStrings\t\t5200\r\n'
  } >"$work/InstallExecuteSequence.idt"
  # One build replaces another of the same version (512: the highest version to remove is included).
  msiinfo export "$msi" Upgrade |
    sed 's/\t1\t\([^\t]*\tWIX_UPGRADE_DETECTED\)/\t513\t\1/' >"$work/Upgrade.idt"
  for table in Environment InstallExecuteSequence Upgrade; do
    msibuild "$msi" -i "$work/$table.idt"
  done
else
  echo "no .msi: there is no wixl or no msibuild here" >&2
fi

# ---- setup.exe -----------------------------------------------------------------------------

if has makensis; then
  makensis -V2 -NOCD "-DVERSION=$version" "-DNUMBERS=$numbers" "-DCONTENT=$content" \
    "-DOUTPUT=$folder/$name-setup.exe" "$here/lockstep.nsi"
else
  echo "no setup.exe: there is no makensis here" >&2
fi

# ---- winget --------------------------------------------------------------------------------

if [ -e "$folder/$name.msi" ]; then
  winget=$folder/lockstep-$version-winget
  mkdir -p "$winget"
  hash=$(sha256sum "$folder/$name.msi" | cut -d ' ' -f 1)
  code=$(msiinfo export "$folder/$name.msi" Property | sed -n 's/^ProductCode\t\({[-0-9A-F]*}\).*/\1/p')
  for template in "$here"/winget/*.yaml.in; do
    sed -e "s/@VERSION@/$version/g" -e "s/@NAME@/$name/g" -e "s/@SHA256@/$hash/g" \
      -e "s/@PRODUCT_CODE@/$code/g" "$template" >"$winget/$(basename "$template" .in)"
  done
fi
