// The two folders that the user named: the only paths that are resolved as text, links in them
// followed. They are followed name by name, so that nobody who may make links on the way can lead a
// mirror elsewhere.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platform/disk/directory.h"

namespace lockstep {

// Returns the path as the user meant it, made absolute against the working folder, without "." and
// double separators. Links are not resolved.
[[nodiscard]] Result<std::string> absolute_path(const std::string& path);

// Returns the path without any link in it. Fails with not_found if it does not exist.
[[nodiscard]] Result<std::string> real_path(const std::string& path);

// Says whether owner, group and access list are among the attributes of the entries below. Only
// Windows asks: they cost a call for every entry. `included` switches on the privileges that it
// takes, as far as this process has them.
enum class SecurityDescriptors { left_out, included };

// A link on the way to a folder that belongs neither to this user nor to the system's
// administrator, or lies in a folder that others may write to, who could have moved it there:
// somebody else says where it leads, and may say otherwise at any moment.
struct ForeignLink {
  std::string path;    // the link's own path, as the links before it led there
  std::string target;  // the target as it is written
  // "ann (1001)"; if the folder is the reason, who may write to it: "the group staff (50)".
  std::string owner;
  // The folder that it lies in, if that is the reason; otherwise empty.
  std::string folder = {};
  friend bool operator==(const ForeignLink&, const ForeignLink&) = default;
};
// Returns a text like "the link '/srv/x', which belongs to ann (1001) and leads to '/etc'" or
// "the link '/srv/x', which leads to '/etc' and lies in '/srv', where ann (1001) may put another
// one".
[[nodiscard]] std::string describe(const ForeignLink& link);

// The place that a path leads to, held open: a folder, or the nearest folder above one that does
// not exist yet. Whatever becomes of the path, all that is opened and created here lies where the
// path led when it was resolved.
class RootPlace {
 public:
  virtual ~RootPlace() = default;

  // Returns the path of the folder, without links in it; that of a missing one is its nearest
  // existing parent's with the rest appended.
  [[nodiscard]] virtual std::string real() const = 0;
  // Returns the names at the end of the path that do not exist; empty if the folder does.
  [[nodiscard]] virtual const std::vector<std::string>& missing() const = 0;
  // Returns the foreign links that were followed, in the order of the way.
  [[nodiscard]] virtual const std::vector<ForeignLink>& foreign_links() const = 0;
  // True if somebody else may rename entries on the path, and so put another folder in this one's
  // place: a folder on the way belongs to another user, or others may write to it (with the sticky
  // bit: the entry that the path names there belongs to another user).
  [[nodiscard]] virtual bool others_may_exchange() const = 0;

  // Opens the folder, or the nearest one above it that exists.
  [[nodiscard]] virtual Result<std::unique_ptr<Directory>> open(
      SecurityDescriptors descriptors) const = 0;
  // The outcome of `create`, which makes the missing folders with the process's usual mode. A
  // folder that somebody else made meanwhile is taken as it is; it fails with already_exists for an
  // entry that is no folder, and for a link of the path that leads nowhere.
  struct Created {
    int folders = 0;      // that many were created
    bool is_new = false;  // the last of the missing folders was created, not found
  };
  [[nodiscard]] virtual Result<Created> create() = 0;
};

// Follows the path. Fails if something on it is no folder or may not be looked at.
[[nodiscard]] Result<std::unique_ptr<RootPlace>> find_root(const std::string& path);

// Opens an existing folder, following links in `path`: the administrator's own link to a disk
// works. Fails with is_a_link, with the link in words, if the path leads through one of somebody
// else.
[[nodiscard]] Result<std::unique_ptr<Directory>> open_root(
    const std::string& path, SecurityDescriptors descriptors = SecurityDescriptors::left_out);

// Creates the folder and its missing parents with the process's usual mode; succeeds if it exists
// already. Returns the number of folders created. Fails with is_a_link like open_root.
[[nodiscard]] Result<int> create_folders(const std::string& path);

enum class Overlap { none, same, replica_in_source, source_in_replica };
// The result of comparing the real folders (device and inode of each and of all their parents), not
// the text of their paths. A replica that does not exist yet is judged by its nearest existing
// parent. If the replica lies in the source, `inner` is its path below the source.
struct OverlapFinding {
  Overlap kind = Overlap::none;
  std::string inner;
};
[[nodiscard]] Result<OverlapFinding> find_overlap(const RootPlace& source,
                                                  const RootPlace& replica);

}  // namespace lockstep
