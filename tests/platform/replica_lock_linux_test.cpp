#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "platform/lock_holder_linux.h"
#include "platform/replica_lock.h"
#include "support/child_process_linux.h"
#include "support/directory_tools.h"
#include "support/temporary_folder.h"

namespace lockstep {
namespace {

// A process that holds the lock until it is told to end.
class Holder {
 public:
  explicit Holder(const std::string& path) {
    std::array<int, 2> ready{};
    REQUIRE(pipe(ready.data()) == 0);
    process_ = fork();
    if (process_ == 0) {
      const auto lock = lock_replica(path);
      const char answer = lock ? 'y' : 'n';
      (void)!write(ready[1], &answer, 1);
      pause();
      _exit(0);
    }
    close(ready[1]);
    char answer = 'n';
    (void)!read(ready[0], &answer, 1);
    close(ready[0]);
    REQUIRE(answer == 'y');
  }
  ~Holder() { end(); }
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;

  void end() {
    if (process_ > 0) {
      kill(process_, SIGKILL);
      waitpid(process_, nullptr, 0);
      process_ = 0;
    }
  }
  [[nodiscard]] pid_t process() const { return process_; }

 private:
  pid_t process_ = 0;
};

TEST_CASE("two jobs of one process can't hold the same replica, whatever path they use") {
  const TemporaryFolder folder;
  std::filesystem::create_directory_symlink(folder.path(), folder / "link");
  auto first = lock_replica(folder.path());
  REQUIRE(first);
  const auto second = lock_replica(folder / "link");
  REQUIRE(!second);
  CHECK(second.error().kind() == ErrorKind::locked);
  CHECK(second.error().message() == "in use by another job of this process");
  first->reset();
  CHECK(lock_replica(folder.path()).has_value());
}

TEST_CASE("another process that holds the replica is named, and its lock dies with it") {
  const TemporaryFolder folder;
  Holder holder(folder.path());
  const auto refused = lock_replica(folder.path());
  REQUIRE(!refused);
  CHECK(refused.error().kind() == ErrorKind::locked);
  const std::string reason = refused.error().reason();
  CHECK(reason.starts_with("in use by process " + std::to_string(holder.process()) + " ("));
  CHECK(reason.find("lockstep_test_platform") != std::string::npos);
  holder.end();
  CHECK(lock_replica(folder.path()).has_value());
}

TEST_CASE("locks on neighbours do not touch each other") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_directory_in(*root, "a");
  make_directory_in(*root, "b");
  const auto first = lock_replica(folder / "a");
  const auto second = lock_replica(folder / "b");
  CHECK(first.has_value());
  CHECK(second.has_value());
  CHECK(kind_of(lock_replica(folder / "absent")) == ErrorKind::not_found);
}

TEST_CASE("where folders can't be locked, a file in the state folder is") {
  const TemporaryFolder folder;
  const TemporaryFolder state;
  const std::string told = in_child([&]() -> std::string {
    setenv("XDG_STATE_HOME", state.path().c_str(),
           1);  // NOLINT(concurrency-mt-unsafe): in a child of one thread
    // As if it lay on NFS. A filter of system calls can't tell folders from files, but even numbers
    // from odd ones: the folder gets the next free descriptor, the lock file the one after it.
    constexpr int kLastTaken = 100;
    while (dup(STDIN_FILENO) < kLastTaken) {
    }
    if (!refuse_system_call(SYS_flock, 0, 1, EBADF)) {
      return "no filter";
    }
    const auto first = lock_replica(folder.path());
    if (!first) {
      return first.error().message();
    }
    dup2(STDIN_FILENO, kLastTaken + 3);  // the second lock file gets an even number, too
    const auto second = lock_replica(folder.path());
    return second ? "locked twice" : second.error().message();
  });
  CHECK(told == "in use by another job of this process");
}

TEST_CASE("the holder of a lock is found among all locks of the system") {
  constexpr const char* kLocks =
      "1: POSIX  ADVISORY  WRITE 11 08:01:4711 0 EOF\n"
      "2: FLOCK  ADVISORY  READ  12 08:01:4711 0 EOF\n"
      "3: -> FLOCK  ADVISORY  WRITE 13 08:01:4711 0 EOF\n"
      "4: FLOCK  ADVISORY  WRITE 14 08:02:4711 0 EOF\n"
      "5: FLOCK  ADVISORY  WRITE 15 08:01:4711 0 EOF\n"
      "6: FLOCK  ADVISORY  WRITE 0 08:01:4712 0 EOF\n";
  CHECK(find_lock_holder(kLocks, makedev(8, 1), 4711) == 15);
  CHECK(find_lock_holder(kLocks, makedev(0, 50), 4711) == 15);  // btrfs
  CHECK(!find_lock_holder(kLocks, makedev(8, 1), 4712));
  CHECK(!find_lock_holder("", makedev(8, 1), 4711));
}

TEST_CASE("a process is described by its command") {
  CHECK(describe_process(getpid()) == "another job of this process");
  CHECK(describe_process(0x7ffffff0) == "process 2147483632");
}

}  // namespace
}  // namespace lockstep
