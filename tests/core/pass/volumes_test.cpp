// Tests volumes that can't hold everything: what they can hold becomes equal, and the second pass
// is idle.
#include "core/pass_fixture.h"
#include "support/trees/random_tree.h"

namespace lockstep {
namespace {

constexpr std::uint64_t kSeeds = 40;

// Takes away setuid and setgid bits, which are left out on purpose for another owner than the
// source's.
void take_set_id_bits(MemoryTree& tree) {
  const auto root = tree.open();
  for (const std::string& path : paths_in(*root)) {
    const Entry entry = examine(*root, path);
    if ((entry.mode & 06000) != 0)
      set_mode(*root, path, static_cast<std::uint16_t>(entry.mode & ~06000));
  }
}

void edit(MemoryTree& tree, std::uint64_t seed, std::size_t times) {
  EditLimits limits;
  limits.telling_times = true;  // volumes keep whole seconds, or every other
  build_random(*tree.open(), overwriting(tree), seed, times, limits);
}

void check(const MemoryOptions& options, View view) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    CAPTURE(seed);
    Mirror mirror(seed % 2 == 0 ? 4 : 1, options);
    mirror.let_everything_through();
    for (std::uint64_t round = 0; round < 2; ++round) {
      CAPTURE(round);
      edit(mirror.source, 1000 * round + seed, round == 0 ? 40 : 8);
      if (!view.owners) take_set_id_bits(mirror.source);
      mirror.pass();
      REQUIRE(Recorder::joined(mirror.told.problems) == "");
      view.can = options.can;
      REQUIRE(mirror.difference(view) == "");
      mirror.check_idle();
    }
  }
}

MemoryOptions in_steps_of(Granularity step) {
  MemoryOptions options;
  options.can.granularity = step;
  return options;
}

