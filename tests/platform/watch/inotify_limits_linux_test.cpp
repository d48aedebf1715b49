// The limits of inotify: the queue that overflows, and watches that can't be had.
#include <condition_variable>
#include <fcntl.h>
#include <mutex>
#include <sched.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "support/system/child_process_linux.h"
#include "watched_source_linux.h"

namespace lockstep {
namespace {

// Holds the watcher's thread before it reads.
class Gate {
 public:
  void shut() {
    const std::lock_guard lock(mutex_);
    open_ = false;
  }
  void open() {
    {
      const std::lock_guard lock(mutex_);
      open_ = true;
    }
    opened_.notify_all();
  }
  void pass() {
    std::unique_lock lock(mutex_);
    opened_.wait(lock, [&] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool open_ = true;
};

// Makes more events than the queue holds, without work for the disk. The kernel would merge those
// of one file.
void overflow(const WatchedSource& source) {
  constexpr int kMoreThanTheQueueHolds = 20'000;
  for (int i = 0; i < kMoreThanTheQueueHolds; ++i) {
    const std::string path = source / (i % 2 == 0 ? "one" : "other");
    close(open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
  }
}

// In a user namespace of its own, which has limits of its own (user_namespaces(7)).
bool limit_in_child(const char* name, const std::string& value) {
  const std::string user = "0 " + std::to_string(geteuid()) + " 1";
  if (unshare(CLONE_NEWUSER) != 0) return false;
  const auto put = [](const std::string& path, const std::string& text) {
    const int file = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    const bool written = file >= 0 && write(file, text.data(), text.size()) ==
                                          static_cast<ssize_t>(text.size());
    if (file >= 0) close(file);
    return written;
  };
  return put("/proc/self/uid_map", user) && put(std::string("/proc/sys/user/") + name, value);
}

constexpr const char* kCant = "can't";

void check_in_child(const std::function<std::string()>& body, const std::string& wanted) {
  const std::string answer = in_child(body);
  if (answer == kCant) {
    MESSAGE("skipped: no user namespaces here");
    return;
  }
  CHECK(answer == wanted);
}

TEST_CASE("lost events are told of once, and again only after a walk has begun") {
  Gate gate;
  WatchedSource source({.before_read = [&] { gate.pass(); }});
  source.make("a/b");
  source.watch();
  source.settle();
  gate.shut();
  overflow(source);
  source.rename("a", "c");  // which is lost, too
  gate.open();
  REQUIRE(eventually([&] { return source.watcher().state().losses == 1; }));
  source.write("f");
  CHECK(source.heard.hears({"fresh f"}));
  const auto full = [&] {
    std::ptrdiff_t count = 0;
    for (const WatchEvent& event : source.heard.events()) {
      if (event.kind != WatchEvent::Kind::everything) continue;
      CHECK(event.reason.ends_with(" events was full"));
      ++count;
    }
    return count;
  };
  CHECK(full() == 1);

  gate.shut();
  overflow(source);
  gate.open();
  REQUIRE(eventually([&] { return source.watcher().state().losses == 2; }));
  CHECK(full() == 1);

  source.walk();
  CHECK(source.watcher().state().watched == 3);
  source.settle();
  source.write("c/b/f");
  CHECK(source.heard.hears({"fresh c/b/f"}));
  CHECK(source.heard.count("fresh a/b/f") == 0);

  gate.shut();
  overflow(source);
  gate.open();
  REQUIRE(eventually([&] { return source.watcher().state().losses == 3; }));
  CHECK(eventually([&] { return full() == 1; }));
}

TEST_CASE("a folder with another's name and number is not taken for it after a loss") {
  Gate gate;
  WatchedSource source({.before_read = [&] { gate.pass(); }});
  source.make("a");
  source.watch();
  source.settle();
  gate.shut();
  overflow(source);
  source.remove("a");
  source.make("a");  // many volumes give it the number of the one before
  gate.open();
  REQUIRE(eventually([&] { return source.watcher().state().losses == 1; }));
  source.walk();
  source.settle();
  source.write("a/f");
  CHECK(source.heard.hears({"fresh a/f"}));
}

TEST_CASE("a folder that is made anew under its old name is covered, loss or not") {
  WatchedSource source;
  source.make("a");
  source.watch();
  for (int round = 0; round < 100; ++round) {
    source.remove("a");
    source.make("a");
    source.cover("a");  // the thread may not have read of it yet
    const std::string name = "a/" + std::to_string(round);
    source.write(name);
    REQUIRE(source.heard.hears({"fresh " + name}));
  }
}

TEST_CASE("of more folders than there are watches the rest is counted as refused") {
  WatchedSource source({.watches = 4});
  for (const char* name : {"a", "b", "c", "d", "e"}) source.make(name);
  source.watch();
  CHECK(source.refused() == 2);
  CHECK(source.watcher().state().watched == 4);
  CHECK(source.watcher().state().refused == 2);
  CHECK(source.watcher().state().reason.starts_with("fs.inotify.max_user_watches is "));
  REQUIRE(eventually([&] { return source.heard.last_state().has_value(); }));
  CHECK(eventually([&] { return source.heard.last_state()->refused == 2; }));
  // What becomes free is used again.
  source.remove("a");
  source.remove("b");
  source.walk();
  CHECK(source.refused() == 0);
  CHECK(source.watcher().state().watched == 4);
  CHECK(source.watcher().state().refused == 0);
  CHECK(source.watcher().state().reason.empty());
  CHECK(eventually([&] { return source.heard.last_state()->refused == 0; }));
}

TEST_CASE("a user's limit of watches is met and named, and what is watched stays so") {
  const auto body = []() -> std::string {
    if (!limit_in_child("max_inotify_watches", "8")) return kCant;
    WatchedSource source({.watches = 1000});
    for (int i = 0; i < 20; ++i) source.make(std::to_string(i));
    source.watch();
    const WatchState state = source.watcher().state();
    source.settle();
    return std::to_string(state.watched) + ", " + std::to_string(source.refused()) + ", " +
           std::to_string(state.refused) + ", " + state.reason;
  };
  check_in_child(body, "8, 13, 13, user.max_inotify_watches is 8");
}

TEST_CASE("a quarter of the watches is left to other programs") {
  const auto body = []() -> std::string {
    if (!limit_in_child("max_inotify_watches", "8")) return kCant;
    WatchedSource source;
    for (int i = 0; i < 20; ++i) source.make(std::to_string(i));
    source.watch();
    return std::to_string(source.watcher().state().watched);
  };
  check_in_child(body, "6");
}

TEST_CASE("a source that can't be watched at all is not_supported, with the limit's name") {
  for (const auto& [name, reason] :
       {std::pair{"max_inotify_instances",
                  "user.max_inotify_instances is 0, and all are in use"},
        std::pair{"max_inotify_watches", "user.max_inotify_watches is 0"}}) {
    const auto body = [name = name]() -> std::string {
      if (!limit_in_child(name, "0")) return kCant;
      const TemporaryFolder folder;
      HeardEvents heard;
      const auto watcher =
          watch_source(*folder.open(), folder.path(), WatchWish::automatic, heard);
      if (watcher) return "watched";
      return watcher.error().kind() == ErrorKind::not_supported ? watcher.error().message()
                                                                : "another error";
    };
    check_in_child(body, reason);
  }
}

TEST_CASE("fanotify is not supported, and the message says so") {
  const TemporaryFolder folder;
  HeardEvents heard;
  const auto watcher = watch_source(*folder.open(), folder.path(), WatchWish::fanotify, heard);
  REQUIRE(!watcher);
  CHECK(watcher.error().kind() == ErrorKind::not_supported);
  CHECK(watcher.error().message().find("inotify") != std::string::npos);
}

}  // namespace
}  // namespace lockstep
