// The calls of platform/disk/directory.h as values, which MemoryTree records and FaultyTree counts
// and fails.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lockstep {

enum class Operation : std::uint8_t {
  // These look.
  examine,
  read_attributes,
  read,
  next_data,
  list,
  examine_listed,  // is not a call: one name within `list`
  examine_child,
  read_child_attributes,
  read_link,
  open_directory,
  open_file,
  open_entry,
  volume,
  writers,
  // These change.
  set_owner,
  set_mode,
  set_modified,
  set_attribute,
  remove_attribute,
  stage_unnamed,
  stage_named,
  stage_uncached,  // stage_named with Caching::none
  clone,
  reserve,
  copy_range,
  write,
  set_size,
  publish,
  discard,  // a staged file that was thrown away
  create_directory,
  create_symlink,
  create_special,
  create_hard_link,
  rename,
  remove,
  remove_directory,
  flush_file,
  write_to_device,  // hands a file over, without a flush of its disk's cache
  flush_directory,
  flush_volume,
};

inline constexpr std::size_t kOperations = static_cast<std::size_t>(Operation::flush_volume) + 1;

[[nodiscard]] constexpr bool is_change(Operation operation) {
  return operation >= Operation::set_owner;
}
[[nodiscard]] constexpr bool is_flush(Operation operation) {
  return operation >= Operation::flush_file;
}

[[nodiscard]] std::string_view name_of(Operation operation);
[[nodiscard]] std::string_view name_of(ErrorKind kind);

// Makes an error of this kind with the sentence that Linux has for it.
[[nodiscard]] Error simulated_error(ErrorKind kind);
[[nodiscard]] inline tl::unexpected<Error> simulated_failure(ErrorKind kind) {
  return failure(simulated_error(kind));
}

// One call, with the path below the tree's root that it was about. For an open handle that is the
// path it was opened by; for a staged file the path of its temporary, or the folder's path and
// "(unnamed)".
struct Call {
  Operation operation = Operation::examine;
  std::string path;
  std::string new_path;  // rename and publish: the new name's; create_hard_link: the existing one's
  std::optional<ErrorKind> failed;  // nothing if it succeeded, or if its end is not known yet

  // Returns "rename a/b -> c", "write d: no_space".
  [[nodiscard]] std::string text() const;
};

}  // namespace lockstep
