// The system refuses memory in the middle of a pass: the pass ends with an exception that its
// caller gets, nothing it started is still at work, and the replica is as after any other failure.
#include <new>

#include "core/faulted_pass.h"
#include "support/faults/refused_memory.h"

namespace lockstep {
namespace {

void refuse_memory(std::size_t threads) {
  std::size_t refused = 0;
  for (std::int64_t after = 0;; after += 1 + after / 20) {
    CAPTURE(after);
    FaultedPass faulted(threads);
    const auto source = faulted.mirror.source.open();
    const auto replica = faulted.mirror.replica.open();
    const PassInput input = faulted.mirror.prepare(*source, *replica);
    {
      const RefusedMemory refusal(after);
      try {
        static_cast<void>(run_pass(input, {}));
      } catch (const std::bad_alloc&) {
        // Not every refusal counts: a pass can do without some of the memory that it asks for.
        ++refused;
      }
    }
    if (!RefusedMemory::happened()) break;
    faulted.check_recovery();
  }
  CHECK(refused > 20);
}

TEST_CASE("a pass that is refused memory ends with an exception, and the next one repairs") {
  refuse_memory(1);
}
TEST_CASE("a pass with several threads that are refused memory ends, and the next one repairs") {
  refuse_memory(4);
}

}  // namespace
}  // namespace lockstep
