// One line of the output of `plan` and `verify`.
#pragma once

#include <cstdint>
#include <string>

#include "base/entry.h"

namespace lockstep {

enum class OperationKind : std::uint8_t { create, update, repair_metadata, rename, remove };

// One operation that `run_pass` would execute.
struct PlannedOperation {
  OperationKind kind = OperationKind::create;
  EntryKind entry = EntryKind::file;  // one more name of a file counts as a link
  std::string path = {};  // below the roots
  std::string from = {};  // of a rename or a hard link
  std::uint64_t bytes = 0;
  std::string reason = {};
  // It removes a temporary of ours, left by a pass that was cut short.
  bool is_of_temporary = false;
};

// The word for a kind of entry in the name of an operation: "file", "folder", "link", "special".
[[nodiscard]] const char* operation_noun(EntryKind kind);

// "create_file", "update_file", "remove_folder", "rename_link", "update_metadata".
[[nodiscard]] std::string operation_name(const PlannedOperation& operation);

}  // namespace lockstep