TEST_CASE("a volume that keeps whole seconds is idle at the second pass") {
  check(in_steps_of(1'000'000'000), {});
}
TEST_CASE("a volume that keeps every other second is idle at the second pass") {
  check(in_steps_of(2'000'000'000), {});
}
TEST_CASE("a volume that keeps steps of 100 ns is idle at the second pass") {
  check(in_steps_of(100), {});
}

TEST_CASE("a volume whose time ends in 2038 is idle at the second pass") {
  MemoryOptions options;
  options.can.latest_seconds = 2'147'483'647;
  options.can.earliest_seconds = -2'147'483'648;
  check(options, {});
}

TEST_CASE("a volume without owners, whether it refuses or drops them, is idle at the second pass") {
  MemoryOptions options;
  options.can.owners = false;
  View view;
  view.owners = false;
  SUBCASE("it refuses them") {}
  SUBCASE("it drops them") { options.ignores_owners = true; }
  check(options, view);
}

TEST_CASE("a volume without permission bits is idle at the second pass") {
  MemoryOptions options;
  options.can.modes = false;
  // It makes no unnamed files, like every file system of Linux or Windows that keeps no modes. (If
  // one had, the second pass would set the modes, and learn that they don't last.)
  options.can.unnamed_files = false;
  View view;
  view.modes = false;
  check(options, view);
}

TEST_CASE("a volume without hard links gets a file for each name, and is idle at the second pass") {
  MemoryOptions options;
  options.can.hard_links = false;
  View view;
  view.hard_links = false;
  check(options, view);
}

TEST_CASE("a volume without extended attributes is idle at the second pass") {
  MemoryOptions options;
  options.can.attributes = false;
  View view;
  view.attributes = false;
  check(options, view);
}

TEST_CASE("a volume that keeps open folders where they are is as good as any") {
  MemoryOptions options;
  options.keeps_open_folders = true;
  check(options, {});
}

TEST_CASE("what only the replica has goes in one pass, though folders in use can't be removed") {
  MemoryOptions options;
  options.keeps_open_folders = true;
  Mirror mirror(1, options);
  mirror.let_everything_through();
  build(*mirror.replica.open(), "a/b/c/d/file:1 a/b/other/");
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(mirror.difference() == "");
}

TEST_CASE("a folder is renamed with all that is in it, though none above open ones can be") {
  MemoryOptions options;
  options.keeps_open_folders = true;
  Mirror mirror(1, options);
  mirror.let_everything_through();
  build(*mirror.source.open(), "a/b/c/d/file:1 a/b/other:2");
  mirror.pass();
  move(*mirror.source.open(), "a", "z");
  CHECK(mirror.pass().summary.renamed == 1);
  CHECK(mirror.told.text() == "rename_folder z <- a\nupdate_metadata  (mtime)\n");
  CHECK(mirror.difference() == "");
}

TEST_CASE("a volume without unnamed files, holes and copies by the system serves as well") {
  MemoryOptions options;
  options.can.unnamed_files = false;
  options.tells_holes = false;
  options.copies_ranges = false;
  check(options, {});
}

TEST_CASE("room for a large file is found before anything is written") {
  const std::string large(1024 * 1024, 'x');
  Mirror mirror;
  build(*mirror.source.open(), "small:1");
  mirror.source.overwrite("large", large);
  SUBCASE("where there is none the copy fails at once") {
    mirror.replica.change_options([](MemoryOptions& options) { options.capacity_bytes = 500'000; });
    mirror.pass();
    CHECK(Recorder::joined(mirror.told.problems).find("find room for") != std::string::npos);
    CHECK(mirror.replica.count(Operation::copy_range) == 0);
    CHECK(draw(*mirror.replica.open()) == "small:1");
  }
  SUBCASE("where a volume can't tell it is written all the same") {
    FaultyTree replica(mirror.replica.open());
    replica.fail_when([](const Call& call) { return call.operation == Operation::reserve; },
                      ErrorKind::not_supported);
    mirror.pass(*mirror.source.open(), *replica.open());
    CHECK(replica.faults() == 1);
    CHECK(mirror.difference() == "");
  }
  SUBCASE("not where it doesn't pay") {
    mirror.replica.change_volume([](Volume& volume) { volume.reserving_pays = false; });
    mirror.pass();
    CHECK(mirror.replica.count(Operation::reserve) == 0);
    CHECK(mirror.difference() == "");
  }
}

TEST_CASE("a remote volume is flushed file by file, and is idle at the second pass") {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    CAPTURE(seed);
    Mirror mirror;
    mirror.replica.change_volume([](Volume& volume) { volume.remote = true; });
    edit(mirror.source, seed, 40);
    mirror.pass();
    CHECK(mirror.difference() == "");
    CHECK(mirror.replica.count(Operation::flush_file) == mirror.replica.count(Operation::publish));
    mirror.check_idle();
  }
}

TEST_CASE(
    "where the volume can't be flushed each file is, and a folder for the journal at the end") {
  MemoryOptions options;
  options.refuses_volume_flushes = true;
  Mirror mirror(1, options);
  build(*mirror.source.open(), "a:1 b:2 d/e:3");
  mirror.pass();
  CHECK(mirror.difference() == "");
  CHECK(mirror.replica.count(Operation::flush_file) == 3);
  CHECK(mirror.replica.count(Operation::flush_directory) == 1);
  mirror.check_idle();
}

TEST_CASE("files that are handed to their disk are flushed by one flush for all of a batch") {
  MemoryOptions options;
  options.refuses_volume_flushes = options.flushes_in_groups = true;
  Mirror mirror(1, options);
  build(*mirror.source.open(), "a:1 b:2 c:3 d/e:4 d/f:5");
  mirror.pass();
  CHECK(mirror.difference() == "");
  CHECK(mirror.replica.count(Operation::write_to_device) == 4);
  CHECK(mirror.replica.count(Operation::flush_file) == 1);
  CHECK(mirror.replica.count(Operation::flush_directory) == 1);
  mirror.check_idle();
}

TEST_CASE("without privilege owners are left out, and setuid where the owner differs") {
  Mirror mirror;
  mirror.change_owners = false;
  build(*mirror.source.open(), "a:x{04755,1000:1000} b:y{04755,0:0}");
  mirror.pass();
  CHECK(draw(*mirror.replica.open(), [] {
          View view = shape();
          view.modes = true;
          return view;
        }()) == "a:x{0755} b:y{04755}");
  mirror.check_idle();
}

constexpr const char* kWithSecurity =
    "a:x{windows.security.dacl=list,windows.security.owner=someone}";

TEST_CASE("owners that are attributes are mirrored with privilege, and left out with --no-owner") {
  Mirror mirror;
  build(*mirror.source.open(), kWithSecurity);
  mirror.pass();
  CHECK(mirror.difference() == "");
  CHECK(mirror.told.notices.empty());
  mirror.check_idle();
  mirror.policy.metadata.owners = false;
  mirror.policy.metadata.access_control_lists = false;
  build(*mirror.source.open(), "b:y{windows.security.dacl=list,windows.security.owner=someone}");
  mirror.pass();
  CHECK(mirror.told.notices.empty());
  CHECK(mirror.replica.open()->read_child_attributes("a")->size() == 2);
  CHECK(mirror.replica.open()->read_child_attributes("b")->empty());
}

TEST_CASE("without privilege owners that are attributes are left out with one notice") {
  Mirror mirror;
  mirror.change_owners = false;
  build(*mirror.source.open(), kWithSecurity);
  mirror.pass();
  CHECK(mirror.told.notices.size() == 1);
  const auto attributes = mirror.replica.open()->read_child_attributes("a");
  REQUIRE(attributes->size() == 1);
  CHECK(attributes->front().name == kAccessListAttribute);
  mirror.check_idle();
}

TEST_CASE("a volume that keeps no owners as attributes says so once, and is idle") {
  MemoryOptions options;
  options.can.owners = false;
  options.ignores_owners = true;
  Mirror mirror(1, options);
  build(*mirror.source.open(), kWithSecurity);
  mirror.pass();
  CHECK(mirror.told.notices.size() == 1);
  CHECK(mirror.told.problems.empty());
  CHECK(mirror.replica.open()->read_child_attributes("a")->size() == 1);
  mirror.check_idle();
}

TEST_CASE("without privilege devices are left out with one notice, in the plan too") {
  Mirror mirror;
  mirror.create_devices = false;
  build(*mirror.source.open(), "a|char:259 b|block:260 c|fifo d/ d/e|char:1");
  const auto planned = text_of(mirror.plan());
  mirror.pass();
  CHECK(difference(planned, mirror.told.text()) == "");
  CHECK(draw(*mirror.replica.open()) == "c|fifo d/");
  CHECK(mirror.told.notices.size() == 1);
  CHECK(mirror.told.problems.empty());
}

}  // namespace
}  // namespace lockstep
