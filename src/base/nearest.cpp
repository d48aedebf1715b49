#include "base/nearest.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace lockstep {
namespace {

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

// Counts the edits between two names, row by row: row[j] is the distance between the letters of
// `one` so far and the first j of `other`.
std::size_t edit_distance(std::string_view one, std::string_view other) {
  std::vector<std::size_t> before_last(other.size() + 1);
  std::vector<std::size_t> last(other.size() + 1);
  std::vector<std::size_t> row(other.size() + 1);
  for (std::size_t j = 0; j <= other.size(); ++j) {
    row[j] = j;
  }
  const auto same = [&](std::size_t i, std::size_t j) { return lower(one[i]) == lower(other[j]); };
  for (std::size_t i = 1; i <= one.size(); ++i) {
    before_last.swap(last);
    last.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= other.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (same(i - 1, j - 1) ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && same(i - 1, j - 2) && same(i - 2, j - 1)) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
  }
  return row.back();
}

}  // namespace

std::optional<std::string_view> nearest(std::string_view given,
                                        std::span<const std::string_view> known) {
  std::optional<std::string_view> best;
  std::size_t best_distance = 0;
  for (const std::string_view candidate : known) {
    const std::size_t bound = std::max<std::size_t>(1, candidate.size() / 3);
    const std::size_t difference = given.size() > candidate.size()
                                       ? given.size() - candidate.size()
                                       : candidate.size() - given.size();
    if (difference > bound || candidate.size() < 2) {
      // The name is too far away whatever its letters are. Long input costs nothing this way.
      continue;
    }
    const std::size_t distance = edit_distance(given, candidate);
    if (distance <= bound && (!best || distance < best_distance)) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace lockstep
