// The map from the system's watches to the folders of a source: which folder a watch is on, and
// what that folder's path is now. It asks the system nothing; it is told of moves and removals.
//
// A folder knows its parent and its name, so a rename is one change whatever lies below. One watch
// may be on several folders of the map: bind mounts show a folder twice, and a walk may have opened
// a folder under a name that it has lost since. Not safe for several threads at once.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/entry.h"
#include "base/relative_path.h"

namespace lockstep {

class WatchedFolders {
 public:
  // A folder in the map; the number is given to another one after the folder was forgotten.
  using Folder = std::uint32_t;
  static constexpr Folder kNone = UINT32_MAX;
  static constexpr Folder kRoot = 0;
  // The parent of folders that have lost their place, and may get another one soon.
  static constexpr Folder kNowhere = 1;
  static constexpr int kNoWatch = -1;

  WatchedFolders();

  // Says that the folder of this path is watched. If another folder was known there, it is
  // forgotten with all below.
  void place(const RelativePath& path, const Identity& identity, int watch);
  // Says that the folder was found again where it is known to be.
  void seen(Folder folder) { at(folder).generation = generation_; }
  // Gives a folder another place, where none may be known. Returns false, with nothing done, if
  // `parent` lies below it: then the map is wrong.
  bool move(Folder folder, Folder parent, std::string_view name);
  // Forgets a folder and all below it; of the root, only what is below.
  void forget(Folder folder);

  // Says that events were lost: no folder is trusted to be where it is known to be before it was
  // placed or seen again.
  void distrust();
  // Says that a walk of all folders begins, and that it came to its end. What was neither placed,
  // nor seen, nor moved (with all below) in between is forgotten.
  void begin_walk();
  void end_walk();

  [[nodiscard]] Folder find(const RelativePath& path) const;
  [[nodiscard]] Folder child(Folder parent, std::string_view name) const;
  // Returns nothing for a folder that is nowhere, or below such a one.
  [[nodiscard]] std::optional<RelativePath> path_of(Folder folder) const;
  [[nodiscard]] std::vector<Folder> folders_of(int watch) const;
  [[nodiscard]] Folder parent_of(Folder folder) const { return at(folder).parent; }
  [[nodiscard]] const Identity& identity_of(Folder folder) const { return at(folder).identity; }
  // True if no folder is known below it.
  [[nodiscard]] bool is_leaf(Folder folder) const { return at(folder).first_child == kNone; }
  // Returns kNoWatch for a folder that is known only because one below it is watched.
  [[nodiscard]] int watch_of(Folder folder) const { return at(folder).watch; }
  [[nodiscard]] bool is_trusted(Folder folder) const {
    return at(folder).generation >= trusted_from_;
  }

  [[nodiscard]] std::uint64_t watched() const { return watched_; }
  // Counts different watches.
  [[nodiscard]] std::uint64_t watches() const { return watches_; }
  // Returns the watches that have lost their last folder since this was asked before. One of them
  // may be in use again.
  [[nodiscard]] std::vector<int> take_unused();
  [[nodiscard]] bool is_used(int watch) const { return first_of(watch) != kNone; }

 private:
  // A million folders are a million of these.
  struct Node {
    Identity identity;
    std::string name;
    Folder parent = kNone;
    Folder first_child = kNone;
    Folder next_sibling = kNone;
    Folder previous_sibling = kNone;
    Folder next_by_name = kNone;  // in the same bucket of by_name_
    Folder next_by_watch = kNone;  // in the same bucket of by_watch_
    int watch = kNoWatch;
    std::uint32_t generation = 0;  // when it was placed or seen last
    std::uint32_t moved = 0;  // when it was moved last
  };

  [[nodiscard]] Node& at(Folder folder) { return nodes_[folder]; }
  [[nodiscard]] const Node& at(Folder folder) const { return nodes_[folder]; }
  [[nodiscard]] Folder first_of(int watch) const;
  [[nodiscard]] std::size_t bucket_of(Folder parent, std::string_view name) const;
  [[nodiscard]] std::size_t bucket_of(int watch) const;
  [[nodiscard]] std::vector<Folder> below(Folder folder) const;
  Folder make(Folder parent, std::string_view name);
  void attach(Folder folder, Folder parent, std::string_view name);
  void detach(Folder folder);
  void set_watch(Folder folder, int watch);
  void drop_watch(Folder folder);
  void remove(Folder folder);
  void grow();

  std::deque<Node> nodes_;
  std::vector<Folder> free_;
  std::vector<Folder> by_name_;
  std::vector<Folder> by_watch_;
  std::vector<int> unused_;
  std::uint64_t watched_ = 0;
  std::uint64_t watches_ = 0;
  std::uint32_t generation_ = 1;
  std::uint32_t trusted_from_ = 0;
  std::optional<std::uint32_t> walk_;  // the generation at which the walk began
};

}  // namespace lockstep
