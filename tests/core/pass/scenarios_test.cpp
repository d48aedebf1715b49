// Tests scenarios of one pass after another (3 to 10, 14, 20, 21, 30 to 32, 47a, 49, 56).
#include "core/pass_fixture.h"

namespace lockstep {
namespace {

// Makes a source and a replica that are equal, and a pass after `change`; returns what it did,
// sorted.
std::string after(Mirror& mirror, const std::string& tree,
                  const std::function<void(Mirror&)>& change) {
  build(*mirror.source.open(), tree);
  mirror.pass();
  mirror.clock.advance(std::chrono::seconds(10));
  change(mirror);
  mirror.replica.forget_calls();
  mirror.pass();
  // A change in the root gives it a new mtime, on one side or the other.
  std::erase(mirror.told.done, "update_metadata  (mtime)");
  const std::string done = mirror.told.text();
  CHECK(Recorder::joined(mirror.told.problems) == "");
  CHECK(mirror.difference() == "");
  mirror.check_idle();
  return done;
}

TEST_CASE("a file deleted or edited in the replica is restored alone") {
  Mirror mirror;
  CHECK(after(mirror, "a:1 b:2 c:3", [](Mirror& m) { remove_all(*m.replica.open(), "b"); }) ==
        "create_file b (new)\n");
  Mirror edited;
  CHECK(after(edited, "a:1 b:2 c:3", [](Mirror& m) { m.replica.overwrite("c", "x"); }) ==
        "update_file c (content)\n");
}

TEST_CASE("an edit of the replica that kept size and mtime is found by --checksum") {
  Mirror mirror;
  mirror.policy.comparison = Comparison::content;
  CHECK(after(mirror, "a:1{@1600000000.5}", [](Mirror& m) {
          m.replica.overwrite("a", "x");
          set_modified(*m.replica.open(), "a", {1'600'000'000, 500'000'000});
        }) == "update_file a (content)\n");
}

TEST_CASE(
    "an edit of the source that kept size and mtime is found once a complete pass is on record") {
  Mirror mirror;
  CHECK(after(mirror, "a:1{@1600000000.5} b:2", [](Mirror& m) {
          m.source.overwrite("a", "x");
          set_modified(*m.source.open(), "a", {1'600'000'000, 500'000'000});
        }) == "update_file a (content)\n");
}

TEST_CASE("extra files, trees, dangling links and dotfiles are removed") {
  Mirror mirror;
  CHECK(after(mirror, "a:1",
              [](Mirror& m) { build(*m.replica.open(), ".x:1 d/e/f:1 l->nowhere d/m->../.."); }) ==
        "remove_file .x (not in the source)\nremove_file d/e/f (not in the source)\nremove_folder "
        "d (not in the source)\n"
        "remove_folder d/e (not in the source)\nremove_link d/m (not in the source)\n"
        "remove_link l (not in the source)\n");
}

TEST_CASE("a link that is retargeted to a name of the same length is followed") {
  Mirror mirror;
  CHECK(after(mirror, "l->aaa", [](Mirror& m) {
          remove_all(*m.source.open(), "l");
          build(*m.source.open(), "l->bbb");
        }) == "update_link l (content)\n");
}

TEST_CASE("files become empty and full again, and a file of zeros is written") {
  Mirror mirror;
  after(mirror, "a: b:text z:x", [](Mirror& m) {
    m.source.overwrite("a", "now");
    m.source.overwrite("b", "");
    m.source.overwrite("z", std::string(8192, '\0'));
  });
  CHECK(read_file(*mirror.replica.open(), "z") == std::string(8192, '\0'));
}

TEST_CASE("a file of the same size moved over another within a second is noticed") {
  Mirror mirror;
  CHECK(after(mirror, "a:one{@1600000000.5} b:two{@1600000000.6}", [](Mirror& m) {
          move(*m.source.open(), "b", "a", Overwrite::allowed);
        }) == "remove_file b (not in the source)\nupdate_file a (content)\n");
}

TEST_CASE("a touch alone repairs the mtime in place and copies nothing") {
  Mirror mirror;
  CHECK(after(mirror, "a:1", [](Mirror& m) {
          set_modified(*m.source.open(), "a", {1'600'000'000, 1});
        }) == "update_metadata a (mtime)\n");
  CHECK(mirror.replica.count(Operation::write) == 0);
}

TEST_CASE("folder times are right after their children changed") {
  Mirror mirror;
  after(mirror, "d/{@1600000000.5} d/e/f:1", [](Mirror& m) {
    build(*m.source.open(), "d/new:1");
    set_modified(*m.source.open(), "d", {1'600'000'000, 500'000'000});
  });
  CHECK(examine(*mirror.replica.open(), "d").modified() == Timestamp{1'600'000'000, 500'000'000});
}

TEST_CASE(
    "a source that is written all the time is given up after some tries, and the old version "
    "stays") {
  Mirror mirror;
  build(*mirror.source.open(), "a:old b:1");
  mirror.pass();
  mirror.source.overwrite("a", "0");
  mirror.source.overwrite("b", "2");
  FaultyTree source(mirror.source.open());
  int version = 0;
  source.before_each([&](const Call& call) {
    if (call.operation == Operation::read && call.path == "a")
      mirror.source.overwrite("a", std::to_string(++version));
  });
  CHECK(mirror.pass(*source.open(), *mirror.replica.open()).summary.problem_count == 1);
  CHECK(version < 20);
  CHECK(draw(*mirror.replica.open()) == "a:old b:2");
}

TEST_CASE(
    "a full replica keeps the old version, and what the removals make room for is tried once "
    "more") {
  Mirror mirror;
  build(*mirror.source.open(), "a#8192.1 gone#40960.2");
  mirror.pass();
  remove_all(*mirror.source.open(), "gone");
  mirror.source.overwrite("a", std::string(20'480, 'a'));
  build(*mirror.source.open(), "d/new#12288.3");
  mirror.replica.change_options([&](MemoryOptions& options) { options.capacity_bytes = 50'000; });
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(mirror.difference() == "");

  mirror.source.overwrite("a", std::string(60'000, 'b'));
  CHECK(mirror.pass().summary.result == PassResult::problems);
  CHECK(read_file(*mirror.replica.open(), "a") == std::string(20'480, 'a'));
  CHECK(paths_in(*mirror.replica.open()).size() == 3);
  mirror.replica.change_options([&](MemoryOptions& options) { options.capacity_bytes = 500'000; });
  mirror.pass();
  CHECK(mirror.difference() == "");
}

TEST_CASE("folders that find no inode before the removals come after them, with all below") {
  for (const std::size_t threads : {1U, 4U}) {
    Mirror mirror(threads);
    mirror.let_everything_through();
    const auto source = mirror.source.open();
    build(*source, "moved:first{@5.5,0644} g/1:1 g/2:2 g/3:3 g/4:4 g/5:5 g/6:6 g/7:7 g/8:8");
    mirror.pass();
    // The plan expands every new folder because something may have been renamed.
    build(*source,
          "new/one/two/f:deep new/one/g:text new/h=new/one/g new/l->h late/{0711} late/x:y");
    move(*source, "moved", "new/one/moved");
    set_mode(*source, "new/one/moved", 0600);
    remove_all(*source, "g");
    const std::uint64_t used = mirror.replica.used_inodes();
    mirror.replica.change_options(
        [used](MemoryOptions& options) { options.capacity_inodes = used; });
    CHECK(mirror.pass().summary.result == PassResult::ok);
    CHECK(Recorder::joined(mirror.told.problems) == "");
    CHECK(mirror.difference() == "");
    CHECK(mirror.told.text().find("rename_file new/one/moved <- moved") != std::string::npos);
    mirror.check_idle();
  }
}

TEST_CASE("a folder that such a rename leaves is removed after it") {
  Mirror mirror;
  mirror.let_everything_through();
  const auto source = mirror.source.open();
  build(*source, "old/deep/moved:first{@5.5} old/deep/x:1 g/1:1 g/2:2 g/3:3 g/4:4 g/5:5");
  mirror.pass();
  build(*source, "new/one/f:deep");
  move(*source, "old/deep/moved", "new/one/moved");
  remove_all(*source, "old");
  remove_all(*source, "g");
  const std::uint64_t used = mirror.replica.used_inodes();
  mirror.replica.change_options(
      [used](MemoryOptions& options) { options.capacity_inodes = used; });
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(Recorder::joined(mirror.told.problems) == "");
  CHECK(mirror.told.text().find("rename_file new/one/moved <- old/deep/moved") !=
        std::string::npos);
  CHECK(mirror.difference() == "");
  mirror.check_idle();
}

TEST_CASE("folders for which the removals make no room either are told, those that fit are made") {
  Mirror mirror;
  mirror.let_everything_through();
  const auto source = mirror.source.open();
  build(*source, "moved:first{@5.5} g/1:1");
  mirror.pass();
  build(*source, "new/one/two/f:deep new/one/g:text");
  move(*source, "moved", "new/one/two/moved");
  remove_all(*source, "g");
  const std::uint64_t used = mirror.replica.used_inodes();
  mirror.replica.change_options(
      [used](MemoryOptions& options) { options.capacity_inodes = used; });
  CHECK(mirror.pass().summary.result == PassResult::problems);
  CHECK(draw(*mirror.replica.open()) == "moved:first new/ new/one/");
  mirror.replica.change_options([](MemoryOptions& options) { options.capacity_inodes = 100; });
  mirror.pass();
  CHECK(mirror.difference() == "");
  mirror.check_idle();
}

TEST_CASE(
    "what is excluded is neither copied nor removed, and with --delete-excluded it is removed") {
  Mirror mirror;
  mirror.policy.filter = *Filter::parse({"*.tmp", "/cache/", "!keep.tmp"});
  build(*mirror.source.open(), "a:1 x.tmp:1 keep.tmp:1 cache/c:1 d/cache/y.tmp:1");
  build(*mirror.replica.open(), "r.tmp:1 cache/r:1 old/r.tmp:1 old/r:1");
  mirror.pass();
  CHECK(draw(*mirror.replica.open()) ==
        "a:1 cache/ cache/r:1 d/ d/cache/ keep.tmp:1 old/ old/r.tmp:1 r.tmp:1");
  mirror.check_idle();
  mirror.policy.excluded = ExcludedEntries::remove;
  const auto planned = text_of(mirror.plan());
  mirror.pass();
  CHECK(difference(planned, mirror.told.text()) == "");
  CHECK(draw(*mirror.replica.open()) == "a:1 d/ d/cache/ keep.tmp:1");
  mirror.check_idle();
}

TEST_CASE("protected paths are neither copied nor removed") {
  Mirror mirror;
  mirror.policy.protected_paths.in_source = {RelativePath("logs/l.log")};
  mirror.policy.protected_paths.in_replica = {RelativePath("state")};
  build(*mirror.source.open(), "logs/l.log:1 logs/m.log:1 a:1");
  build(*mirror.replica.open(), "state/s:1");
  mirror.pass();
  CHECK(draw(*mirror.replica.open()) == "a:1 logs/ logs/m.log:1 state/ state/s:1");
  mirror.check_idle();
}

TEST_CASE("a stop leaves no temporary, no problem and no record of a complete pass") {
  MemoryOptions options;
  options.can.unnamed_files = false;
  for (std::size_t n = 1; n < 60; n += 3) {
    CAPTURE(n);
    Mirror mirror(1, options);
    build(*mirror.source.open(), "a#300000 b:1 c/d#5000 c/e->x");
    std::stop_source stop;
    FaultyTree replica(mirror.replica.open());
    replica.before_change(n, [&] { stop.request_stop(); });
    const PassOutcome outcome =
        mirror.pass(*mirror.source.open(), *replica.open(), stop.get_token());
    if (!stop.stop_requested()) break;
    CHECK(Recorder::joined(mirror.told.problems) == "");
    CHECK(draw(*mirror.replica.open()).find(".lockstep") == std::string::npos);
    if (outcome.summary.result == PassResult::cancelled)
      CHECK(!outcome.record->complete_pass.start);
    mirror.pass();
    CHECK(mirror.difference() == "");
  }
}

TEST_CASE("a file that changes while it is copied is not tried again after a stop") {
  for (const bool stopped : {false, true}) {
    CAPTURE(stopped);
    Mirror mirror;
    build(*mirror.source.open(), "a#300000");
    std::stop_source stop;
    // Nobody asks for that: the copy in hand may be finished.
    const std::stop_source drop;
    FaultyTree replica(mirror.replica.open());
    replica.before_change(2, [&] {  // the file is staged
      mirror.source.overwrite("a", std::string(300'000, 'n'));
      if (stopped) stop.request_stop();
    });
    const auto from = mirror.source.open();
    const auto to = replica.open();
    PassInput input = mirror.prepare(*from, *to);
    input.drop = drop.get_token();
    CHECK(run_pass(input, stop.get_token()).summary.result ==
          (stopped ? PassResult::cancelled : PassResult::ok));
    CHECK(Recorder::joined(mirror.told.problems) == "");
    CHECK(mirror.replica.count(Operation::stage_unnamed) == (stopped ? 1 : 2));
    CHECK(exists(*mirror.replica.open(), "a") == !stopped);
    mirror.pass();
    CHECK(mirror.difference() == "");
  }
}

TEST_CASE("a folder of 10,000 files is mirrored, and looked at again without a write") {
  Mirror mirror(4);
  const auto folder = mirror.source.open();
  for (int i = 0; i < 10'000; ++i) mirror.source.overwrite("f" + std::to_string(i), "");
  mirror.pass();
  CHECK(mirror.told.done.size() == 10'000 + 1);  // and the root's mtime
  mirror.check_idle();
}

}  // namespace
}  // namespace lockstep
