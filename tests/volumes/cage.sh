#!/bin/bash
# cage.sh COMMAND...: runs it as root over a throw-away overlay of this machine's root: a program that
# follows a link it should not, or a path that was swapped, breaks nothing. The scratch folder of the
# tests (lib.sh) is seen inside under its own name.
set -euo pipefail
cage=$(mktemp -d "${TMPDIR:-/tmp}/lockstep-cage.XXXXXX")
trap 'rmdir "$cage"' EXIT
export cage
# shellcheck disable=SC2016 # the inner shell's variables
unshare --mount --pid --ipc --fork --kill-child --propagation private bash -euc '
  mount -t tmpfs -o size=2G tmpfs "$cage"
  mkdir "$cage"/{upper,work,root}
  mount -t overlay overlay "$cage/root" \
    -o "lowerdir=/,upperdir=$cage/upper,workdir=$cage/work"
  mount -t proc proc "$cage/root/proc"
  mount --rbind /dev "$cage/root/dev"
  mount -t tmpfs tmpfs "$cage/root/run"
  mkdir -p "$cage/root$LOCKSTEP_TEST_SCRATCH"
  exec chroot "$cage/root" "$@"' bash "$@"
