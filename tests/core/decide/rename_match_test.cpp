// Tests which entries of a plan pair as renames, decided without a disk.
#include "core/decide/rename_match.h"

#include <doctest/doctest.h>

namespace lockstep {
namespace {

Entry folder_entry(std::uint64_t volume = 0) {
  Entry entry;
  entry.kind = EntryKind::directory;
  entry.identity = {volume, 1};
  return entry;
}
Entry file_entry(std::uint64_t volume = 0) {
  Entry entry;
  entry.kind = EntryKind::file;
  entry.identity = {volume, 2};
  entry.size = 5;
  entry.modified_seconds = 7;
  return entry;
}

// A plan in which the folder "old" with the file "f" is gone, and "new" with "f" has come.
struct PlannedMove {
  static constexpr std::uint64_t kVolume = 3;
  std::shared_ptr<Pair> root = std::make_shared<Pair>();
  std::shared_ptr<Pair> fresh = root->child("new");
  std::shared_ptr<Pair> old = root->child("old");
  Plan plan;

  PlannedMove() {
    root->replica_entry = folder_entry(kVolume);
    old->replica_entry = folder_entry(kVolume);
    plan.creations.push_back({.folder = root,
                              .name = "new",
                              .source = folder_entry(),
                              .contents = fresh,
                              .expanded = true});
    plan.creations.push_back({.folder = fresh, .name = "f", .source = file_entry()});
    plan.removals.push_back(
        {.folder = root, .name = "old", .replica = folder_entry(kVolume), .contents = old});
    plan.removals.push_back({.folder = old, .name = "f", .replica = file_entry(kVolume)});
  }
  [[nodiscard]] std::string found() const {
    const RenameCandidates candidates = find_renames(plan);
    return std::to_string(candidates.folders.size()) + " folders, " +
           std::to_string(candidates.files.size()) + " files";
  }
};

const char* const kFolder = "1 folders, 0 files";
const char* const kFile = "0 folders, 1 files";
const char* const kNothing = "0 folders, 0 files";

TEST_CASE_FIXTURE(PlannedMove, "a folder moves with what is in it") {
  CHECK(found() == kFolder);
  const RenameCandidates candidates = find_renames(plan);
  CHECK(candidates.folders.front().below.size() == 1);
  CHECK(files_of(candidates.folders.front(), plan).size() == 1);
}

TEST_CASE_FIXTURE(PlannedMove, "a folder does not move with a file that waits for removals") {
  plan.creations[1].after_removals = true;
  CHECK(found() == kNothing);
}

TEST_CASE_FIXTURE(PlannedMove, "nor with a name that joins another file") {
  plan.creations[1].link_to = LinkTarget{root, "other"};
  CHECK(found() == kNothing);
}

TEST_CASE_FIXTURE(PlannedMove, "a folder that takes a file's place is made there") {
  plan.creations[0].replaces = file_entry(kVolume);
  CHECK(found() == kFile);
}

TEST_CASE_FIXTURE(PlannedMove, "a folder that was not looked into is made, not moved") {
  plan.creations[0].expanded = false;
  CHECK(found() == kFile);
}

TEST_CASE_FIXTURE(PlannedMove, "a folder that is to stay does not move, nor one around it") {
  SUBCASE("something in it stays") { old->marks.retains = true; }
  SUBCASE("it goes for a reason of its own") { plan.removals[0].excluded = true; }
  CHECK(found() == kFile);
}

TEST_CASE_FIXTURE(PlannedMove, "a folder does not move with a file that must not be moved") {
  SUBCASE("it has other names") { plan.removals[1].replica.link_count = 2; }
  SUBCASE("it goes for a reason of its own") { plan.removals[1].excluded = true; }
  SUBCASE("it is a temporary of ours") { plan.removals[1].temporary = true; }
  CHECK(found() == kNothing);
}

TEST_CASE_FIXTURE(PlannedMove, "nor with one further down, though it is empty") {
  const auto fresh_below = fresh->child("sub");
  const auto old_below = old->child("sub");
  old_below->replica_entry = folder_entry(kVolume);
  plan.creations.push_back({.folder = fresh,
                            .name = "sub",
                            .source = folder_entry(),
                            .contents = fresh_below,
                            .expanded = true});
  plan.creations.push_back({.folder = fresh_below, .name = "e", .source = file_entry()});
  plan.removals.push_back(
      {.folder = old, .name = "sub", .replica = folder_entry(kVolume), .contents = old_below});
  plan.removals.push_back({.folder = old_below, .name = "e", .replica = file_entry(kVolume)});
  plan.creations.back().source.size = plan.removals.back().replica.size = 0;
  CHECK(found() == kFolder);
  plan.removals.back().replica.link_count = 2;
  CHECK(found() == kFile);
}

TEST_CASE_FIXTURE(PlannedMove, "what differs in one thing is no rename") {
  Entry& source = plan.creations[1].source;
  SUBCASE("size") { ++source.size; }
  SUBCASE("seconds") { ++source.modified_seconds; }
  SUBCASE("nanoseconds") { ++source.modified_nanoseconds; }
  SUBCASE("kind") { source.kind = EntryKind::symlink; }
  CHECK(found() == kNothing);
}

TEST_CASE_FIXTURE(PlannedMove, "of other names in the folder the file alone is moved") {
  plan.creations[1].name = "g";
  CHECK(found() == kFile);
}

TEST_CASE_FIXTURE(PlannedMove, "nothing moves to another volume than it lies on itself") {
  // A subvolume has a number of its own, and so has a file that another one is mounted over.
  SUBCASE("the folder") { plan.removals[0].replica.identity.volume = kVolume + 1; }
  SUBCASE("the file") {
    plan.removals[1].replica.identity.volume = kVolume + 1;
    plan.removals.erase(plan.removals.begin());
  }
  CHECK(find_renames(plan).folders.empty());
  for (const RenameMatch& match : find_renames(plan).files)
    CHECK(plan.removals[match.removal].replica.identity.volume == kVolume);
}

TEST_CASE_FIXTURE(PlannedMove, "empty files are made anew") {
  plan.creations[1].source.size = plan.removals[1].replica.size = 0;
  CHECK(found() == kNothing);
}

TEST_CASE_FIXTURE(PlannedMove, "with two candidates on either side there is none") {
  SUBCASE("two have come") { plan.creations.push_back(plan.creations[1]); }
  SUBCASE("two are gone") {
    plan.removals.push_back(plan.removals[1]);
    plan.removals.back().folder = root;
    plan.removals.erase(plan.removals.begin());
  }
  CHECK(found() == kNothing);
}

}  // namespace
}  // namespace lockstep
