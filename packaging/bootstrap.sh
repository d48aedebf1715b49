#!/bin/sh
# From a fresh clone to a running Lockstep: installs what is missing, builds, starts.
# The caller's folder is never changed, so relative paths in the arguments keep their meaning.
# Everything that this script itself says goes to standard error: standard output is Lockstep's.

set -eu

project=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
build=$project/build/release
log=$project/build/bootstrap.log

usage() {
  cat <<'EOF'
usage: bootstrap.sh deps             install what building and testing need, where missing
       bootstrap.sh build            build Lockstep (build/release/lockstep)
       bootstrap.sh test [ARG]...    build and run all tests (arguments go to ctest); without
                                     arguments some of those for Windows, too
       bootstrap.sh windows [ARG]... build for Windows (build/windows/lockstep.exe) and run all
                                     of its tests under Wine (arguments go to ctest)
       bootstrap.sh windows-package  build the MSI, the setup and the .zip (build/windows/packages)
       bootstrap.sh package          build the packages (build/release/packages)
       bootstrap.sh COMMAND [ARG]... build and run: lockstep COMMAND [ARG]...

for example
       bootstrap.sh sync ~/documents /mnt/backup/documents
       bootstrap.sh run ~/documents /mnt/backup/documents 60 ~/lockstep.log
       bootstrap.sh --help           the program's own help
EOF
}

say() { printf '%s\n' "bootstrap: $*" >&2; }
# 70 is Lockstep's code for an internal error: 1 would read as "verify found differences".
die() { say "$*"; exit 70; }
has() { command -v "$1" >/dev/null 2>&1; }

# quietly WHAT COMMAND...: one line for what it does; what the command printed only if it fails.
quietly() {
  say "$1"
  shift
  mkdir -p "$project/build"
  "$@" >"$log" 2>&1 || {
    status=$?
    cat "$log" >&2
    die "failed with status $status: $*"
  }
}

# as_root COMMAND...
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

# Fails when this user cannot install anything.
may_install() { [ "$(id -u)" -eq 0 ] || has sudo; }

# ---- what is needed ------------------------------------------------------------------------

# list_packages MANAGER build|test|package|windows: nothing where such packages are not known.
list_packages() {
  case $1-$2 in
    apt-build)
      echo g++ cmake ninja-build git ca-certificates \
        libfmt-dev libspdlog-dev libcxxopts-dev libxxhash-dev libtomlplusplus-dev \
        libexpected-dev nlohmann-json3-dev pkg-config libsystemd-dev
      ;;
    apt-test)
      echo doctest-dev libbenchmark-dev \
        rsync strace python3 e2fsprogs xfsprogs btrfs-progs acl attr libcap2-bin util-linux mount procps \
        time tar libfuse3-dev fuse3 \
        sshfs openssh-sftp-server systemd-container systemd-sysv dbus dbus-user-session \
        scdoc dpkg-dev lintian rpm zsh fish
      ;;
    apt-windows)
      echo cmake ninja-build git g++-mingw-w64-x86-64-posix wine wine64 \
        libfmt-dev libspdlog-dev libcxxopts-dev libxxhash-dev libtomlplusplus-dev \
        libexpected-dev nlohmann-json3-dev doctest-dev wixl msitools nsis unzip python3 procps
      ;;
    apt-package)
      echo scdoc gzip dpkg-dev
      ;;
    dnf-build)
      echo gcc-c++ cmake ninja-build git \
        fmt-devel spdlog-devel cxxopts-devel xxhash-devel tomlplusplus-devel expected-devel \
        json-devel pkgconf-pkg-config systemd-devel
      ;;
    dnf-test)
      echo doctest-devel google-benchmark-devel \
        rsync strace python3 e2fsprogs xfsprogs btrfs-progs acl attr libcap util-linux procps-ng fuse-sshfs \
        time tar fuse3-devel fuse3 \
        systemd-container dbus-daemon scdoc rpm-build zsh fish
      ;;
    dnf-package)
      echo scdoc gzip rpm-build
      ;;
    pacman-build)
      echo gcc cmake ninja git fmt spdlog cxxopts xxhash tomlplusplus tl-expected nlohmann-json \
        pkgconf systemd-libs
      ;;
    pacman-test)
      echo doctest benchmark \
        rsync strace python e2fsprogs xfsprogs btrfs-progs acl attr libcap util-linux procps-ng sshfs \
        time tar fuse3 \
        scdoc zsh fish
      ;;
    pacman-package)
      echo scdoc gzip
      ;;
  esac
}

