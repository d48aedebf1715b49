// One line of the output of `plan` and `verify`.
#pragma once

#include <cstdint>
#include <string>

namespace lockstep {

// One operation that `run_pass` would execute, as `plan` prints it.
struct PlannedOperation {
  // "create_file", "update_file", "remove_folder", "rename_file", "update_metadata"…
  std::string kind;
  std::string path;  // below the roots
  std::string from;  // of a rename or a hard link
  std::uint64_t bytes = 0;
  std::string reason;
};

}  // namespace lockstep
