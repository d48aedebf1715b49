#include "app/report/problem_memory.h"

#include <algorithm>

#include <xxhash.h>

namespace lockstep {
namespace {

std::uint64_t hash(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

}  // namespace

ProblemMemory::News ProblemMemory::note(std::string_view key, std::string_view state,
                                        std::string_view label) {
  const std::scoped_lock lock(mutex_);
  const auto [place, is_new] = known_.try_emplace(hash(key));
  Known& known = place->second;
  const std::uint64_t now = hash(state);
  const bool changed = !is_new && known.state != now;
  known.state = now;
  known.pass = pass_;
  if (is_new) {
    known.silent = label.empty();
    if (!label.empty() && labels_ < kLabelsKept) {
      known.label = label;
      ++labels_;
    }
    return News::begun;
  }
  if (!changed) return News::known;
  if (!known.label.empty()) known.label = label;
  return News::changed;
}

ProblemMemory::Ended ProblemMemory::end_pass(Pass pass) {
  Ended ended;
  const std::scoped_lock lock(mutex_);
  if (pass == Pass::looked_everywhere) {
    for (auto place = known_.begin(); place != known_.end();) {
      Known& known = place->second;
      if (known.pass == pass_) {
        ++place;
        continue;
      }
      if (!known.label.empty()) {
        ended.labels.push_back(std::move(known.label));
        --labels_;
      } else if (!known.silent) {
        ++ended.unnamed;
      }
      place = known_.erase(place);
    }
    std::sort(ended.labels.begin(), ended.labels.end());
  }
  ++pass_;
  return ended;
}

}  // namespace lockstep
