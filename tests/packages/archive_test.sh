#!/bin/bash
# The .tar.gz: unpacked anywhere, it runs from there.

source "$(dirname "$0")/lib.sh"
need cpack

scratch=$(mktemp -d "${TMPDIR:-/tmp}/lockstep-packages.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
make_package TGZ "$scratch"
name=$(basename "$package" .tar.gz)
check_files "$(tar -tf "$package" | sed '/\/$/d')" "$name/" "$common_files" "$plain_files"
mkdir "$scratch/unpacked"
tar -xf "$package" -C "$scratch/unpacked" --strip-components=1
[ "$("$scratch/unpacked/bin/lockstep" --version)" = "$("$program" --version)" ] ||
  fail "the program does not start"
