// The differences between two trees, as the operations that remove them. Holds differences only:
// memory follows the changes. Each operation carries what it expects to find, what it wants and the
// reason; apply checks the expectation again before it changes anything. Its entries are without
// names: the name belongs to the operation.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/entry.h"
#include "core/model/changes.h"
#include "core/model/pair.h"

namespace lockstep {

// Returns what is lost with this entry: a file's bytes. A link's size is that of its target's name,
// and a device's is its number.
[[nodiscard]] inline std::uint64_t bytes_held_by(const Entry& entry) {
  return entry.kind == EntryKind::file ? entry.size : 0;
}

// Another name of the same file, in the replica.
struct LinkTarget {
  PairPointer folder;
  std::string name;
  // `stays` is the file that the name must lead to, because the replica keeps it. `replaced` is the
  // file that a copy was to replace there: if the name still leads to it, the copy failed, and the
  // old file must not get a second name.
  std::optional<Identity> stays = {};
  std::optional<Identity> replaced = {};
};

// A name that the replica lacks. A folder stands for everything below it, unless it was expanded:
// then every entry below has an operation of its own, in `contents`' folder and further down.
struct Creation {
  PairPointer folder;
  std::string name;
  Entry source;
  // For folders, the pair below. It is set by whoever makes the operation.
  std::shared_ptr<Pair> contents = {};
  bool expanded = false;
  std::optional<LinkTarget> link_to = {};  // the entry becomes one more name of this
  std::optional<Entry> replaces = {};  // an entry that is no folder makes room for a folder
  bool after_removals = false;  // a folder must be emptied and removed first
  [[nodiscard]] bool replaces_newer() const {
    return replaces && replaces->modified() > source.modified();
  }
};

// An entry whose content or kind differs: a complete new one takes its place in one step.
struct Update {
  PairPointer folder;
  std::string name;
  Entry source;
  Entry replica;  // expected to be found
  std::string reason;
  std::optional<LinkTarget> link_to = {};
  bool same_content = false;  // only the group of hard links is not the source's
  // True if the replica's file is newer than the source's: a first pass into a foreign folder
  // leaves it alone.
  [[nodiscard]] bool replaces_newer() const { return replica.modified() > source.modified(); }
};

// An entry whose content is equal, and whose metadata is not.
struct Repair {
  PairPointer folder;
  std::string name;
  Entry source;
  Entry replica;
  Changes changes;
  // True if this pass gives the file other names, or takes some away, and with that gives it
  // another ctime.
  bool names_change = false;
};

// A name that the source lacks. A folder comes with everything below it, each entry an operation of
// its own.
struct Removal {
  PairPointer folder;
  std::string name;
  Entry replica;
  std::shared_ptr<const Pair> contents = {};  // folders: the pair below
  bool empty_folder = false;  // the folder counts as a leaf
  bool excluded = false;  // the source may have it: --delete-excluded
  bool temporary = false;  // one of our own, left by a process that died: not counted
  std::optional<OtherSpelling> other_spelling = {};

  [[nodiscard]] bool is_folder() const { return replica.kind == EntryKind::directory; }
  [[nodiscard]] bool is_counted_leaf() const {
    return !temporary && (!is_folder() || empty_folder);
  }
};

// An entry that is gone in one place and new in another with the same content. A folder stands for
// everything below it.
struct Rename {
  PairPointer from_folder;
  std::string from_name;
  PairPointer to_folder;
  std::string to_name;
  Entry source;  // at the new place
  Entry replica;  // expected at the old place
  // The operations that this rename replaced in the plan. If the volume refuses the rename, the
  // creations come back into the plan, and the removals follow when the copies are there.
  std::vector<Creation> creations = {};
  std::vector<Removal> removals = {};
  // True for one entry on both sides that is spelt as in the source from now on: nothing else
  // depends on it.
  bool respelling = false;
  // The moved entries, at their old place, to which somebody is to lose a right. The right is taken
  // away before the move, so that nobody can use it at the new place.
  std::vector<Repair> protects = {};
};

struct Plan {
  std::vector<Creation> creations;
  std::vector<Update> updates;
  std::vector<Repair> repairs;
  std::vector<Removal> removals;
  std::vector<Rename> renames;
  // The folders on both sides whose own metadata differs: it is set at the end, after their
  // entries.
  std::vector<std::shared_ptr<const Pair>> folder_repairs;

  [[nodiscard]] std::size_t size() const {
    return creations.size() + updates.size() + repairs.size() + removals.size() + renames.size() +
           folder_repairs.size();
  }
};

}  // namespace lockstep
