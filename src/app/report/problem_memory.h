// Remembers the problems of the last pass, so that a lasting problem is told when it begins,
// changes and ends, and not in every pass. It lives as long as the process.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lockstep {

class ProblemMemory {
 public:
  enum class News { begun, changed, known };

  // Notes a problem of this pass. `key` says which one ("copy /s/a"), `state` how it is now
  // ("Permission denied"). `label` is its name for the line that tells that it is over, empty if
  // nobody needs to know. Any thread may call it.
  [[nodiscard]] News note(std::string_view key, std::string_view state, std::string_view label);

  // Tells that the pass has ended. If it looked everywhere, the problems that it did not note are
  // over and forgotten; otherwise they are kept.
  enum class Pass { looked_everywhere, was_cut_short };
  struct Ended {
    std::vector<std::string> labels;
    std::uint64_t unnamed = 0;  // those without a label: only the first thousand are kept
  };
  [[nodiscard]] Ended end_pass(Pass pass);

 private:
  struct Known {
    std::uint64_t state = 0;  // hash
    std::uint64_t pass = 0;  // the pass that noted it last
    bool silent = false;
    std::string label;
  };

  static constexpr std::size_t kLabelsKept = 1'000;

  std::mutex mutex_;
  // The problems by the hash of their key, since a full volume may give a million files a problem.
  // Guarded by mutex_.
  std::unordered_map<std::uint64_t, Known> known_;
  std::uint64_t pass_ = 1;
  std::size_t labels_ = 0;
};

}  // namespace lockstep
