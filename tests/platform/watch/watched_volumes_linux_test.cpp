// A watched source whose volumes come and go, and one that is left alone.
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sys/mount.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "platform/disk/roots.h"
#include "support/system/child_process_linux.h"
#include "support/system/told_mounts_linux.h"
#include "watched_source_linux.h"

namespace lockstep {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCant = "can't";

void mount_memory(const std::string& path) {
  must(mount("tmpfs", path.c_str(), "tmpfs", 0, "size=1m") == 0, "a volume can be mounted");
}

// Runs `body` as root where its mounts are its own; it is given a folder to mount on.
void with_mounts(const std::function<void(const std::string&)>& body) {
  if (!is_root()) {
    MESSAGE("skipped: needs root");
    return;
  }
  const TemporaryFolder folder;
  const std::string answer = in_child([&]() -> std::string {
    if (!enter_private_mounts()) return kCant;
    mount_memory(folder.path());
    body(folder.path());
    return "done";
  });
  if (answer == kCant) {
    MESSAGE("skipped: no mounts here");
    return;
  }
  CHECK(answer == "done");
}

TEST_CASE("a volume that comes or goes below the source is told of as a tree") {
  with_mounts([](const std::string& folder) {
    WatchedSource source({}, folder);
    source.make("d/e/below");
    source.watch();
    mount_memory(source / "d/e");
    must(source.heard.hears({"tree d/e/"}), "the mount is told of");
    source.cover("d/e");
    must(source.watcher().state().watched == 3, "what is hidden is forgotten");
    source.settle();
    source.write("d/e/f");
    must(source.heard.hears({"fresh d/e/f"}), "the volume is watched");
    source.settle();
    must(umount((source / "d/e").c_str()) == 0, std::string("umount: ") + std::strerror(errno));
    must(source.heard.hears({"tree d/e/"}), "its end is told of");
    source.cover("d/e");
    source.settle();
    source.write("d/e/below/f");
    must(source.heard.hears({"fresh d/e/below/f"}), "what was hidden is watched again");
    must(!source.watcher().state().root_gone, "the root is there");
  });
}

TEST_CASE("a watched source can be unmounted, and its watcher says that it is gone") {
  with_mounts([](const std::string& folder) {
    const std::string point = folder + "/volume";
    fs::create_directory(point);
    mount_memory(point);
    fs::create_directory(point + "/a");
    HeardEvents heard;
    std::unique_ptr<Watcher> watcher;
    {
      const auto root = find_root(point).value()->open(SecurityDescriptors::left_out).value();
      watcher = watch_source(*root, point, WatchWish::automatic, heard).value();
      const auto inner = root->open_directory("a").value();
      must(watcher->cover(RelativePath("a"), inner->examine()->identity, *inner) ==
               Watcher::Covered::yes,
           "it is covered");
    }
    must(umount(point.c_str()) == 0, std::string("umount: ") + std::strerror(errno));
    must(eventually([&] { return watcher->state().root_gone; }), "the root is gone");
    must(eventually([&] { return heard.last_state() && heard.last_state()->root_gone; }),
         "that is told");
    must(watcher->state().watched == 0 && watcher->state().how.empty(), "nothing is watched");
  });
}

TEST_CASE("a volume that is mounted over the source or above it makes the root gone") {
  for (const bool above : {false, true}) {
    with_mounts([above](const std::string& folder) {
      fs::create_directory(folder + "/above");
      WatchedSource source({}, folder + "/above");
      source.watch();
      mount_memory(above ? folder + "/above" : source.path());
      must(eventually([&] { return source.watcher().state().root_gone; }), "it is gone");
    });
  }
}

TEST_CASE("a mount elsewhere is no news, and neither is the source's own on itself") {
  with_mounts([](const std::string& folder) {
    WatchedSource source({}, folder);
    source.watch();
    fs::create_directory(folder + "/elsewhere");
    mount_memory(folder + "/elsewhere");
    must(mount(source.path().c_str(), source.path().c_str(), nullptr, MS_BIND, nullptr) == 0,
         "it can be bound");
    source.settle();
    source.write("f");
    must(source.heard.hears({"fresh f"}), "it is watched");
    must(!source.watcher().state().root_gone, "the root is there");
  });
}

TEST_CASE("a root that is moved or removed is gone, and nothing more is told") {
  for (const bool moved : {true, false}) {
    WatchedSource source;
    source.watch();
    source.settle();
    source.close_root();
    if (moved) {
      fs::rename(source.path(), source.outside("t"));
    } else {
      fs::remove(source.path());
    }
    REQUIRE(eventually([&] { return source.watcher().state().root_gone; }));
    CHECK(eventually(
        [&] { return source.heard.last_state() && source.heard.last_state()->root_gone; }));
    CHECK(source.watcher().state().reason == "the source was moved, removed or unmounted");
    fs::create_directories(source.path());
    const auto folder = source.open_at("");
    CHECK(source.watcher().cover({}, folder->examine()->identity, *folder) ==
          Watcher::Covered::no);
  }
}

// Returns how often the threads of this process but the calling one gave up a processor.
std::uint64_t switches_of_others() {
  std::uint64_t sum = 0;
  for (const auto& task : fs::directory_iterator("/proc/self/task")) {
    if (task.path().filename() == std::to_string(gettid())) continue;
    std::ifstream status(task.path() / "status");
    for (std::string line; std::getline(status, line);) {
      if (line.find("ctxt_switches:") == std::string::npos) continue;
      sum += std::stoull(line.substr(line.find(':') + 1));
    }
  }
  return sum;
}

TEST_CASE("a watcher of a quiet source does nothing, and holds nothing of it open") {
  WatchedSource source;
  source.make("a/b");
  source.watch();
  source.close_root();
  source.settle();
  for (const auto& open : fs::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    const auto target = fs::read_symlink(open.path(), gone);
    if (!gone) CHECK_FALSE(target.string().starts_with(source.path()));
  }
  std::uint64_t before = 0;
  REQUIRE(eventually([&] {  // until it has fallen asleep
    const auto now = switches_of_others();
    return std::exchange(before, now) == now;
  }));
  CHECK_FALSE(eventually([&] { return switches_of_others() != before; }, std::chrono::seconds(1)));
  source.write("f");
  CHECK(source.heard.hears({"fresh f"}));
}

TEST_CASE("a volume that others change unseen is watched, and that is said") {
  WatchedSource source;
  source.make("a");
  std::optional<WatchState> state;
  std::optional<WatchState> told;
  constexpr std::uint32_t kNfs = 0x6969;
  const std::uint64_t mount = mount_number_of(source.path());
  const bool possible = with_told_mounts(
      {.table = std::to_string(mount) + " 1 0:99 / / rw - nfs4 server:/export rw\n",
       .volume_number = kNfs},
      [&] {
        source.watch();
        state = source.watcher().state();
        source.write("a/f");
        if (source.heard.hears({"fresh a/f"}) &&
            eventually([&] { return source.heard.last_state().has_value(); })) {
          told = source.heard.last_state();
        }
        source.stop();
      });
  if (!possible) return;
  REQUIRE(state);
  CHECK_FALSE(state->told_of_all);
  CHECK(state->watched == 2);
  CHECK(state->reason ==
        "a volume of type nfs4 does not tell of changes that are made elsewhere");
  REQUIRE(told);
  CHECK_FALSE(told->told_of_all);
}

}  // namespace
}  // namespace lockstep
