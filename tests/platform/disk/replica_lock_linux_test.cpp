#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <doctest/doctest.h>

#include "platform/disk/lock_holder_linux.h"
#include "platform/system/descriptor_posix.h"
#include "support/system/child_process_linux.h"
#include "support/system/lock_replica.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

// Holds the lock in a process until that is told to end.
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

TEST_CASE("a place holds nothing open on the replica's volume") {
  const TemporaryFolder folder;
  const auto is_open_below = [&] {
    return std::ranges::any_of(
        std::filesystem::directory_iterator("/proc/self/fd"), [&](const auto& descriptor) {
          std::error_code gone;
          const auto target = std::filesystem::read_symlink(descriptor.path(), gone).string();
          return target.starts_with(folder.path());
        });
  };
  const auto place = lock_replica(folder.path());
  REQUIRE(place);
  CHECK_FALSE(is_open_below());
  const auto replica = open_root(folder.path());
  CHECK(is_open_below());
}

TEST_CASE("a place that was given back is taken anew") {
  const TemporaryFolder folder;
  const auto name = place_name(*folder.open());
  REQUIRE(name);
  for (int i = 0; i < 2; ++i) {
    const auto place = take_place(*name);
    CHECK(place.has_value());
    CHECK(kind_of(take_place(*name)) == ErrorKind::locked);
  }
  CHECK(take_place(*name).has_value());
}

TEST_CASE("only one of many that want a place at once has it") {
  const TemporaryFolder folder;
  const auto name = place_name(*folder.open());
  REQUIRE(name);
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  std::atomic<int> taken = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int round = 0; round < 500; ++round) {
          const auto place = take_place(*name);
          if (!place) continue;
          ++taken;
          most = std::max(most.load(), ++inside);
          for (int turn = 0; turn < 5; ++turn)
            std::this_thread::yield();  // so that others open it meanwhile
          --inside;
        }
      });
    }
  }
  CHECK(most == 1);
  CHECK(taken > 0);
}

TEST_CASE("another folder at the same path is another place") {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "a");
  const std::string first = place_name(**open_root(folder / "a")).value();
  std::filesystem::rename(folder / "a", folder / "b");
  std::filesystem::create_directories(folder / "a");
  CHECK(place_name(**open_root(folder / "b")) == first);
  CHECK(place_name(**open_root(folder / "a")) != first);
}

// Locks the folder in a process that is no Lockstep: flock(1) or a program of somebody else.
class StrangeLock {
 public:
  explicit StrangeLock(const std::string& path)
      : folder_(open(path.c_str(), O_RDONLY | O_DIRECTORY)) {
    REQUIRE(flock(folder_.number(), LOCK_EX) == 0);
  }

 private:
  Descriptor folder_;
};

TEST_CASE("a pass locks the folder itself, and gives it back at its end") {
  const TemporaryFolder folder;
  const auto replica = folder.open();
  {
    auto lock = lock_for_pass(*replica);
    REQUIRE(lock);
    CHECK(lock->lock != nullptr);
    CHECK(lock->ignored == "");
    const Descriptor other(open(folder.path().c_str(), O_RDONLY | O_DIRECTORY));
    CHECK(flock(other.number(), LOCK_EX | LOCK_NB) != 0);
  }
  const Descriptor other(open(folder.path().c_str(), O_RDONLY | O_DIRECTORY));
  CHECK(flock(other.number(), LOCK_EX | LOCK_NB) == 0);
}

TEST_CASE("a Lockstep that has locked the folder is obeyed") {
  const TemporaryFolder folder;
  // The other process runs this very program, whose name begins like Lockstep's.
  const StrangeLock other(folder.path());
  const auto refused = lock_for_pass(*folder.open());
  CHECK(kind_of(refused) == ErrorKind::locked);
  CHECK(refused.error().message() == "in use by another job of this process");
}

TEST_CASE("root obeys no lock of another user, and tells whose it is") {
  if (!is_root()) return;
  const TemporaryFolder folder;
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
  std::array<int, 2> ready{};
  REQUIRE(pipe(ready.data()) == 0);
  const pid_t process = fork();
  if (process == 0) {
    const int held = open(folder.path().c_str(), O_RDONLY | O_DIRECTORY);
    const bool locked = flock(held, LOCK_EX) == 0 && setuid(54'321) == 0;
    (void)!write(ready[1], locked ? "y" : "n", 1);
    pause();
    _exit(0);
  }
  char answer = 'n';
  CHECK(read(ready[0], &answer, 1) == 1);
  CHECK(answer == 'y');
  const auto lock = lock_for_pass(*folder.open());
  kill(process, SIGKILL);
  waitpid(process, nullptr, 0);
  for (const int end : ready) close(end);
  REQUIRE(lock);
  CHECK(lock->lock == nullptr);
  CHECK(lock->ignored.starts_with("process " + std::to_string(process)));
}

TEST_CASE("a user without privilege obeys every lock on the folder") {
  const TemporaryFolder folder;
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
  const StrangeLock other(folder.path());
  const std::string path = folder.path();
  CHECK(in_child([&path]() -> std::string {
          if (is_root() && !become_nobody()) return "still root";
          const auto replica = open_root(path);
          if (!replica) return replica.error().message();
          const auto lock = lock_for_pass(**replica);
          if (lock) return "not obeyed";
          return lock.error().kind() == ErrorKind::locked ? "obeyed" : "?";
        }) == "obeyed");
}

TEST_CASE("where folders can't be locked the place is all there is") {
  const TemporaryFolder folder;
  CHECK(in_child([&]() -> std::string {
          // Locking fails as if the folder lay on NFS.
          if (!refuse_system_call(SYS_flock, 1, LOCK_EX, EBADF)) return "no filter";
          const auto replica = open_root(folder.path());
          const auto lock = lock_for_pass(**replica);
          return lock && lock->lock == nullptr && lock->ignored.empty() ? "none" : "?";
        }) == "none");
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