# ---- per distribution: missing_X PACKAGE... prints those not installed, install_X installs ----

missing_apt() {
  for package in "$@"; do
    # One word an architecture; "not-installed" is one, too, of what others only mention.
    # shellcheck disable=SC2016 # dpkg-query's own variable
    case " $(dpkg-query -W -f='${db:Status-Status} ' "$package" 2>/dev/null)" in
      *' installed '*) ;;
      *) printf '%s ' "$package" ;;
    esac
  done
}

install_apt() {
  set -- -y --no-install-recommends -o Acquire::Retries=2 -o Acquire::http::Timeout=30 \
    -o DPkg::Lock::Timeout=120 install "$@"
  # A list that could not be refreshed may still do.
  as_root apt-get -q -o Acquire::Retries=2 -o Acquire::http::Timeout=30 update || true
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q "$@"
}

missing_dnf() {
  for package in "$@"; do
    rpm -q --quiet "$package" || printf '%s ' "$package"
  done
}

install_dnf() { as_root dnf install -y --setopt=install_weak_deps=False "$@"; }

missing_pacman() {
  for package in "$@"; do
    pacman -Qq "$package" >/dev/null 2>&1 || printf '%s ' "$package"
  done
}

install_pacman() { as_root pacman -S --needed --noconfirm "$@"; }

find_manager() {
  if has apt-get && has dpkg-query; then
    echo apt
  elif has dnf; then
    echo dnf
  elif has pacman; then
    echo pacman
  fi
}

# install_missing build|test|package|windows: a failure for what building needs is final; without
# one of the tests' tools, the tests that need it say so themselves.
install_missing() {
  manager=$(find_manager)
  if [ -z "$manager" ]; then
    say "this system has no apt, dnf or pacman: install by hand what README.md lists"
    return 0
  fi
  # shellcheck disable=SC2046 # a list of words
  missing=$("missing_$manager" $(list_packages "$manager" "$1"))
  [ -n "$missing" ] || return 0

  if [ "$manager" != apt ]; then
    say "the installation by $manager was written without trying it; please report what is wrong"
  fi
  if ! may_install; then
    say "missing packages: $missing"
    why="this user cannot install them (not root, and there is no sudo); ask whoever can"
    case $1 in test | windows) ;; *) die "$why" ;; esac
    say "$why"
    return 0
  fi
  # shellcheck disable=SC2086 # a list of words
  if [ "$1" = test ] || [ "$1" = windows ]; then
    install_each "$manager" $missing
  else
    quietly "installing $missing" "install_$manager" $missing
  fi
}

# All at once, or else one by one: a package that this release of the system does not have must
# not keep the others away.
install_each() {
  manager=$1
  shift
  say "installing $*"
  mkdir -p "$project/build"
  "install_$manager" "$@" >"$log" 2>&1 && return 0
  for package in "$@"; do
    "install_$manager" "$package" >>"$log" 2>&1 || say "could not install $package (see $log)"
  done
}

# ---- building ------------------------------------------------------------------------------

count_cores() { nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2; }

# configure [CMAKE ARGUMENT...]
configure() {
  has cmake || die "there is no cmake"
  version=$(cmake --version | sed -n '1s/[^0-9]*\([0-9]*\)\.\([0-9]*\).*/\1 \2/p')
  # shellcheck disable=SC2086 # two words
  set -- $version "$@"
  if [ "$1" -lt 3 ] || { [ "$1" -eq 3 ] && [ "$2" -lt 25 ]; }; then
    die "CMake 3.25 or newer is needed, here is $1.$2"
  fi
  shift 2
  # The generator is chosen once; a build folder cannot change it.
  if [ ! -e "$build/CMakeCache.txt" ] && has ninja; then
    set -- -G Ninja "$@"
  fi
  quietly "configuring $build" cmake -S "$project" -B "$build" -DCMAKE_BUILD_TYPE=Release "$@"
}

# compile [TARGET]
compile() {
  set -- ${1:+--target "$1"}
  quietly "building" cmake --build "$build" --parallel "$(count_cores)" "$@"
}

configured() { [ -e "$build/build.ninja" ] || [ -e "$build/Makefile" ]; }

# build_program: the tests stay as they are configured, at first off: who only wants to mirror
# needs no test library.
build_program() {
  install_missing build
  configured || configure -DLOCKSTEP_BUILD_TESTS=OFF
  compile lockstep
}

