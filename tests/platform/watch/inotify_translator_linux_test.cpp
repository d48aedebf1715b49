// Records that the kernel gives in rare moments only: halves of renames in two reads, records that
// are missing, a walk that was faster than the queue.
#include "platform/watch/inotify_translator_linux.h"

#include <cstddef>
#include <cstring>
#include <sys/inotify.h>

#include <doctest/doctest.h>

#include "heard_events.h"

namespace lockstep {
namespace {

constexpr int kRootWatch = 1;
constexpr int kA = 2;
constexpr int kB = 3;
constexpr int kInA = 4;
constexpr std::uint32_t kFrom = IN_MOVED_FROM | IN_ISDIR;
constexpr std::uint32_t kTo = IN_MOVED_TO | IN_ISDIR;

struct World {
  WatchedFolders folders;
  InotifyTranslator translator{folders};

  World() {
    folders.place({}, {1, 1}, kRootWatch);
    folders.place(RelativePath("a"), {1, 20}, kA);
    folders.place(RelativePath("b"), {1, 30}, kB);
    folders.place(RelativePath("a/in"), {1, 40}, kInA);
  }

  // Gives the translator these records in one read; returns what is told, line by line.
  std::string take(const std::vector<InotifyRecord>& records) {
    std::vector<std::byte> bytes;
    for (const InotifyRecord& record : records) {
      inotify_event event{};
      event.wd = record.watch;
      event.mask = record.mask;
      event.cookie = record.cookie;
      event.len = record.name.empty() ? 0U : 16U;
      std::vector<std::byte> one(sizeof event + event.len);
      std::memcpy(one.data(), &event, sizeof event);
      std::memcpy(one.data() + sizeof event, record.name.data(), record.name.size());
      bytes.insert(bytes.end(), one.begin(), one.end());
    }
    translator.take(bytes);
    std::string text;
    for (const WatchEvent& event : translator.take_told()) text += in_words(event) + "\n";
    return text;
  }
  [[nodiscard]] std::string path_of(int watch) const {
    std::string text;
    for (const auto folder : folders.folders_of(watch)) {
      const auto path = folders.path_of(folder);
      text += (text.empty() ? "" : " ") + (path ? path->text() : "nowhere");
    }
    return text;
  }
};

TEST_CASE("a rename whose halves are in two reads is one rename") {
  World world;
  CHECK(world.take({{kRootWatch, kFrom, 7, "a"}}) == "entry a/\n");
  CHECK(world.path_of(kInA) == "a/in");
  CHECK(world.take({{kB, kTo, 7, "x"}}) == "renamed a -> b/x/\nentry a/\nentry b/x/\n");
  CHECK(world.take({{kA, IN_MOVE_SELF, 0, ""}}).empty());
  CHECK(world.path_of(kInA) == "b/x/in");
}

TEST_CASE("renames that come in between do not matter") {
  World world;
  world.take({{kRootWatch, kFrom, 7, "a"},
              {kB, IN_MOVED_FROM, 8, "f"},
              {kRootWatch, kTo, 7, "x"},
              {kB, IN_MOVED_TO, 8, "g"},
              {kA, IN_MOVE_SELF, 0, ""}});
  CHECK(world.path_of(kInA) == "x/in");
}

TEST_CASE("a folder that left and did not arrive is forgotten with all below") {
  World world;
  CHECK(world.take({{kRootWatch, kFrom, 7, "a"}, {kA, IN_MOVE_SELF, 0, ""}}) == "entry a/\n");
  CHECK(world.path_of(kInA).empty());
  CHECK(world.folders.watched() == 2);
}

TEST_CASE("an exchange whose halves are in two reads covers neither folder, and tells of both") {
  World world;
  world.take({{kRootWatch, kFrom, 7, "a"}, {kRootWatch, kTo, 7, "b"}, {kA, IN_MOVE_SELF, 0, ""}});
  const std::string told = world.take(
      {{kRootWatch, kFrom, 8, "b"}, {kRootWatch, kTo, 8, "a"}, {kB, IN_MOVE_SELF, 0, ""}});
  CHECK(told == "entry b/\ntree b/\ntree a/\n");
  CHECK(world.folders.watched() == 1);
}

TEST_CASE("a folder that was renamed over another one, which is gone, is renamed back later") {
  World world;
  world.take({{kRootWatch, kFrom, 7, "a"},
              {kRootWatch, kTo, 7, "b"},
              {kA, IN_MOVE_SELF, 0, ""},
              {kB, IN_DELETE_SELF, 0, ""},
              {kB, IN_IGNORED, 0, ""}});
  CHECK(world.path_of(kInA) == "b/in");
  CHECK(world.path_of(kB).empty());
  const std::string told = world.take(
      {{kRootWatch, kFrom, 8, "b"}, {kRootWatch, kTo, 8, "a"}, {kA, IN_MOVE_SELF, 0, ""}});
  CHECK(told == "entry b/\nrenamed b -> a/\nentry b/\nentry a/\n");
  CHECK(world.path_of(kInA) == "a/in");
}

TEST_CASE("a rename that the known folder does not confirm is told of as trees") {
  // The folder that was renamed is not the one that is known by its name.
  World world;
  world.take({{kRootWatch, kFrom, 7, "a"}, {kRootWatch, kTo, 7, "x"}});
  CHECK(world.take({{kB, IN_CREATE, 0, "f"}}) == "fresh b/f\ntree a/\ntree x/\n");
  CHECK(world.path_of(kInA).empty());
}

TEST_CASE("a walk that covered a renamed folder before the rename was read loses nothing") {
  World world;
  world.folders.place(RelativePath("b/x"), {1, 20}, kA);
  CHECK(world.path_of(kA).find("b/x") != std::string::npos);
  const std::string told =
      world.take({{kRootWatch, kFrom, 7, "a"}, {kB, kTo, 7, "x"}, {kA, IN_MOVE_SELF, 0, ""}});
  CHECK(told.find("tree b/x/\n") != std::string::npos);
  CHECK(world.path_of(kInA) == "b/x/in");
}

TEST_CASE("a folder that is seen at two places is told of at both, and its renames as trees") {
  World world;
  world.folders.place(RelativePath("b/bound"), {1, 20}, kA);
  world.folders.place(RelativePath("b/bound/in"), {1, 40}, kInA);
  const std::string both = world.take({{kInA, IN_CREATE, 0, "f"}});
  CHECK(both.find("fresh a/in/f\n") != std::string::npos);
  CHECK(both.find("fresh b/bound/in/f\n") != std::string::npos);
  const std::string told =
      world.take({{kA, kFrom, 7, "in"}, {kA, kTo, 7, "x"}, {kInA, IN_MOVE_SELF, 0, ""}});
  for (const char* line :
       {"entry a/in/\n", "entry b/bound/in/\n", "tree a/x/\n", "tree b/bound/x/\n"}) {
    CHECK_MESSAGE(told.find(line) != std::string::npos, line);
  }
  CHECK(world.path_of(kInA).empty());
}

TEST_CASE("a folder that came from one that is not covered is a tree") {
  World world;
  CHECK(world.take({{kRootWatch, kTo, 7, "x"}, {kInA, IN_MOVE_SELF, 0, ""}}) == "tree x/\n");
  CHECK(world.path_of(kInA).empty());
}

TEST_CASE("a map that is wrong about what lies below what is put right by a walk") {
  World world;
  CHECK(world.take({{kRootWatch, kFrom, 7, "a"}, {kInA, kTo, 7, "x"}}).find("tree a/in/x/\n") !=
        std::string::npos);
}

TEST_CASE("records of watches that nobody knows are left out") {
  World world;
  CHECK(world
            .take({{99, IN_CREATE, 0, "f"},
                   {99, IN_IGNORED, 0, ""},
                   {99, kTo, 7, "x"},
                   {99, IN_MOVE_SELF, 0, ""}})
            .empty());
  CHECK(world.folders.watched() == 4);
}

TEST_CASE("a repeated record is left out, but not one that follows another of the same name") {
  World world;
  CHECK(world.take({{kA, IN_MODIFY, 0, "f"},
                    {kA, IN_MODIFY, 0, "g"},
                    {kA, IN_MODIFY, 0, "f"},
                    {kA, IN_CLOSE_WRITE, 0, "f"},
                    {kA, IN_MODIFY, 0, "f"},
                    {kB, IN_MODIFY, 0, "f"}}) ==
        "writing a/f\nwriting a/g\nentry a/f\nwriting a/f\nwriting b/f\n");
  CHECK(world.take({{kA, IN_MODIFY, 0, "f"}}) == "writing a/f\n");
}

TEST_CASE("what was written before and after a rename is told of before and after it") {
  World world;
  CHECK(world.take({{kA, IN_MODIFY, 0, "f"},
                    {kRootWatch, kFrom, 7, "a"},
                    {kRootWatch, kTo, 7, "x"},
                    {kA, IN_MOVE_SELF, 0, ""},
                    {kA, IN_MODIFY, 0, "f"}}) ==
        "writing a/f\nentry a/\nrenamed a -> x/\nentry a/\nentry x/\nwriting x/f\n");
}

}  // namespace
}  // namespace lockstep
