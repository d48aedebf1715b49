// Remembers what was wrong in the last pass, so that a problem that lasts is told when it begins,
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

  // A problem of this pass. `key` says which ("copy /s/a"), `state` how it is now ("Permission
  // denied"); `label` is what to call it when it is over, empty if nobody needs to know. Any
  // thread.
  [[nodiscard]] News note(std::string_view key, std::string_view state, std::string_view label);

  // The pass has ended. When it looked everywhere, what it did not note is over and forgotten;
  // otherwise it is kept.
  enum class Pass { looked_everywhere, was_cut_short };
  struct Ended {
    std::vector<std::string> labels;
    std::uint64_t unnamed = 0;  // those whose label was not kept: only the first thousand are
  };
  [[nodiscard]] Ended end_pass(Pass pass);

 private:
  struct Known {
    std::uint64_t state = 0;  // hash
    std::uint64_t pass = 0;  // when it was last noted
    bool silent = false;
    std::string label;
  };

  static constexpr std::size_t kLabelsKept = 1'000;

  std::mutex mutex_;
  // Guarded by mutex_. By the hash of the key: when a volume is full, a million files may have a
  // problem.
  std::unordered_map<std::uint64_t, Known> known_;
  std::uint64_t pass_ = 1;
  std::size_t labels_ = 0;
};

}  // namespace lockstep
