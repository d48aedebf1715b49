#include "platform/watch/watched_folders.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace lockstep {
namespace {

constexpr auto kNone = WatchedFolders::kNone;
constexpr auto kRoot = WatchedFolders::kRoot;

RelativePath path(const std::string& text) { return RelativePath(text); }

// The same as a table of paths, where a rename changes each line.
struct Line {
  Identity identity;
  int watch = 0;
  bool kept = true;  // placed, seen or moved since the walk began
};
using Table = std::map<RelativePath, Line>;

std::vector<RelativePath> within(const Table& table, const RelativePath& top) {
  std::vector<RelativePath> paths;
  for (const auto& [one, line] : table) {
    if (one.is_within(top)) paths.push_back(one);
  }
  return paths;
}

RelativePath moved(const RelativePath& one, const RelativePath& from, const RelativePath& to) {
  if (one == from) return to;
  const std::string below = one.text().substr(from.is_root() ? 0 : from.text().size() + 1);
  return RelativePath(to.is_root() ? below : to.text() + "/" + below);
}

void compare(const WatchedFolders& folders, const Table& table) {
  const auto require = [](bool holds, const std::string& what) {
    if (!holds) throw std::runtime_error(what);
  };
  std::set<int> watches;
  for (const auto& [one, line] : table) {
    const auto folder = folders.find(one);
    require(folder != kNone, "'" + one.text() + "' is not found");
    require(folders.path_of(folder) == one, "'" + one.text() + "' has another path");
    require(folders.watch_of(folder) == line.watch, "'" + one.text() + "' has another watch");
    require(folders.identity_of(folder) == line.identity, "'" + one.text() + "' is another");
    const auto same = folders.folders_of(line.watch);
    require(std::ranges::count(same, folder) == 1, "'" + one.text() + "' is not at its watch");
    watches.insert(line.watch);
  }
  require(folders.watched() == table.size(), "another number of folders");
  require(folders.watches() == watches.size(), "another number of watches");
}

void try_history(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random() % limit); };
  WatchedFolders folders;
  Table table;
  std::set<int> alive;
  int next_watch = 1;
  const auto name = [&] { return std::string(1, static_cast<char>('a' + below(4))); };
  const auto place = [&](const RelativePath& one) {
    // Now and then a watch that another folder has: a bind mount.
    const int watch = !alive.empty() && below(8) == 0 ? *alive.begin() : next_watch++;
    const Identity identity{1, static_cast<std::uint64_t>(watch)};
    if (const auto known = table.find(one); known != table.end() && known->second.watch != watch) {
      for (const auto& gone : within(table, one)) table.erase(gone);
    }
    folders.place(one, identity, watch);
    table[one] = {identity, watch, true};
    alive.insert(watch);
  };
  place({});
  bool walking = false;
  for (int step = 0; step < 200; ++step) {
    auto any = table.begin();
    std::advance(any, static_cast<std::ptrdiff_t>(below(table.size())));
    const RelativePath one = any->first;
    switch (below(8)) {
      case 0:
      case 1:
      case 2:
        place(one.child(name()));
        break;
      case 3:
      case 4: {  // a rename
        auto parent = table.begin();
        std::advance(parent, static_cast<std::ptrdiff_t>(below(table.size())));
        const RelativePath to = parent->first.child(name());
        if (one.is_root()) break;
        const bool possible = !parent->first.is_within(one);
        if (possible && to == one) break;
        if (possible && one.is_within(to)) break;
        if (possible && folders.find(to) != kNone) {
          folders.forget(folders.find(to));
          for (const auto& gone : within(table, to)) table.erase(gone);
        }
        const bool done = folders.move(folders.find(one), folders.find(to.parent()), to.name());
        if (done != possible) throw std::runtime_error("a move below itself");
        if (!possible) break;
        Table after;
        for (auto& [old, line] : table) {
          const bool along = old.is_within(one);
          line.kept = line.kept || along;
          after.emplace(along ? moved(old, one, to) : old, line);
        }
        table = std::move(after);
        break;
      }
      case 5:
        if (one.is_root()) break;
        folders.forget(folders.find(one));
        for (const auto& gone : within(table, one)) table.erase(gone);
        break;
      case 6:
        folders.seen(folders.find(one));
        any->second.kept = true;
        break;
      default:
        if (!walking) {
          folders.begin_walk();
          for (auto& [old, line] : table) line.kept = false;
          folders.seen(kRoot);
          table[{}].kept = true;
        } else {
          folders.end_walk();
          std::erase_if(table, [](const auto& entry) { return !entry.second.kept; });
        }
        walking = !walking;
    }
    alive.clear();
    for (const auto& [old, line] : table) alive.insert(line.watch);
    for (const int watch : folders.take_unused()) {
      if (folders.is_used(watch) != alive.contains(watch)) {
        throw std::runtime_error("a watch is given back that is needed");
      }
    }
    compare(folders, table);
  }
}

