#include "app/report/exit_code.h"

#include <algorithm>
#include <array>

namespace lockstep {
namespace {

// The codes in their order, the worst first.
constexpr std::array kOrder{kExitInternal,    kExitTerminated, kExitInterrupted, kExitLocked,
                            kExitUnavailable, kExitHeld,       kExitProblems,    kExitUsage,
                            kExitDifferences, kExitDone};

}  // namespace

int exit_code(const PassSummary& summary) {
  switch (summary.result) {
    case PassResult::ok:
      return summary.problem_count > 0 ? kExitProblems : kExitDone;
    case PassResult::problems:
      return kExitProblems;
    case PassResult::held:
      return kExitHeld;
    case PassResult::unavailable:
      return kExitUnavailable;
    case PassResult::locked:
      return kExitLocked;
    case PassResult::cancelled:
      return kExitInterrupted;
    case PassResult::error:
      return kExitInternal;
  }
  return kExitInternal;
}

int worse_exit_code(int one, int other) {
  // A code that is not in the list is worst of all.
  const auto rank = [](int code) {
    return std::find(kOrder.begin(), kOrder.end(), code) - kOrder.begin();
  };
  const auto unknown = static_cast<std::ptrdiff_t>(kOrder.size());
  const auto one_rank = rank(one);
  const auto other_rank = rank(other);
  if (one_rank == unknown) return one;
  if (other_rank == unknown) return other;
  return one_rank <= other_rank ? one : other;
}

}  // namespace lockstep
