#include "support/faults/operation.h"

#include <array>

namespace lockstep {

namespace {

constexpr std::array<std::string_view, kOperations> kNames = {
    "examine",
    "read_attributes",
    "read",
    "next_data",
    "list",
    "examine_listed",
    "examine_child",
    "read_child_attributes",
    "read_link",
    "open_directory",
    "open_file",
    "open_entry",
    "volume",
    "writers",
    "set_owner",
    "set_mode",
    "set_modified",
    "set_attribute",
    "remove_attribute",
    "stage_unnamed",
    "stage_named",
    "stage_uncached",
    "clone",
    "reserve",
    "copy_range",
    "write",
    "set_size",
    "publish",
    "discard",
    "create_directory",
    "create_symlink",
    "create_special",
    "create_hard_link",
    "rename",
    "remove",
    "remove_directory",
    "flush_file",
    "write_to_device",
    "flush_directory",
    "flush_volume",
};

struct KindText {
  std::string_view name;
  std::string_view reason;
};

// These are in the order of ErrorKind.
constexpr std::array<KindText, 23> kKinds = {{
    {"not_found", "No such file or directory"},
    {"already_exists", "File exists"},
    {"permission_denied", "Permission denied"},
    {"not_a_directory", "Not a directory"},
    {"is_a_directory", "Is a directory"},
    {"is_a_link", "Too many levels of symbolic links"},
    {"not_empty", "Directory not empty"},
    {"no_space", "No space left on device"},
    {"read_only", "Read-only file system"},
    {"name_not_possible", "File name too long"},
    {"too_large", "File too large"},
    {"too_many_links", "Too many links"},
    {"too_many_open", "Too many open files"},
    {"not_supported", "Operation not supported"},
    {"cross_volume", "Invalid cross-device link"},
    {"busy", "Device or resource busy"},
    {"leased", "Resource temporarily unavailable"},
    {"locked", "Resource temporarily unavailable"},
    {"input_output", "Input/output error"},
    {"changed", "It is no longer what was expected"},
    {"cancelled", "Operation canceled"},
    {"invalid", "Invalid argument"},
    {"other", "Unknown error"},
}};
static_assert(kKinds.size() == static_cast<std::size_t>(ErrorKind::other) + 1);

}  // namespace

std::string_view name_of(Operation operation) {
  return kNames.at(static_cast<std::size_t>(operation));
}

std::string_view name_of(ErrorKind kind) { return kKinds.at(static_cast<std::size_t>(kind)).name; }

Error simulated_error(ErrorKind kind) {
  return Error(kind, std::string(kKinds.at(static_cast<std::size_t>(kind)).reason));
}

std::string Call::text() const {
  std::string line(name_of(operation));
  line.append(" ").append(path.empty() ? "." : path);
  if (!new_path.empty()) line.append(" -> ").append(new_path);
  if (failed) line.append(": ").append(name_of(*failed));
  return line;
}

}  // namespace lockstep
