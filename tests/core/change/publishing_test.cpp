// Only content that is on the disk is given a name; an entry that came to that name meanwhile
// stays.
#include "core/change/publisher.h"
#include "core/faulty_mirror.h"

namespace lockstep {
namespace {

std::size_t count(const FaultyTree& tree, Operation operation) { return tree.count(operation); }

// Makes new files and others that replace old ones.
struct Files : FaultyMirror {
  explicit Files(const MemoryOptions& options = {}) : FaultyMirror(1, options) {
    build(*source.open(), "a:old b:old c:old");
    pass();
    for (const char* const name : {"a", "b", "c"}) source.overwrite(name, "newer");
    build(*source.open(), "d:fresh e:fresh");
  }
};
const char* const kOld = "a:old b:old c:old";
const char* const kNew = "a:newer b:newer c:newer d:fresh e:fresh";

MemoryOptions flushed_singly() {
  MemoryOptions options;
  options.refuses_volume_flushes = true;
  return options;
}
MemoryOptions flushed_in_groups() {
  MemoryOptions options = flushed_singly();
  options.flushes_in_groups = true;
  return options;
}

TEST_CASE("a file whose own flush failed does not get its name, the others do") {
  for (const bool at_once : {true, false}) {
    for (std::size_t n = 1; n <= 5; ++n) {
      CAPTURE(at_once);
      CAPTURE(n);
      Files mirror(at_once ? MemoryOptions() : flushed_singly());
      if (at_once) mirror.policy.durability = Durability::file;
      mirror.to.fail_operation(Operation::flush_file, n, ErrorKind::input_output);
      CHECK(mirror.faulty_pass().summary.result == PassResult::problems);
      CHECK(mirror.to.faults() == 1);
      CHECK(mirror.told.problems.size() == 1);
      CHECK(mirror.problems().find("flush replica ") == 0);
      CHECK(count(mirror.to, Operation::publish) == 4);
      CHECK(mirror.is_tidy());
      mirror.check_recovery();
    }
  }
}

TEST_CASE("where each file is flushed at once, that comes before its name") {
  Files mirror;
  mirror.policy.durability = Durability::file;
  mirror.faulty_pass();
  CHECK(mirror.drawn() == kNew);
  std::string order;
  for (const Call& call : mirror.to.calls()) {
    if (call.operation == Operation::flush_file) order += 'f';
    if (call.operation == Operation::publish) order += 'p';
  }
  CHECK(order == "fpfpfpfpfp");
}

TEST_CASE("without durability nothing is flushed") {
  Files mirror;
  mirror.policy.durability = Durability::none;
  mirror.faulty_pass();
  CHECK(mirror.drawn() == kNew);
  for (const Operation flush : {Operation::flush_file, Operation::flush_volume,
                                Operation::flush_directory, Operation::write_to_device})
    CHECK(count(mirror.to, flush) == 0);
}

TEST_CASE("when the flush that closes a group failed none of it gets its name") {
  Files mirror(flushed_in_groups());
  mirror.to.fail_operation(Operation::flush_file, 1, ErrorKind::input_output, Lasting::for_ever);
  mirror.faulty_pass();
  CHECK(mirror.told.problems.size() == 5);
  CHECK(count(mirror.to, Operation::publish) == 0);
  CHECK(mirror.drawn() == kOld);
  CHECK(mirror.is_tidy());
  mirror.check_recovery();
}

TEST_CASE("of a group the file that could not be handed to the disk does not get its name") {
  Files mirror(flushed_in_groups());
  mirror.to.fail_operation(Operation::write_to_device, 1, ErrorKind::input_output);
  mirror.faulty_pass();
  CHECK(mirror.told.problems.size() == 1);
  CHECK(count(mirror.to, Operation::publish) == 4);
  mirror.check_recovery();
}

TEST_CASE("a pass that is dropped neither flushes nor publishes what it had staged") {
  for (const auto& options : {MemoryOptions(), flushed_singly(), flushed_in_groups()}) {
    for (std::size_t n = 1; n <= 2; ++n) {
      CAPTURE(n);
      Files mirror(options);
      std::stop_source stop;
      mirror.to.before_operation(Operation::set_modified, n, [&] { stop.request_stop(); });
      CHECK(mirror.faulty_pass(stop.get_token()).summary.result == PassResult::cancelled);
      for (const Operation operation : {Operation::publish, Operation::flush_volume,
                                        Operation::flush_file, Operation::write_to_device})
        CHECK(count(mirror.to, operation) == 0);
      CHECK(mirror.drawn() == kOld);
      CHECK(mirror.is_tidy());
      mirror.check_recovery();
    }
  }
}

TEST_CASE("what was handed to a disk gets no name when the pass is dropped before the flush") {
  for (std::size_t n = 1; n <= 4; ++n) {
    CAPTURE(n);
    Files mirror(flushed_in_groups());
    std::stop_source stop;
    mirror.to.before_operation(Operation::write_to_device, n, [&] { stop.request_stop(); });
    CHECK(mirror.faulty_pass(stop.get_token()).summary.result == PassResult::cancelled);
    CHECK(count(mirror.to, Operation::publish) == 0);
    CHECK(count(mirror.to, Operation::flush_file) == 0);
    CHECK(mirror.drawn() == kOld);
    mirror.check_recovery();
  }
}

TEST_CASE("what was flushed already is published when the pass is dropped, no more is flushed") {
  FaultyMirror mirror;
  mirror.replica.change_volume([](Volume& volume) { volume.remote = true; });
  constexpr std::size_t kFiles = 60;
  for (std::size_t i = 0; i < kFiles; ++i)
    build(*mirror.source.open(), "f" + std::to_string(i) + ":text");
  mirror.open_files = 1'000;
  std::stop_source stop;
  mirror.to.before_operation(Operation::flush_file, 1, [&] { stop.request_stop(); });
  mirror.faulty_pass(stop.get_token());
  const std::size_t flushed = count(mirror.to, Operation::flush_file);
  CHECK(flushed < kFiles / 2);  // those that were under way
  CHECK(count(mirror.to, Operation::publish) == flushed);
  mirror.check_recovery();
}

TEST_CASE("over a network each file is flushed whole, whatever its disk could do") {
  MemoryOptions options;
  options.flushes_in_groups = true;
  Files mirror(options);
  mirror.replica.change_volume([](Volume& volume) { volume.remote = true; });
  mirror.faulty_pass();
  CHECK(mirror.drawn() == kNew);
  CHECK(count(mirror.to, Operation::write_to_device) == 0);
  CHECK(count(mirror.to, Operation::flush_file) == 5);
}

// Runs `hook` when all is staged and nothing has its name yet.
void replace_meanwhile(const std::function<void(Mirror&)>& hook, const std::string& left) {
  Files mirror;
  for (const char* const gone : {"b", "c", "d", "e"}) remove_all(*mirror.source.open(), gone);
  mirror.policy.removals = Removals::never;
  const auto done = before_first(mirror.to, Operation::flush_volume, "", [&] { hook(mirror); });
  mirror.faulty_pass();
  CHECK(*done);
  CHECK(mirror.told.problems.size() == 1);
  CHECK(mirror.problems().find("publish replica a") == 0);
  CHECK(draw(*mirror.replica.open()) == left);
  CHECK(mirror.is_tidy());
  mirror.policy.removals = Removals::allowed;
  mirror.check_recovery();
}

TEST_CASE("what took the place of a file while its successor was staged is not replaced") {
  SUBCASE("another file of its size and time") {
    replace_meanwhile(
        [](Mirror& mirror) {
          const auto root = mirror.replica.open();
          const Timestamp time = examine(*root, "a").modified();
          remove_all(*root, "a");
          build(*root, "a:him");
          set_modified(*root, "a", time);
        },
        "a:him b:old c:old");
  }
  SUBCASE("a link") {
    replace_meanwhile(
        [](Mirror& mirror) {
          remove_all(*mirror.replica.open(), "a");
          build(*mirror.replica.open(), "a->b");
        },
        "a->b b:old c:old");
  }
  SUBCASE("itself, with another size") {
    replace_meanwhile(
        [](Mirror& mirror) {
          const Timestamp time = examine(*mirror.replica.open(), "a").modified();
          mirror.replica.overwrite("a", "edited");
          set_modified(*mirror.replica.open(), "a", time);
        },
        "a:edited b:old c:old");
  }
  SUBCASE("itself, with another time") {
    replace_meanwhile([](Mirror& mirror) { mirror.replica.overwrite("a", "him"); },
                      "a:him b:old c:old");
  }
}

TEST_CASE("a new name that was taken meanwhile is left to who took it") {
  Files mirror;
  const auto done = before_first(mirror.to, Operation::flush_volume, "",
                                 [&] { build(*mirror.replica.open(), "d:theirs"); });
  mirror.faulty_pass();
  CHECK(*done);
  CHECK(mirror.problems().find("publish replica d") == 0);
  CHECK(mirror.drawn() == "a:newer b:newer c:newer d:theirs e:fresh");
  mirror.check_recovery();
}

}  // namespace
}  // namespace lockstep
