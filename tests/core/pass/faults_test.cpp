// Tests calls that fail, counted up: the first, the second, until a pass got through without
// meeting the fault.
#include <array>

#include "base/side.h"
#include "core/faulted_pass.h"

namespace lockstep {
namespace {

constexpr std::array kWriteFaults = {ErrorKind::no_space, ErrorKind::input_output,
                                     ErrorKind::permission_denied, ErrorKind::read_only,
                                     ErrorKind::busy};
constexpr std::array kReadFaults = {ErrorKind::input_output, ErrorKind::permission_denied};
constexpr std::size_t kNever = 2'000;

MemoryOptions without_unnamed_files() {
  MemoryOptions options;
  options.can.unnamed_files = false;
  return options;
}

void fail_changes(Lasting lasting, const MemoryOptions& options) {
  for (const ErrorKind kind : kWriteFaults) {
    for (std::size_t n = 1; n < kNever; ++n) {
      CAPTURE(name_of(kind));
      CAPTURE(n);
      FaultedPass faulted(1, options);
      FaultyTree replica(faulted.mirror.replica.open());
      replica.fail_change(n, kind, lasting);
      faulted.run(*faulted.mirror.source.open(), *replica.open());
      if (replica.faults() == 0) {
        CHECK(n > 50);
        break;
      }
      CAPTURE(Recorder::joined(faulted.mirror.told.problems));
      CAPTURE(replica.calls().at(n - 1).text());
      faulted.check_promises(lasting == Lasting::for_ever);
      faulted.check_recovery();
    }
  }
}

TEST_CASE(
    "a change of the replica that fails once leaves old or new versions, and the next pass "
    "repairs") {
  fail_changes(Lasting::once, {});
}
TEST_CASE("changes of the replica that fail from some moment on leave old or new versions") {
  fail_changes(Lasting::for_ever, {});
}
TEST_CASE("on a volume without unnamed files failing changes do no harm either") {
  fail_changes(Lasting::once, without_unnamed_files());
}

TEST_CASE("where files are flushed in groups failing changes do no harm either") {
  MemoryOptions options = without_unnamed_files();
  options.refuses_volume_flushes = options.flushes_in_groups = true;
  fail_changes(Lasting::once, options);
}


void fail_reads(Side side, Lasting lasting) {
  for (const ErrorKind kind : kReadFaults) {
    for (std::size_t n = 1; n < kNever; ++n) {
      CAPTURE(name_of(kind));
      CAPTURE(n);
      FaultedPass faulted;
      FaultyTree source(faulted.mirror.source.open());
      FaultyTree replica(faulted.mirror.replica.open());
      (side == Side::source ? source : replica).fail_read(n, kind, lasting);
      const PassOutcome outcome = faulted.run(*source.open(), *replica.open());
      if (source.faults() + replica.faults() == 0) {
        CHECK(n > 50);
        break;
      }
      CAPTURE(Recorder::joined(faulted.mirror.told.problems));
      faulted.check_promises();
      if (outcome.summary.result == PassResult::ok) CHECK(faulted.mirror.difference() == "");
      faulted.check_recovery();
    }
  }
}

TEST_CASE(
    "a look at the source that fails once does no harm, and is told unless it did not matter") {
  fail_reads(Side::source, Lasting::once);
}
TEST_CASE("a source that can't be read from some moment on does no harm") {
  fail_reads(Side::source, Lasting::for_ever);
}
TEST_CASE(
    "a look at the replica that fails once does no harm, and is told unless it did not matter") {
  fail_reads(Side::replica, Lasting::once);
}
TEST_CASE("a replica that can't be read from some moment on does no harm") {
  fail_reads(Side::replica, Lasting::for_ever);
}

void kill(std::size_t threads, const MemoryOptions& options) {
  for (std::size_t n = 1; n < kNever; ++n) {
    CAPTURE(n);
    FaultedPass faulted(threads, options);
    FaultyTree replica(faulted.mirror.replica.open());
    replica.kill_at_change(n);
    faulted.run(*faulted.mirror.source.open(), *replica.open(), true);
    if (!replica.killed()) {
      CHECK(n > 50);
      break;
    }
    faulted.check_promises(true);
    faulted.check_recovery();
  }
}

TEST_CASE("killed at any moment a pass leaves old or new versions, and the next one tidies up") {
  kill(1, {});
  kill(1, without_unnamed_files());
}
TEST_CASE("killed with several threads at work a pass leaves old or new versions") {
  kill(4, without_unnamed_files());
}

}  // namespace
}  // namespace lockstep