TEST_CASE("the map follows any history of renames, removals and walks") {
  const char* const given = std::getenv("LOCKSTEP_TEST_SEED");
  const std::uint64_t first = given != nullptr ? std::stoull(given) : std::random_device{}();
  for (std::uint64_t seed = first; seed < first + (given != nullptr ? 1 : 300); ++seed) {
    CAPTURE(seed);  // LOCKSTEP_TEST_SEED repeats it
    REQUIRE_NOTHROW(try_history(seed));
  }
}

TEST_CASE("a renamed folder takes along all that is below it") {
  WatchedFolders folders;
  folders.place({}, {1, 1}, 1);
  folders.place(path("a/b"), {1, 2}, 2);
  folders.place(path("a/b/c/d"), {1, 3}, 3);
  REQUIRE(folders.move(folders.find(path("a")), kRoot, "z"));
  CHECK(folders.find(path("a")) == kNone);
  CHECK(folders.path_of(folders.folders_of(3).front()) == path("z/b/c/d"));
  CHECK(folders.watched() == 3);
}

TEST_CASE("another folder at a place takes the place of all that was below") {
  WatchedFolders folders;
  folders.place({}, {1, 1}, 1);
  folders.place(path("a"), {1, 2}, 2);
  folders.place(path("a/b"), {1, 3}, 3);
  folders.place(path("a"), {1, 4}, 4);
  CHECK(folders.find(path("a/b")) == kNone);
  CHECK(folders.watch_of(folders.find(path("a"))) == 4);
  auto unused = folders.take_unused();
  std::ranges::sort(unused);
  CHECK(unused == std::vector{2, 3});
  CHECK(folders.take_unused().empty());
}

TEST_CASE("a folder below one that is not watched keeps its path") {
  WatchedFolders folders;
  folders.place({}, {1, 1}, 1);
  folders.place(path("a/b"), {1, 2}, 2);
  CHECK(folders.watch_of(folders.find(path("a"))) == WatchedFolders::kNoWatch);
  folders.place(path("a"), {1, 3}, 3);
  CHECK(folders.path_of(folders.folders_of(2).front()) == path("a/b"));
}

TEST_CASE("a folder that is nowhere has no path, and can come back") {
  WatchedFolders folders;
  folders.place({}, {1, 1}, 1);
  folders.place(path("a/b"), {1, 2}, 2);
  const auto folder = folders.find(path("a"));
  REQUIRE(folders.move(folder, WatchedFolders::kNowhere, "a"));
  CHECK_FALSE(folders.path_of(folders.folders_of(2).front()));
  REQUIRE(folders.move(folder, kRoot, "c"));
  CHECK(folders.path_of(folders.folders_of(2).front()) == path("c/b"));
}

TEST_CASE("after a loss no folder is trusted until it was seen again") {
  WatchedFolders folders;
  folders.place({}, {1, 1}, 1);
  folders.place(path("a"), {1, 2}, 2);
  const auto folder = folders.find(path("a"));
  CHECK(folders.is_trusted(folder));
  folders.distrust();
  CHECK_FALSE(folders.is_trusted(folder));
  folders.place(path("a"), {1, 2}, 2);
  CHECK(folders.is_trusted(folder));
  CHECK_FALSE(folders.is_trusted(kRoot));
}

TEST_CASE("what is below a folder that was moved during a walk is kept at its end") {
  WatchedFolders folders;
  folders.place({}, {1, 1}, 1);
  folders.place(path("a/b"), {1, 2}, 2);
  folders.place(path("c"), {1, 3}, 3);
  folders.begin_walk();
  folders.seen(kRoot);
  REQUIRE(folders.move(folders.find(path("a")), kRoot, "z"));
  folders.end_walk();
  CHECK(folders.find(path("z/b")) != kNone);
  CHECK(folders.find(path("c")) == kNone);
}

}  // namespace
}  // namespace lockstep
