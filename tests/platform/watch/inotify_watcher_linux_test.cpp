#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "support/trees/directory_tools.h"
#include "watched_source_linux.h"

namespace lockstep {
namespace {

namespace fs = std::filesystem;
using Kind = WatchEvent::Kind;

std::optional<std::uint64_t> object_of_rename(const HeardEvents& heard) {
  for (const WatchEvent& event : heard.events()) {
    if (event.kind == Kind::renamed) return event.object;
  }
  return std::nullopt;
}

std::uint64_t number_of(const std::string& path) {
  struct stat status{};
  REQUIRE(stat(path.c_str(), &status) == 0);
  return status.st_ino;
}

// Counts the watches that the kernel has for this process.
int watches_of_kernel() {
  int count = 0;
  for (const auto& one : fs::directory_iterator("/proc/self/fdinfo")) {
    std::ifstream lines(one.path());
    for (std::string line; std::getline(lines, line);) count += line.starts_with("inotify ");
  }
  return count;
}

TEST_CASE("a file is told of when it is made, written, closed, changed and removed") {
  WatchedSource source;
  source.make("d");
  source.watch();
  source.write("d/f");
  CHECK(source.heard.hears({"fresh d/f", "writing d/f", "entry d/f"}));
  source.settle();
  fs::permissions(source / "d/f", fs::perms::owner_read);
  CHECK(source.heard.hears({"entry d/f"}));
  source.settle();
  source.remove("d/f");
  CHECK(source.heard.hears({"entry d/f"}));
  CHECK(source.watcher().state().watched == 2);
  CHECK(source.watcher().state().how == "inotify");
}

TEST_CASE("a file that stays open is told of as being written") {
  WatchedSource source;
  source.write("f");
  source.watch();
  std::ofstream file(source / "f", std::ios::app);
  file << "more" << std::flush;
  CHECK(source.heard.hears({"writing f"}));
  CHECK(source.heard.count("entry f") == 0);
  file.close();
  CHECK(source.heard.hears({"entry f"}));
}

TEST_CASE("a new hard link is told of under the new name alone") {
  WatchedSource source;
  source.write("f");
  source.watch();
  fs::create_hard_link(source / "f", source / "g");
  CHECK(source.heard.hears({"fresh g"}));
  source.settle();
  source.write("g", "other");
  CHECK(source.heard.hears({"entry g"}));
  CHECK(source.heard.count("entry f") == 0);
}

TEST_CASE("the root's own metadata are told of") {
  WatchedSource source;
  source.watch();
  fs::permissions(source.path(), fs::perms::owner_all);
  CHECK(source.heard.hears({"entry ./"}));
}

TEST_CASE("a new folder is told of as a tree, and what is in it once it is covered") {
  WatchedSource source;
  source.watch();
  source.make("a/b/c");
  source.write("a/b/c/f");
  REQUIRE(source.heard.hears({"tree a/"}));
  source.settle();
  source.cover("a");
  source.write("a/b/c/g");
  CHECK(source.heard.hears({"fresh a/b/c/g"}));
}

TEST_CASE("a folder that is filled while it is covered loses nothing") {
  WatchedSource source;
  source.watch();
  for (int round = 0; round < 20; ++round) {
    const std::string top = "t" + std::to_string(round);
    source.make(top + "/a/b/c");
    REQUIRE(source.heard.hears({"tree " + top + "/"}));
    // The walk covers each folder, and lists it then: each is found or told of.
    source.cover(top);
    source.make(top + "/a/b/c/d/e");
    CHECK(source.heard.hears({"tree " + top + "/a/b/c/d/"}));
  }
}

TEST_CASE("a renamed file is told of under both names, and as a rename") {
  WatchedSource source;
  source.make("d");
  source.write("f");
  source.watch();
  source.rename("f", "d/g");
  CHECK(source.heard.hears({"renamed f -> d/g", "entry f", "entry d/g"}));
}

TEST_CASE("a file that takes another's place is a rename") {
  WatchedSource source;
  source.write("f");
  source.write("g");
  source.watch();
  source.rename("f", "g");
  CHECK(source.heard.hears({"renamed f -> g", "entry f", "entry g"}));
}

TEST_CASE("a renamed folder is told of with its number, and what follows under its new path") {
  WatchedSource source;
  source.make("a/b/c");
  source.make("x");
  source.watch();
  source.rename("a/b", "x/y");
  CHECK(source.heard.hears({"renamed a/b -> x/y/", "entry a/b/", "entry x/y/"}));
  CHECK(object_of_rename(source.heard) == number_of(source / "x/y"));
  source.settle();
  source.write("x/y/c/f");
  CHECK(source.heard.hears({"fresh x/y/c/f"}));
  source.rename("x", "z");
  source.write("z/y/c/g");
  CHECK(source.heard.hears({"renamed x -> z/", "fresh z/y/c/g"}));
  CHECK(source.heard.count("tree z/") == 0);
  CHECK(source.watcher().state().watched == 5);
}

TEST_CASE("a folder that is renamed back soon after is a rename each time") {
  WatchedSource source;
  source.make("a");
  source.watch();
  source.rename("a", "b");
  source.settle();
  source.rename("b", "a");
  CHECK(source.heard.hears({"renamed b -> a/"}));
  source.settle();
  source.write("a/f");
  CHECK(source.heard.hears({"fresh a/f"}));
}

TEST_CASE("folders that exchange their names are told of as trees, and watched once covered") {
  WatchedSource source;
  source.make("a/in_a");
  source.make("b/in_b");
  source.watch();
  REQUIRE(renameat2(AT_FDCWD, (source / "a").c_str(), AT_FDCWD, (source / "b").c_str(),
                    RENAME_EXCHANGE) == 0);
  CHECK(source.heard.hears({"tree a/", "tree b/"}));
  source.cover("a");
  source.cover("b");
  source.settle();
  source.write("a/in_b/f");
  source.write("b/in_a/f");
  CHECK(source.heard.hears({"fresh a/in_b/f", "fresh b/in_a/f"}));
}

TEST_CASE("a folder that takes an empty folder's place keeps being watched") {
  WatchedSource source;
  source.make("a/c");
  source.make("b");
  source.watch();
  source.rename("a", "b");
  CHECK(source.heard.hears({"renamed a -> b/"}));
  source.settle();
  source.write("b/c/f");
  CHECK(source.heard.hears({"fresh b/c/f"}));
  CHECK(eventually([&] { return source.watcher().state().watched == 3; }));
}

TEST_CASE("a folder that leaves the source is watched no more, nor what is below it") {
  WatchedSource source;
  source.make("a/b/c");
  source.watch();
  fs::rename(source / "a", source.outside("a"));
  CHECK(source.heard.hears({"entry a/"}));
  CHECK(eventually([&] { return source.watcher().state().watched == 1; }));
  CHECK(eventually([] { return watches_of_kernel() == 1; }));
  source.settle();
  std::ofstream(source.outside("a/b/c/f")) << "text";
  source.settle();
  CHECK(source.watcher().state().watched == 1);
}

TEST_CASE("a folder that comes from elsewhere is a tree, and one that comes back, too") {
  WatchedSource source;
  source.make("a/b");
  source.watch();
  fs::rename(source / "a", source.outside("a"));
  REQUIRE(eventually([&] { return source.watcher().state().watched == 1; }));
  fs::rename(source.outside("a"), source / "n");
  CHECK(source.heard.hears({"tree n/"}));
  source.cover("n");
  source.settle();
  source.write("n/b/f");
  CHECK(source.heard.hears({"fresh n/b/f"}));
  std::ofstream(source.outside("f")) << "text";
  fs::rename(source.outside("f"), source / "f");
  CHECK(source.heard.hears({"fresh f"}));
}

TEST_CASE("a folder that was renamed before it was covered is told of as a tree") {
  WatchedSource source;
  source.watch();
  source.make("new folder");
  source.rename("new folder", "photos");
  CHECK(source.heard.hears({"tree new folder/", "tree photos/"}));
}

TEST_CASE("a folder that a walk covers under a name that it has lost is told of in its new place") {
  WatchedSource source;
  source.make("a/b");
  source.watch();
  auto root = source.open_at("a");
  const Entry entry = root->examine().value();
  source.rename("a", "c");
  REQUIRE(source.heard.hears({"renamed a -> c/"}));
  CHECK(source.watcher().cover(RelativePath("a"), entry.identity, *root) == Watcher::Covered::yes);
  source.write("c/f");
  CHECK(source.heard.hears({"fresh c/f"}));
  // Another folder gets the name: the one of before must not be taken for it.
  source.make("a");
  REQUIRE(source.heard.hears({"tree a/"}));
  source.cover("a");
  source.rename("a", "d");
  CHECK(source.heard.hears({"renamed a -> d/"}));
  source.settle();
  source.write("d/f");
  source.write("c/b/f");
  CHECK(source.heard.hears({"fresh d/f", "fresh c/b/f"}));
}

TEST_CASE("a walk that goes on in a folder which was renamed meanwhile covers what is there now") {
  WatchedSource source;
  source.make("a");
  source.watch();
  source.make("a/n");
  source.make("a/m");
  REQUIRE(source.heard.hears({"tree a/n/", "tree a/m/"}));
  const auto one = source.open_at("a/n");
  const auto other = source.open_at("a/m");
  source.rename("a", "z");
  REQUIRE(source.heard.hears({"renamed a -> z/"}));
  CHECK(source.watcher().cover(RelativePath("a/n"), one->examine()->identity, *one) ==
        Watcher::Covered::yes);
  source.write("z/n/f");
  CHECK(source.heard.hears({"fresh z/n/f"}));
  CHECK(source.heard.count("tree z/") == 0);
  // Once another folder has the old name, it can't be known which of them the walk is in.
  source.make("a");
  REQUIRE(source.heard.hears({"tree a/"}));
  CHECK(source.watcher().cover(RelativePath("a/m"), other->examine()->identity, *other) ==
        Watcher::Covered::yes);
  CHECK(source.heard.hears({"tree z/"}));
}

TEST_CASE("a removed folder and all below it are forgotten") {
  WatchedSource source;
  source.make("a/b/c");
  source.watch();
  REQUIRE(source.watcher().state().watched == 4);
  source.remove("a");
  CHECK(source.heard.hears({"entry a/b/c/", "entry a/b/", "entry a/"}));
  CHECK(eventually([&] { return source.watcher().state().watched == 1; }));
}

TEST_CASE("names of 255 bytes and paths of a thousand levels are told of") {
  WatchedSource source;
  const std::string longest(255, 'n');
  std::string deep;
  auto folder = source.open_at("");
  for (int level = 0; level < 1000; ++level) {
    make_directory_in(*folder, longest);
    folder = folder->open_directory(longest).value();
    deep += (level == 0 ? "" : "/") + longest;
  }
  source.watch();
  CHECK(source.watcher().state().watched == 1001);
  make_file(*folder, longest, "text");
  CHECK(source.heard.hears({"fresh " + deep + "/" + longest}));
}

TEST_CASE("files that are written in turns are told of once a read") {
  WatchedSource source;
  source.write("f");
  source.write("g");
  source.watch();
  source.settle();
  std::ofstream one(source / "f");
  std::ofstream other(source / "g");
  constexpr int kTimes = 20'000;
  for (int i = 0; i < kTimes; ++i) {
    one << "x" << std::flush;
    other << "x" << std::flush;
  }
  one.close();
  other.close();
  CHECK(source.heard.hears({"entry f", "entry g"}));
  // Two calls of the system a time would be told of once each.
  CHECK(source.heard.count("writing f") < kTimes / 10);
  CHECK(source.watcher().state().losses == 0);
}

}  // namespace
}  // namespace lockstep
