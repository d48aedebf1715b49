#!/bin/bash
# boot.sh SCRIPT [ARGUMENT...]: runs SCRIPT below a booted systemd: PID 1 of a container over a
# throw-away overlay of this machine's root. Nothing is downloaded, nothing of the machine is changed.
# LOCKSTEP_PROGRAM is /usr/bin/lockstep there, LOCKSTEP_UNITS (a folder as packages have it) is
# /usr/lib/systemd; or else, nothing is installed and the files of LOCKSTEP_PACKAGES are in /tests.
# /tests also holds this folder and the example of a drop-in, /bound (where loop devices can be had)
# an empty volume that can be frozen. LOCKSTEP_SANITIZERS, not empty, says that the program is
# instrumented.
# A SCRIPT that ends with 100 wants the system to be shut down: when that is done it is run again
# outside, with the root of what is left and the milliseconds that it took as its last arguments.
# Exit status: SCRIPT's; 77 when it can't boot.
set -euo pipefail

skip() { echo "skipped: $*"; exit 77; }
[ "$(id -u)" -eq 0 ] || skip "needs root"
for command in systemd-nspawn nsenter unshare; do
  command -v "$command" >/dev/null 2>&1 || skip "there is no $command here"
done
[ -x /sbin/init ] && [ -x /lib/systemd/systemd ] || skip "there is no systemd here to boot"

# In namespaces of its own: however this ends, the container and the mounts end with it.
if [ -z "${LOCKSTEP_TEST_NAMESPACE:-}" ]; then
  unshare --mount --pid --fork true 2>/dev/null || skip "no mount and pid namespaces here"
  export LOCKSTEP_TEST_NAMESPACE=1
  exec unshare --mount --pid --fork --kill-child --mount-proc --propagation slave bash "$0" "$@"
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/lockstep-systemd.XXXXXX")
root=$work/root
mount -t tmpfs -o size=2G tmpfs "$work"
mkdir "$work"/{upper,work,root}
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/upper,workdir=$work/work" "$root" 2>/dev/null ||
  skip "no overlay of the root here"
clean() {
  fsfreeze -u "$work/volume" 2>/dev/null || true
  umount -l "$work/volume" 2>/dev/null || true
  umount -l "$root" "$work"
  rmdir "$work"
}
trap clean EXIT

# Nothing of the machine's own starts, and nothing waits for the network.
: >"$root/etc/machine-id"
rm -rf "$root"/etc/systemd/system/*.wants "$root"/etc/rc?.d/S* "$root/etc/lockstep"
for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer \
  e2scrub_reap.service fstrim.timer man-db.timer logrotate.timer console-getty.service \
  systemd-networkd-wait-online.service systemd-timesyncd.service polkit.service; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
rm -rf "$root"/var/{lib,log}/lockstep*
# Images for containers forbid packages to start services.
rm -f "$root/usr/sbin/policy-rc.d"
mkdir -p "$root/tests" "$work/volume"
if [ -n "${LOCKSTEP_PACKAGES:-}" ]; then
  [ ! -e "$root/var/lib/dpkg/info/lockstep.list" ] || skip "lockstep is installed on this machine"
  cp "$LOCKSTEP_PACKAGES"/* "$root/tests/"
else
  install -m 755 "${LOCKSTEP_PROGRAM:?the lockstep to test}" "$root/usr/bin/lockstep"
  cp -r "${LOCKSTEP_UNITS:?the units to test}/." "$root/usr/lib/systemd/system/" 2>/dev/null
  if [ -d "$root/usr/lib/systemd/system/user" ]; then
    mv "$root/usr/lib/systemd/system/user"/* "$root/usr/lib/systemd/user/"
  fi
fi
here=$(cd "$(dirname "$0")" && pwd)
cp "$here"/*.sh "$here/../../packaging/systemd/dedicated-user.conf" "$root/tests/"

# The search for leaks is a debugger's work, which the unit forbids.
if [ -n "${LOCKSTEP_SANITIZERS:-}" ]; then
  for kind in system user; do
    mkdir -p "$root/etc/systemd/$kind/service.d"
    printf '[Service]\nEnvironment=ASAN_OPTIONS=detect_leaks=0\n' \
      >"$root/etc/systemd/$kind/service.d/sanitizers.conf"
  done
fi

bind=
truncate -s 32M "$work/volume.img"
if mkfs.ext4 -q "$work/volume.img" && mount -o loop "$work/volume.img" "$work/volume"; then
  bind=--bind=$work/volume:/bound
fi >/dev/null 2>&1

export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
# shellcheck disable=SC2086 # one word or none
setsid systemd-nspawn -q -b -D "$root" --register=no --keep-unit --private-network $bind \
  -M "lockstep$$" </dev/null >"$work/console.log" 2>&1 &
container=$!

leader=
for _ in $(seq 600); do
  leader=$(pgrep -x -P "$container" systemd || true)
  if [ -n "$leader" ]; then
    case $(nsenter -t "$leader" -a systemctl is-system-running 2>/dev/null || true) in
      running | degraded) break ;;
    esac
  fi
  if ! kill -0 "$container" 2>/dev/null; then
    tail -n 5 "$work/console.log"
    skip "systemd-nspawn does not boot here"
  fi
  sleep 0.05
done
[ -n "$leader" ] || skip "systemd does not come up here"

status=0
nsenter -t "$leader" -a env -i PATH="$PATH" HOME=/root LANG=C.UTF-8 \
  LOCKSTEP_SANITIZERS="${LOCKSTEP_SANITIZERS:-}" \
  bash "/tests/$1" "${@:2}" </dev/null || status=$?
if [ "$status" -eq 100 ]; then
  began=$(date +%s%3N)
  kill -s RTMIN+4 "$leader"  # "systemctl poweroff"
  wait "$container" 2>/dev/null || true
  took=$(($(date +%s%3N) - began))
  status=0
  bash "$here/$1" "${@:2}" "$root" "$took" || status=$?
  exit "$status"
fi
# Nobody has anything to lose in there.
kill -KILL "$leader" 2>/dev/null || true
wait "$container" 2>/dev/null || true
exit "$status"
