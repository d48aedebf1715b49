#include "core/decide/guard_question.h"

#include <doctest/doctest.h>

namespace lockstep {
namespace {

Entry file(std::uint64_t size, std::int64_t modified) {
  Entry entry;
  entry.kind = EntryKind::file;
  entry.size = size;
  entry.modified_seconds = modified;
  return entry;
}

Entry folder() {
  Entry entry;
  entry.kind = EntryKind::directory;
  return entry;
}

// Makes findings in "d", a folder below the roots.
struct Found {
  std::shared_ptr<Pair> roots = std::make_shared<Pair>();
  std::shared_ptr<Pair> below = roots->child("d");
  Findings findings;

  Removal& remove(const std::string& name, const Entry& replica) {
    findings.plan.removals.push_back({.folder = below, .name = name, .replica = replica});
    return findings.plan.removals.back();
  }
  void update(const std::string& name, std::int64_t source, std::int64_t replica) {
    findings.plan.updates.push_back({.folder = below,
                                     .name = name,
                                     .source = file(1, source),
                                     .replica = file(10, replica),
                                     .reason = "size"});
  }
};

TEST_CASE("leaves are counted, and the bytes of files: no folders, no temporaries of our own") {
  Found found;
  found.remove("a", file(5, 1));
  found.remove("link", [] {
    Entry link;
    link.kind = EntryKind::symlink;
    link.size = 7;
    return link;
  }());
  found.remove("full", folder());
  found.remove("empty", folder()).empty_folder = true;
  found.remove(".lockstep-0123456789abcdef", file(100, 1)).temporary = true;
  const Loss removals = counted_removals(found.findings.plan);
  CHECK(removals.entries == 3);
  CHECK(removals.bytes == 5);
}

TEST_CASE("an empty folder in which something has to stay is not counted") {
  Found found;
  const auto stays = found.below->child("empty");
  Removal& removal = found.remove("empty", folder());
  removal.empty_folder = true;
  removal.contents = stays;
  CHECK(counted_removals(found.findings.plan).entries == 1);
  stays->marks.retains = true;
  CHECK(counted_removals(found.findings.plan).entries == 0);
}

TEST_CASE("files that are newer in the replica are counted and shown first") {
  Found found;
  found.update("older", 5, 1);
  found.update("newer", 1, 5);
  found.findings.plan.creations.push_back(
      {.folder = found.below, .name = "kind", .source = folder(), .replaces = file(3, 9)});
  found.remove("gone", file(1, 1));
  found.remove("gone too", file(1, 1));
  const GuardQuestion question =
      guard_question(found.findings, {.newer_names = {.entries = 1, .bytes = 2}});
  CHECK(question.newer.entries == 3);
  CHECK(question.newer.bytes == 15);
  CHECK(question.examples == std::vector<std::string>{"d/newer", "d/kind", "d/gone"});
}

TEST_CASE("what lies in folders that were never looked into is foreign") {
  Found found;
  found.remove("gone", file(4, 1));
  found.update("newer", 1, 5);
  PairRecord record;
  CHECK(guard_question(found.findings, {.record = &record}).foreign.entries == 0);
  record.first_pass.unread_folders = {"c", "d"};
  const GuardQuestion question = guard_question(found.findings, {.record = &record});
  CHECK(question.foreign.entries == 2);
  CHECK(question.foreign.bytes == 14);
  record.first_pass.unread_folders = {"d/e"};
  CHECK(guard_question(found.findings, {.record = &record}).foreign.entries == 0);
}

TEST_CASE("a pass is a first one without a record, with one that waits, and into another folder") {
  PairRecord record;
  record.first_pass.accepted_replica = "ext4:r/2@2.0";
  CHECK(is_first_pass(nullptr, "ext4:r/2@2.0"));
  CHECK_FALSE(is_first_pass(&record, "ext4:r/2@2.0"));
  CHECK(is_first_pass(&record, "ext4:r/3@3.0"));
  CHECK_FALSE(is_first_pass(&record, "ext4:r/"));  // it can't be told
  record.first_pass.pending = true;
  CHECK(is_first_pass(&record, "ext4:r/2@2.0"));
}

}  // namespace
}  // namespace lockstep