# run_tests [CTEST ARGUMENT]...
run_tests() {
  install_missing build
  install_missing test
  configure -DLOCKSTEP_BUILD_TESTS=ON
  compile
  say "running the tests"
  status=0
  run_ctest "$@" || status=1
  say_what_is_lacking "this system"
  return $status
}

# run_ctest [CTEST ARGUMENT]...: a line for each test when it is done, the summary at the end.
run_ctest() {
  failed=$project/build/tests.failed
  rm -f "$failed"
  {
    ctest --test-dir "$build" --output-on-failure --parallel "$(count_cores)" "$@" 2>&1 ||
      : >"$failed"
  } | while IFS= read -r line; do
    case $line in
      '    '*Start\ *:*) ;;
      *) printf '%s\n' "$line" ;;
    esac
  done
  # Why a test was skipped stands only in ctest's log.
  sed -n 's/^skipped: /bootstrap: skipped /p' "$build/Testing/Temporary/LastTest.log" >&2
  [ ! -e "$failed" ]
}

# say_what_is_lacking WHERE: what tests passed over; it stands in ctest's log alone.
say_what_is_lacking() {
  sed -n 's/^not on this system: //p' "$build/Testing/Temporary/LastTest.log" 2>/dev/null |
    tr -d '\r' | sort -u | sed "s/^/bootstrap: not tested, $1 has none: /" >&2
}

# ---- Windows, under Wine -------------------------------------------------------------------

# What is needed for that and not here; nothing when all is.
lacking_for_windows() {
  for program in x86_64-w64-mingw32-g++-posix wine; do
    has "$program" || printf '%s ' "$program"
  done
}

configure_windows() {
  build=$project/build/windows
  set -- -DCMAKE_TOOLCHAIN_FILE="$project/packaging/cmake/mingw64.cmake" -DLOCKSTEP_BUILD_TESTS=ON
  configure "$@"
}

# run_windows_tests [CTEST ARGUMENT]...
run_windows_tests() {
  install_missing windows
  lacking=$(lacking_for_windows)
  [ -z "$lacking" ] || die "the build for Windows and its tests need $lacking"
  configure_windows
  compile
  say "running the tests under Wine"
  status=0
  run_ctest "$@" || status=1
  say_what_is_lacking Wine
  return $status
}

# The part of them that is not the same code on every system, in a few minutes: the program and the
# tests of its lower layers and of the program itself. The rest: bootstrap.sh windows.
sample_windows_tests() {
  install_missing windows
  lacking=$(lacking_for_windows)
  if [ -n "$lacking" ]; then
    say "not tested: Windows; there is no $lacking(bootstrap.sh windows needs them)"
    return 0
  fi
  configure_windows
  for layer in base platform app service; do
    compile "lockstep_test_$layer"
  done
  say "running tests of the Windows build under Wine: base, platform, app, service (core, the" \
    "service manager and the installers by bootstrap.sh windows)"
  status=0
  run_ctest --label-regex '^(base|platform|app|service)$' || status=1
  say_what_is_lacking Wine
  return $status
}

# make_packages: the kinds that this system has the tools for.
make_packages() {
  install_missing build
  install_missing package
  if configured; then configure; else configure -DLOCKSTEP_BUILD_TESTS=OFF; fi
  compile lockstep
  compile documents
  rm -rf "$build/packages"
  quietly "packaging" cmake -E chdir "$build" cpack
  for package in "$build/packages"/lockstep*; do
    say "made $package"
  done
}

# Of an installer whose tool is not here it says so.
make_windows_packages() {
  install_missing windows
  has x86_64-w64-mingw32-g++-posix || die "there is no x86_64-w64-mingw32-g++-posix"
  configure_windows
  compile windows_packages
  for package in "$build/packages"/lockstep*; do
    say "made $package"
  done
}

# ---- commands ------------------------------------------------------------------------------

if [ $# -eq 0 ]; then
  usage >&2
  exit 2
fi

case $1 in
  deps)
    install_missing build
    install_missing test
    ;;
  build)
    build_program
    ;;
  test)
    shift
    status=0
    run_tests "$@" || status=1
    [ $# -gt 0 ] || sample_windows_tests || status=1
    exit $status
    ;;
  windows)
    shift
    run_windows_tests "$@"
    ;;
  windows-package)
    make_windows_packages
    ;;
  package)
    make_packages
    ;;
  help)
    usage
    ;;
  *)
    build_program
    exec "$build/lockstep" "$@"
    ;;
esac
