// Tests a source file on which another program holds a lease.
#include <atomic>
#include <map>
#include <string>

#include "core/pass_fixture.h"

namespace lockstep {
namespace {

TEST_CASE("a file is copied as soon as the lease on it is given up") {
  Mirror mirror;
  build(*mirror.source.open(), "f:text g:other");
  FaultyTree source(mirror.source.open());
  source.fail_operation(Operation::open_file, 1, ErrorKind::leased);
  source.fail_operation(Operation::open_file, 2, ErrorKind::leased);
  mirror.pass(*source.open(), *mirror.replica.open());
  CHECK(Recorder::joined(mirror.told.problems) == "");
  CHECK(mirror.difference() == "");
}

TEST_CASE("a lease that is not given up is a problem in words, and the pass goes on") {
  Mirror mirror;
  build(*mirror.source.open(), "a:text b:text c:text d:text e:text f:text z:free");
  FaultyTree source(mirror.source.open());
  std::size_t asked = 0;
  source.before_each([&](const Call& call) {
    if (call.operation != Operation::open_file) return;
    ++asked;
    mirror.clock.advance(std::chrono::seconds(3));
  });
  source.fail_when(
      [](const Call& call) { return call.operation == Operation::open_file && call.path != "z"; },
      ErrorKind::leased);
  mirror.pass(*source.open(), *mirror.replica.open());
  CHECK(mirror.told.problems.size() == 6);
  CHECK(mirror.told.problems.front().find("holds a lease on it") != std::string::npos);
  CHECK(read_file(*mirror.replica.open(), "z") == "free");
  // The last of them were not waited for.
  CHECK(asked < 6 * 3);
}

TEST_CASE("leases that are given up late hold a pass up for twenty seconds in all") {
  Mirror mirror;
  std::string drawing;
  for (int i = 10; i < 40; ++i) drawing += "f" + std::to_string(i) + ":text ";
  build(*mirror.source.open(), drawing);
  FaultyTree source(mirror.source.open());
  std::map<std::string, int> asked;
  std::chrono::seconds held_up{0};
  source.before_each([&](const Call& call) {
    if (call.operation != Operation::open_file || ++asked[std::string(call.path)] != 2) return;
    held_up += std::chrono::seconds(4);
    mirror.clock.advance(std::chrono::seconds(4));
  });
  source.fail_when(
      [&](const Call& call) {
        return call.operation == Operation::open_file && asked[std::string(call.path)] < 2;
      },
      ErrorKind::leased);
  mirror.pass(*source.open(), *mirror.replica.open());
  CHECK(held_up == std::chrono::seconds(20));
  CHECK(mirror.told.problems.size() == 25);
  CHECK(exists(*mirror.replica.open(), "f10"));
}

TEST_CASE("a stop cuts the waiting for a lease short") {
  Mirror mirror;
  build(*mirror.source.open(), "f:text");
  FaultyTree source(mirror.source.open());
  std::stop_source stop;
  source.before_operation(Operation::open_file, 2, [&] { stop.request_stop(); });
  source.fail_operation(Operation::open_file, 1, ErrorKind::leased, Lasting::for_ever);
  const auto outcome =
      mirror.pass(*source.open(), *mirror.replica.open(), stop.get_token());
  CHECK(outcome.summary.result == PassResult::cancelled);
  CHECK(mirror.told.problems.empty());
}

}  // namespace
}  // namespace lockstep
