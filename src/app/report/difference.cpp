#include "app/report/difference.h"

#include <array>
#include <string_view>
#include <utility>

namespace lockstep {

std::string difference_name(const std::string& operation) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kWords = {
      {{"create_", "missing_"}, {"remove_", "extra_"}, {"update_", "different_"}}};
  for (const auto& [done, found] : kWords) {
    if (operation.starts_with(done)) return std::string(found) + operation.substr(done.size());
  }
  return operation;
}

std::string difference_reason(const PlannedOperation& operation) {
  const bool is_new = operation.kind.starts_with("create_") && operation.reason == "new";
  return is_new ? "not in the replica" : operation.reason;
}

DifferenceCounts count_differences(const std::vector<PlannedOperation>& operations) {
  DifferenceCounts counts;
  for (const PlannedOperation& operation : operations) {
    const std::string& kind = operation.kind;
    if (kind == "update_metadata") {
      ++counts.metadata;
    } else if (kind.starts_with("create_")) {
      ++counts.missing;
    } else if (kind.starts_with("remove_")) {
      ++counts.extra;
    } else {
      ++counts.different;
    }
  }
  return counts;
}

}  // namespace lockstep
