// Tests large files on a volume that wants them past the system's cache.
#include <optional>
#include <stop_token>
#include <string>

#include "core/pass_fixture.h"

namespace lockstep {
namespace {

constexpr std::size_t kMebibyte = 1024 * 1024;
constexpr std::size_t kLarge = 2 * kMebibyte;

void want_large_files_past_the_cache(Mirror& mirror) {
  mirror.replica.change_volume(
      [](Volume& volume) { volume.past_the_cache = {.from = kLarge, .but_modes = 01}; });
}

std::string content(std::size_t size, char first = 'a') {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i)
    text[i] = static_cast<char>(first + static_cast<int>(i / 1000 % 20));
  return text;
}

// Replaces the source's file by a large one; the replica has an older one, which is small.
void replace_by_large_file(Mirror& mirror) {
  want_large_files_past_the_cache(mirror);
  build(*mirror.source.open(), "large:old");
  mirror.pass();
  mirror.source.overwrite("large", content(2 * kLarge));
}

bool is_large_temporary(const FaultyTree& replica, const Call& call) {
  for (const Call& earlier : replica.calls()) {
    if (earlier.operation == Operation::stage_uncached && earlier.path == call.path) return true;
  }
  return false;
}

TEST_CASE("a large file is copied past the cache, a step at a time; a smaller one is not") {
  Mirror mirror;
  want_large_files_past_the_cache(mirror);
  mirror.source.overwrite("large", content(kLarge + 1));
  mirror.source.overwrite("small", content(kLarge - 1));
  mirror.pass();
  CHECK(mirror.difference() == "");
  CHECK(mirror.replica.count(Operation::stage_uncached) == 1);
  // Three steps are the large one's; the small one finds that the system can't.
  CHECK(mirror.replica.count(Operation::copy_range) == 3 + 1);
  CHECK(mirror.progress.bytes_done == 2 * kLarge);
  mirror.source.overwrite("large", content(kLarge + 4000, 'b'));
  mirror.pass();
  CHECK(mirror.difference() == "");
  CHECK(mirror.replica.count(Operation::stage_uncached) == 2);
  mirror.check_idle();
}

TEST_CASE("that the system copies no ranges keeps no large file from its own way") {
  Mirror mirror;
  want_large_files_past_the_cache(mirror);
  mirror.source.overwrite("a", content(kLarge - 1));  // the pass learns it from this file
  mirror.source.overwrite("b", content(kLarge));
  mirror.source.overwrite("c", content(kLarge - 1));
  mirror.pass();
  CHECK(mirror.difference() == "");
  CHECK(mirror.replica.count(Operation::stage_uncached) == 1);
  CHECK(mirror.replica.count(Operation::copy_range) == 1 + 2);
}

TEST_CASE(
    "files with holes, and those of a mode that leads through the cache, are copied as usual") {
  Mirror mirror;
  want_large_files_past_the_cache(mirror);
  mirror.source.overwrite("compressed", content(kLarge));
  REQUIRE((*mirror.source.open()->open_entry("compressed"))->set_mode(0645));
  build(*mirror.source.open(), "sparse~10000000");
  mirror.pass();
  CHECK(mirror.difference() == "");
  CHECK(mirror.replica.count(Operation::stage_uncached) == 0);
}

TEST_CASE("where shared blocks serve nothing is written past the cache") {
  MemoryOptions options;
  options.clones = true;
  Mirror mirror(1, options);
  want_large_files_past_the_cache(mirror);
  const auto root = mirror.replica.open();
  REQUIRE(root->create_directory("s", 0755));
  REQUIRE(root->create_directory("r", 0755));
  mirror.replica.overwrite("s/large", content(kLarge));
  const auto from = root->open_directory("s").value();
  const auto to = root->open_directory("r").value();
  mirror.pass(*from, *to);
  CHECK(mirror.replica.count(Operation::clone) == 1);
  CHECK(mirror.replica.count(Operation::copy_range) == 0);
  CHECK(draw(*from) == draw(*to));
}

TEST_CASE("what the system refuses to write past the cache is staged anew, as usual") {
  for (const std::size_t step : {1U, 2U, 3U}) {  // the third is the tail
    CAPTURE(step);
    Mirror mirror;
    want_large_files_past_the_cache(mirror);
    mirror.source.overwrite("a", content(kLarge + 1));
    mirror.source.overwrite("b", content(kLarge + 2));
    FaultyTree replica(mirror.replica.open());
    replica.fail_operation(Operation::copy_range, step, ErrorKind::not_supported);
    replica.fail_when(
        [&](const Call& call) {
          return call.operation == Operation::write && is_large_temporary(replica, call);
        },
        ErrorKind::not_supported);
    mirror.pass(*mirror.source.open(), *replica.open());
    CHECK(replica.faults() == 2);
    CHECK(Recorder::joined(mirror.told.problems) == "");
    CHECK(mirror.difference() == "");
    // It is not tried again on this volume.
    CHECK(replica.count(Operation::stage_uncached) == 1);
  }
}

TEST_CASE("what can't be copied by ranges past the cache is written there by hand") {
  Mirror mirror;
  want_large_files_past_the_cache(mirror);
  mirror.source.overwrite("a", content(kLarge + 1));
  mirror.source.overwrite("b", content(kLarge + 1));
  mirror.source.overwrite("0", content(kLarge - 1));  // copied last
  FaultyTree replica(mirror.replica.open());
  replica.fail_operation(Operation::copy_range, 1, ErrorKind::not_supported, Lasting::for_ever);
  mirror.pass(*mirror.source.open(), *replica.open());
  CHECK(mirror.difference() == "");
  CHECK(replica.count(Operation::stage_uncached) == 2);
  // A failure there says nothing of others.
  CHECK(replica.count(Operation::copy_range) == 3);
}

TEST_CASE("what was written past the cache is read back there, or written anew where it can't be") {
  using Failing = std::optional<ErrorKind>;
  for (const Failing failing :
       {Failing(), Failing(ErrorKind::not_supported), Failing(ErrorKind::input_output)}) {
    CAPTURE(failing.has_value());
    Mirror mirror;
    want_large_files_past_the_cache(mirror);
    mirror.policy.verification = WriteVerification::read_back;
    mirror.source.overwrite("large", content(kLarge + 1));
    FaultyTree replica(mirror.replica.open());
    if (failing) {
      replica.fail_when(
          [&](const Call& call) {
            return call.operation == Operation::read && is_large_temporary(replica, call);
          },
          *failing);
    }
    mirror.pass(*mirror.source.open(), *replica.open());
    CHECK((replica.faults() > 0) == failing.has_value());
    CHECK(replica.count(Operation::stage_uncached) == 1);
    const std::string problems = Recorder::joined(mirror.told.problems);
    if (failing == ErrorKind::input_output) {
      // A disk that loses what it is given is no reason to look away.
      CHECK(problems.find("reads back different") != std::string::npos);
      CHECK(draw(*mirror.replica.open()) == "");
    } else {
      CHECK(problems == "");
      CHECK(mirror.difference() == "");
    }
  }
}

TEST_CASE("a stop in the middle of a copy past the cache leaves what was there") {
  Mirror mirror;
  replace_by_large_file(mirror);
  std::stop_source stop;
  FaultyTree replica(mirror.replica.open());
  replica.before_operation(Operation::copy_range, 2, [&] { stop.request_stop(); });
  const PassOutcome outcome = mirror.pass(*mirror.source.open(), *replica.open(), stop.get_token());
  CHECK(outcome.summary.result == PassResult::cancelled);
  CHECK(replica.count(Operation::copy_range) == 2);
  CHECK(draw(*mirror.replica.open()) == "large:old");
  mirror.pass();
  CHECK(mirror.difference() == "");
}

TEST_CASE("a disk that fills up in the middle of a copy past the cache keeps what it had") {
  Mirror mirror;
  replace_by_large_file(mirror);
  FaultyTree replica(mirror.replica.open());
  replica.fail_operation(Operation::copy_range, 2, ErrorKind::no_space, Lasting::for_ever);
  mirror.pass(*mirror.source.open(), *replica.open());
  CHECK(mirror.told.problems.size() == 1);
  CHECK(draw(*mirror.replica.open()) == "large:old");
}

TEST_CASE("a program that is killed in the middle of it leaves a temporary for the next pass") {
  Mirror mirror;
  want_large_files_past_the_cache(mirror);
  mirror.source.overwrite("large", content(2 * kLarge));
  {
    FaultyTree replica(mirror.replica.open());
    replica.before_operation(Operation::copy_range, 3, [&] { replica.kill_now(); });
    mirror.pass(*mirror.source.open(), *replica.open());
    CHECK(draw(*mirror.replica.open()).starts_with(".lockstep-"));
  }
  mirror.pass();
  CHECK(mirror.difference() == "");
}

TEST_CASE("a source that shrinks or grows under a copy past the cache is copied once more") {
  for (const std::size_t size : {kMebibyte + 1, 3 * kLarge, std::size_t{0}}) {
    CAPTURE(size);
    Mirror mirror;
    want_large_files_past_the_cache(mirror);
    mirror.source.overwrite("large", content(2 * kLarge));
    FaultyTree replica(mirror.replica.open());
    replica.before_operation(Operation::copy_range, 2, [&] {
      mirror.clock.advance(std::chrono::seconds(1));
      mirror.source.overwrite("large", content(size, 'c'));
    });
    mirror.pass(*mirror.source.open(), *replica.open());
    CHECK(Recorder::joined(mirror.told.problems) == "");
    CHECK(mirror.difference() == "");
  }
}

TEST_CASE("a limit of bytes a second makes the steps smaller, and whole pages") {
  constexpr std::size_t kQuarter = 129 * 4096 - 1;
  Mirror mirror;
  want_large_files_past_the_cache(mirror);
  mirror.policy.bytes_per_second = 4 * kQuarter;
  mirror.source.overwrite("large", content(kLarge + 1));
  FaultyTree replica(mirror.replica.open());
  replica.before_each([&](const Call& call) {  // so that nobody waits
    if (call.operation == Operation::copy_range) mirror.clock.advance(std::chrono::seconds(1));
  });
  mirror.pass(*mirror.source.open(), *replica.open());
  CHECK(mirror.difference() == "");
  constexpr std::size_t kStep = kQuarter / 4096 * 4096;
  CHECK(mirror.replica.count(Operation::copy_range) == (kLarge + 1 + kStep - 1) / kStep);
}

}  // namespace
}  // namespace lockstep
