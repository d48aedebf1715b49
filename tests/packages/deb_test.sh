#!/bin/bash
# The .deb: what lintian says of it, and what is there after it was installed, upgraded, removed and
# purged, over a throw-away layer on this machine's root. Whether it starts: the tests with systemd.

source "$(dirname "$0")/lib.sh"
need cpack dpkg-deb dpkg-shlibdeps

if [ -z "${LOCKSTEP_TEST_SCRATCH:-}" ]; then
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/lockstep-packages.XXXXXX")
  trap 'rm -rf "$scratch"' EXIT
  make_package DEB "$scratch"

  check_files "$(dpkg-deb --fsys-tarfile "$package" | tar -t | sed '/\/$/d')" ./usr/ \
    "$common_files" "$unit_files" share/doc/lockstep/changelog.Debian.gz \
    share/doc/lockstep/changelog.gz share/doc/lockstep/copyright share/lintian/overrides/lockstep \
    share/zsh/vendor-completions/_lockstep
  for control in 'Package: lockstep' 'Section: utils' 'Maintainer: ' 'Depends: .*libc6 ' \
    'Depends: .*libsystemd0 '; do
    dpkg-deb --field "$package" | grep "^$control" >/dev/null || fail "the control file lacks $control"
  done
  if has lintian; then
    lintian --allow-root --tag-display-limit 0 --fail-on error,warning "$package" || fail "lintian"
  else
    echo "there is no lintian here"
  fi

  [ "$(id -u)" -eq 0 ] || skip "installing needs root; the package itself is right"
  mkdir "$scratch/root"
  export LOCKSTEP_TEST_SCRATCH=$scratch/root LOCKSTEP_PACKAGE=$package
  unshare --mount --pid --ipc --fork true 2>/dev/null || skip "no namespaces here"
  status=0
  unshare --mount --pid --ipc --fork --kill-child --propagation private bash "$0" || status=$?
  exit "$status"
fi

# ---- in namespaces of its own --------------------------------------------------------------------

work=$LOCKSTEP_TEST_SCRATCH
mount -t tmpfs -o size=4G,mode=755 tmpfs "$work"
mkdir "$work"/{upper,work,root}
upper=$work/upper root=$work/root
mount -t overlay overlay "$root" \
  -o "lowerdir=/,upperdir=$upper,workdir=$work/work" 2>/dev/null || skip "no overlay of / here"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
for folder in tmp run; do mount -t tmpfs tmpfs "$root/$folder"; done

in_root() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 "$@"; }
# dpkg ARGUMENT...: without the triggers, and flushing nothing.
dpkg() {
  in_root dpkg --force-unsafe-io --no-triggers "$@" >"$work/dpkg.log" 2>&1 || {
    cat "$work/dpkg.log"
    fail "dpkg $*"
  }
}
there() { [ -e "$root$1" ] || [ -L "$root$1" ] || fail "$1 is missing $2"; }
gone() { [ ! -e "$root$1" ] && [ ! -L "$root$1" ] || fail "$1 is there $2"; }
kept() {
  there /etc/lockstep/lockstep.toml "$1"
  there /etc/lockstep/second.toml "$1"
  there /var/lib/lockstep/record "$1"
  there /var/lib/lockstep-second/record "$1"
  there /var/log/lockstep/lockstep.log "$1"
}
if [ -e "$root/var/lib/dpkg/info/lockstep.list" ]; then skip "lockstep is installed on this machine"; fi

# What Lockstep itself has left on this machine is none of the package's.
rm -rf "$root/etc/lockstep" "$root"/var/{lib,log}/lockstep*

cp "$LOCKSTEP_PACKAGE" "$root/tmp/lockstep.deb"
make_newer_deb "$LOCKSTEP_PACKAGE" "$root/tmp/newer.deb"

dpkg --install /tmp/lockstep.deb
enabled=/etc/systemd/system/multi-user.target.wants/lockstep.service
there "$enabled" "after the installation"
gone /etc/lockstep/lockstep.toml "although nobody wrote one"
[[ $(in_root lockstep --version) == "lockstep "* ]] || fail "the program does not start"
in_root lockstep config check /usr/share/doc/lockstep/examples/lockstep.toml >/dev/null ||
  fail "the example is no configuration"
for page in 'man1/lockstep.1' 'man5/lockstep.toml.5'; do
  gzip -dc "$root/usr/share/man/$page.gz" | grep '^\.TH' >/dev/null || fail "$page is no man page"
done
if has systemd-sysusers; then
  in_root id lockstep >/dev/null || fail "there is no user lockstep"
  [ "$(stat -c '%a %U' "$root/var/lib/lockstep")" = '700 root' ] || fail "the state folder"
  [ "$(stat -c '%a %U' "$root/var/log/lockstep")" = '750 root' ] || fail "the log folder"
fi
if has systemd-analyze; then
  for unit in system/lockstep.service system/lockstep@.service; do
    in_root systemd-analyze verify --man=no "/usr/lib/systemd/$unit" >"$work/verify.log" 2>&1 || true
    ! grep lockstep "$work/verify.log" || fail "systemd-analyze verify $unit"
  done
fi

# Somebody works with it.
mkdir -p "$root/etc/lockstep" "$root"/var/{lib,log}/lockstep{,-second}
touch "$root"/etc/lockstep/{lockstep,second}.toml "$root"/var/lib/lockstep{,-second}/record \
  "$root"/var/log/lockstep/lockstep.log{,.1}
chown nobody "$root/var/lib/lockstep"
rm "$root$enabled"  # systemctl disable

dpkg --install /tmp/newer.deb
kept "after the upgrade"
gone "$enabled" "although it was disabled"
[ "$(stat -c %U "$root/var/lib/lockstep")" = nobody ] || fail "the state folder changed hands"
dpkg --remove lockstep
kept "after the removal"
gone /usr/bin/lockstep "after the removal"
dpkg --install /tmp/lockstep.deb
kept "after installing again"
gone "$enabled" "although it was disabled"
dpkg --purge lockstep

for folder in /etc/lockstep /var/{lib,log}/lockstep{,-second} "$enabled"; do
  gone "$folder" "after the purge"
done
# Nothing is left but what dpkg and the password files note for themselves.
left=$(cd "$upper" && find . -mindepth 1 \
  \( -path ./var/lib/dpkg -o -path ./var/log/dpkg.log -o -path ./var/log/alternatives.log \
  -o -path './etc/*-' -o -path ./etc/.pwd.lock -o -path ./var/cache/man \) -prune -o -print |
  while IFS= read -r name; do
    if [ -c "$name" ]; then
      case $name in
        ./etc/lockstep | ./var/lib/lockstep* | ./var/log/lockstep*) ;;
        *) echo "removed: $name" ;;
      esac
    elif [ ! -e "/$name" ] && [ ! -L "/$name" ]; then
      echo "left: $name"
    fi
  done)
[ -z "$left" ] || fail "after the purge: $left"
