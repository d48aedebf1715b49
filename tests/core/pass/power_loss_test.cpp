// Tests losses of power: data that was not flushed may be there, or not, or in part (scenario 35).
#include "core/faulted_pass.h"

namespace lockstep {
namespace {

// Checks that no file of the replica has the source's size and mtime and another content; no pass
// would look at it again.
void check_nothing_vouches_for_lost_content(Directory& source, Directory& replica) {
  const auto paths = paths_in(source);
  const std::set<std::string> names(paths.begin(), paths.end());
  for (const auto& path : paths_in(replica)) {
    const Entry left = examine(replica, path);
    if (left.kind != EntryKind::file || !names.contains(path)) continue;
    const Entry wanted = examine(source, path);
    if (wanted.kind != EntryKind::file || wanted.size != left.size ||
        wanted.modified() != left.modified())
      continue;
    const bool is_equal = read_file(source, path) == read_file(replica, path);
    CHECK_MESSAGE(is_equal, path << " has the source's size and mtime, and not its content");
  }
}

// Checks the replica after the power came back: data for which size and mtime vouch is there, and a
// pass makes the rest equal.
void check_after_crash(FaultedPass& faulted, const std::optional<PairRecord>& record,
                       std::uint64_t seed) {
  CAPTURE(seed);
  Mirror& mirror = faulted.mirror;
  const auto crashed = mirror.replica.crash(seed);
  check_nothing_vouches_for_lost_content(*mirror.source.open(), *crashed->open());
  const auto kept = mirror.record;
  mirror.record = record;
  // The volume is the same one, as far as the record tells.
  const std::string identity = mirror.replica.open()->volume()->identity;
  crashed->change_volume([&](Volume& volume) { volume.identity = identity; });
  mirror.pass(*mirror.source.open(), *crashed->open());
  CHECK(Recorder::joined(mirror.told.problems) == "");
  CHECK(difference(describe(*mirror.source.open()), describe(*crashed->open())) == "");
  mirror.record = kept;
}

void crash_before_changes(std::size_t threads, const MemoryOptions& options, bool remote) {
  for (std::size_t n = 1; n < 2'000; ++n) {
    CAPTURE(n);
    FaultedPass faulted(threads, options);
    if (remote) faulted.mirror.replica.change_volume([](Volume& volume) { volume.remote = true; });
    FaultyTree replica(faulted.mirror.replica.open());
    replica.kill_at_change(n);
    const auto record = faulted.mirror.record;
    faulted.run(*faulted.mirror.source.open(), *replica.open(), true);
    if (!replica.killed()) {
      CHECK(n > 50);
      break;
    }
    check_after_crash(faulted, record, MemoryTree::kLoseAll);
    check_after_crash(faulted, record, MemoryTree::kLoseData);
    for (std::uint64_t seed = 2; seed < 6; ++seed)
      check_after_crash(faulted, record, n * 100 + seed);
  }
}

TEST_CASE("power lost at any moment of a pass leaves nothing that vouches for lost content") {
  crash_before_changes(1, {}, false);
}
TEST_CASE("power lost with several threads at work leaves nothing that vouches for lost content") {
  MemoryOptions options;
  options.can.unnamed_files = false;
  crash_before_changes(4, options, false);
}
TEST_CASE("on a remote volume, where flushing the volume does nothing, power may be lost too") {
  MemoryOptions options;
  options.lies_about_flushes = true;
  crash_before_changes(1, options, true);
}

TEST_CASE("where files are flushed in groups, power may be lost too") {
  MemoryOptions options;
  options.refuses_volume_flushes = options.flushes_in_groups = true;
  options.can.unnamed_files = false;
  crash_before_changes(1, options, false);
}

TEST_CASE("after a complete pass power may be lost: all of it is on the disk") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    FaultedPass faulted;
    faulted.mirror.pass();
    check_after_crash(faulted, faulted.mirror.record, seed);
    const auto crashed = faulted.mirror.replica.crash(seed);
    CHECK(difference(describe(*faulted.mirror.replica.open()), describe(*crashed->open())) == "");
  }
}

TEST_CASE("a pass that only repaired metadata flushed it: the record vouches for it") {
  Mirror mirror;
  build(*mirror.source.open(), "a/b:text{user.color=red}");
  mirror.pass();
  set_attribute(*mirror.source.open(), "a/b", "user.color", "blue");
  mirror.pass();
  const auto crashed = mirror.replica.crash(MemoryTree::kLoseAll);
  CHECK(difference(describe(*mirror.source.open()), describe(*crashed->open())) == "");
}

TEST_CASE("an mtime is not repaired before the content that was found equal is on the disk") {
  for (std::size_t n = 1; n < 8; ++n) {
    CAPTURE(n);
    Mirror mirror;
    build(*mirror.source.open(), "a:text{@1600000000.5} n/b:text{@1600000000.5}");
    mirror.pass();
    mirror.record.reset();
    // Somebody copied the files over by hand just now.
    for (const char* const content : {"TEXT", "text"}) {
      mirror.replica.overwrite("a", content);
      mirror.replica.overwrite("n/b", content);
      if (*content == 'T') mirror.replica.settle();
    }
    FaultyTree replica(mirror.replica.open());
    replica.kill_at_change(n);
    mirror.pass(*mirror.source.open(), *replica.open());
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
      const auto crashed = mirror.replica.crash(seed);
      check_nothing_vouches_for_lost_content(*mirror.source.open(), *crashed->open());
    }
  }
}

}  // namespace
}  // namespace lockstep
