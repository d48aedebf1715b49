// The two folders that the user named: the only paths that are resolved as text, links in them
// followed. They are followed name by name, so that whoever may make links on the way can't lead
// a mirror elsewhere.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platform/disk/directory.h"

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

// A link on the way to a folder that belongs neither to this user nor to the system's
// administrator, or lies in a folder that others may write to, who could have moved it there:
// somebody else says where it leads, and may say otherwise at any moment.
struct ForeignLink {
  std::string path;    // where it lies, as the links before it led there
  std::string target;  // as it is written
  std::string owner;   // "ann (1001)"; of the second kind, who may write: "the group staff (50)"
  std::string folder = {};  // the one that it lies in, of the second kind; otherwise empty
  friend bool operator==(const ForeignLink&, const ForeignLink&) = default;
};
// "the link '/srv/x', which belongs to ann (1001) and leads to '/etc'"
// "the link '/srv/x', which leads to '/etc' and lies in '/srv', where ann (1001) may put another
// one"
[[nodiscard]] std::string describe(const ForeignLink& link);

// The place that a path leads to, held open: a folder, or the nearest folder above one that does
// not exist yet. What is opened and created here is what the path led to when it was resolved,
// whatever becomes of the path.
class RootPlace {
 public:
  virtual ~RootPlace() = default;

  // The path of the folder, without links in it; that of a missing one is its nearest existing
  // parent's with the rest appended.
  [[nodiscard]] virtual std::string real() const = 0;
  // The names at the end of the path that do not exist; empty when the folder does.
  [[nodiscard]] virtual const std::vector<std::string>& missing() const = 0;
  // In the order of the way. They were followed.
  [[nodiscard]] virtual const std::vector<ForeignLink>& foreign_links() const = 0;
  // True if somebody else may rename what is on the path, and so put another folder in this one's
  // place: a folder on the way belongs to another user, or others may write to it (in one with the
  // sticky bit: what the path names there belongs to another user).
  [[nodiscard]] virtual bool others_may_exchange() const = 0;

  // Opens the folder, or the nearest one above it that exists.
  [[nodiscard]] virtual Result<std::unique_ptr<Directory>> open(
      SecurityDescriptors descriptors) const = 0;
  // Creates what is missing, with the process's usual mode. A folder that somebody else made
  // meanwhile is taken as it is; what is no folder is already_exists, and so is a link of the path
  // that leads nowhere.
  struct Created {
    int folders = 0;      // that many were missing
    bool is_new = false;  // the last of them was, too
  };
  [[nodiscard]] virtual Result<Created> create() = 0;
};

// Follows the path. Fails when something on it is no folder or may not be looked at.
[[nodiscard]] Result<std::unique_ptr<RootPlace>> find_root(const std::string& path);

// Opens an existing folder, following links in `path`: the administrator's own link to a disk
// works. is_a_link, with the link in words, when the path leads through one of somebody else.
[[nodiscard]] Result<std::unique_ptr<Directory>> open_root(
    const std::string& path, SecurityDescriptors descriptors = SecurityDescriptors::left_out);

// Creates the folder and its missing parents with the process's usual mode; success when it exists
// already. Returns the number of folders created. is_a_link as above.
[[nodiscard]] Result<int> create_folders(const std::string& path);

enum class Overlap { none, same, replica_in_source, source_in_replica };
// Compares the real folders (device and inode of each and of all their parents), not the text of
// their paths. A replica that does not exist yet is judged by its nearest existing parent. When the
// replica lies in the source, `inner` is set to its path below the source.
struct OverlapFinding {
  Overlap kind = Overlap::none;
  std::string inner;
};
[[nodiscard]] Result<OverlapFinding> find_overlap(const RootPlace& source,
                                                  const RootPlace& replica);

}  // namespace lockstep
