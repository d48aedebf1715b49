// One line of what `plan` and `verify` print.
#pragma once

#include <cstdint>
#include <string>

namespace lockstep {

// One operation that `run_pass` would execute, as `plan` prints it.
struct PlannedOperation {
  std::string
      kind;  // "create_file", "update_file", "remove_folder", "rename_file", "update_metadata"…
  std::string path;  // below the roots
  std::string from;  // of a rename or a hard link
  std::uint64_t bytes = 0;
  std::string reason;
};

}  // namespace lockstep
