// Random trees, and random things that users do to them, from a seed. A history is a list of edits
// that make sense in any tree: each picks its victims by number from the entries there, and does
// nothing if there is none to pick. So a history can be cut anywhere, which is how a failing one
// shrinks (check_histories.h).
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "platform/disk/directory.h"
#include "support/trees/memory_tree.h"

namespace lockstep {

enum class EditKind : std::uint8_t {
  create_file,
  create_folder,
  create_link,
  create_special,
  create_deep,         // a chain of folders with a file at its end
  rewrite,             // other content, other size, same inode
  rewrite_same_size,   // other content, same size, same inode
  rewrite_quietly,     // and the old mtime set again
  replace,             // as editors do: a new file over the old name
  touch,
  change_mode,
  change_owner,
  change_attribute,
  remove_attribute,
  rename,              // in its folder
  move,                // a file, a link or a whole folder, into another folder
  move_over,           // onto a file that is there
  swap_names,          // of two entries
  change_kind,         // file <-> folder <-> link, whatever is below goes
  retarget,            // a link, to a target of the same length
  join_link_group,     // one more name of a file
  leave_link_group,    // a name becomes a file of its own, with the same content
  remove,
  set_folder_time,
};
inline constexpr std::size_t kEditKinds = static_cast<std::size_t>(EditKind::set_folder_time) + 1;

struct Edit {
  EditKind kind = EditKind::create_file;
  std::uint32_t first = 0;   // picks the entry
  std::uint32_t second = 0;  // picks the other one: a folder, a name
  std::uint32_t third = 0;   // picks contents, sizes, times, modes
  friend bool operator==(const Edit&, const Edit&) = default;
};
std::ostream& operator<<(std::ostream& out, const Edit& edit);

using History = std::vector<Edit>;

// Says what a tree is able to take. Edits that it refuses as not_supported or permission_denied are
// skipped anyway.
struct EditLimits {
  bool specials = true;
  bool owners = true;
  bool attributes = true;
  bool hard_links = true;
  bool unreadable_files = true;  // modes that lock out users other than the superuser
  bool odd_names = true;     // newlines, bytes that are not UTF-8, 255 bytes
  // Gives each content an mtime of its own, to two seconds, for cases in which size and mtime have
  // to tell whether a file was changed.
  bool telling_times = false;
  // Times before 1970 and after 2038, which many disks turn into the nearest they have.
  bool odd_times = true;
  std::uint32_t largest_file = 20'000;
};

// Writes into a file without giving it another inode, which no Directory can.
using InPlace = std::function<void(const std::string& path, const std::string& content)>;
[[nodiscard]] InPlace overwriting(MemoryTree& tree);
// Returns one for a folder of the real disk. Links in `path_of_root` itself are followed.
[[nodiscard]] InPlace overwriting_below(const std::string& path_of_root);

// Makes the edit; returns what was done ("rename 'a/b' -> 'a/c'"), or nothing if there was no entry
// to do it to.
std::string apply(const Edit& edit, Directory& root, const InPlace& in_place,
                  const EditLimits& limits = {});

// Makes a history of so many edits; the same for the same seed. The first ones create more than
// they change.
[[nodiscard]] History random_history(std::uint64_t seed, std::size_t length);

// Builds a tree of about so many entries, with files, folders, links and all they can have.
void build_random(Directory& root, const InPlace& in_place, std::uint64_t seed, std::size_t edits,
                  const EditLimits& limits = {});

}  // namespace lockstep
