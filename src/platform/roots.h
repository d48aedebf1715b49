// The two folders that the user named: the only paths that are resolved as text, links in them
// followed.
#pragma once

#include <memory>
#include <string>

#include "platform/directory.h"

namespace lockstep {

// The path as the user meant it, made absolute against the working folder, "." and double
// separators dropped. Links are not resolved.
[[nodiscard]] Result<std::string> absolute_path(const std::string& path);

// The path without any link in it. not_found when it does not exist.
[[nodiscard]] Result<std::string> real_path(const std::string& path);

// Are owner, group and access list among the attributes of what lies below? Windows alone asks:
// they cost a call for every entry. `included` switches on the privileges that it takes, as far as
// this process has them.
enum class SecurityDescriptors { left_out, included };

// Opens an existing folder, following links in `path`: the administrator's own link to a disk
// works.
[[nodiscard]] Result<std::unique_ptr<Directory>> open_root(
    const std::string& path, SecurityDescriptors descriptors = SecurityDescriptors::left_out);

// Creates the folder and its missing parents with the process's usual mode; success when it exists
// already. Returns the number of folders created.
[[nodiscard]] Result<int> create_folders(const std::string& path);

enum class Overlap { none, same, replica_in_source, source_in_replica };
// Compares the real folders (device and inode of each and of all their parents), not the text of
// their paths. A replica that does not exist yet is judged by its nearest existing parent. When the
// replica lies in the source, `inner` is set to its path below the source.
struct OverlapFinding {
  Overlap kind = Overlap::none;
  std::string inner;
};
[[nodiscard]] Result<OverlapFinding> find_overlap(const std::string& source,
                                                  const std::string& replica);

}  // namespace lockstep
