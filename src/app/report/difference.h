// The words of `verify`, which tells what differs and not what would be done about it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/model/planned_operation.h"

namespace lockstep {

// Names the difference that an operation would remove: "missing_file" for "create_file",
// "extra_folder", "different_link", "different_metadata". A rename is none; its name comes back as
// it is.
[[nodiscard]] std::string difference_name(const PlannedOperation& operation);
// Says why the two sides differ: "not in the replica" where an operation would say "new".
[[nodiscard]] std::string difference_reason(const PlannedOperation& operation);

struct DifferenceCounts {
  std::uint64_t missing = 0;    // only the source has it
  std::uint64_t extra = 0;      // only the replica has it
  std::uint64_t different = 0;  // content or kind
  std::uint64_t metadata = 0;   // metadata alone
};
[[nodiscard]] DifferenceCounts count_differences(const std::vector<PlannedOperation>& operations);

}  // namespace lockstep
