// Files whose times vouch for nothing, since somebody may have written to them while they were
// read: one long write(2) has the times of its beginning, and a mapped page those of its first
// change. They are compared by content in later passes until they were read with no writer there.
// Kept on record, so that restarts forget none; bounded: beyond so many files, or so long paths,
// each brings its folder into doubt, with all the files in it.
//
// Thread-safe.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/model/record.h"
#include "platform/disk/directory.h"

namespace lockstep {

// May a file of this ctime have changed unseen while it was read, from `now` on? Where nobody tells
// of writers, one that changed within the last minute may still be written to.
[[nodiscard]] bool may_change_unseen(Writers writers, Timestamp changed, Timestamp now);

class Doubts {
 public:
  // Copies what is in doubt from the record and nothing else of it; null: nothing is in doubt.
  explicit Doubts(const PairRecord* record);

  // Which files of this folder are in doubt since the passes before: their names, sorted.
  [[nodiscard]] std::vector<std::string> names_in(const std::string& folder) const;
  // Is every file of this folder?
  [[nodiscard]] bool are_all_in(const std::string& folder) const;
  [[nodiscard]] bool any_known() const { return !known_.empty() || !known_folders_.empty(); }

  // The replica holds what was read at this path: with a writer there, and as a version of this
  // ctime; or with none.
  void add(const std::string& path, Timestamp changed);
  void settle(const std::string& path);
  // One more name of a file that is in doubt under this one.
  void add_name(const std::string& path, const std::string& existing);
  // For whoever would have to make a path first: can `settle` and `add_name` do anything?
  [[nodiscard]] bool idle() const { return !any_known() && !any_added_.load(); }

  // Returns what the next pass must read. `complete`: this pass came to see every file, and what it
  // did not read again is gone.
  [[nodiscard]] DoubtRecord next(bool complete) const;

 private:
  // The record is read whole. A path may be as long as the tree is deep: their sum counts.
  static constexpr std::size_t kMost = 10'000;
  static constexpr std::size_t kMostBytes = 4 * 1024 * 1024;
  static constexpr std::size_t kMostFolders = 100'000;

  // Both hold mutex_.
  void add_one(const std::string& path, std::optional<Timestamp> changed);
  [[nodiscard]] bool is_added(const std::string& path) const;

  const std::vector<std::string> known_;
  const std::vector<std::uint64_t> known_folders_;
  const std::optional<Timestamp> all_known_from_;
  std::atomic<bool> any_added_{false};
  mutable std::mutex mutex_;
  std::set<std::string> settled_;  // guarded by mutex_: of `known_`
  std::set<std::string> added_;    // guarded by mutex_
  std::size_t added_bytes_ = 0;    // guarded by mutex_: of their paths
  std::set<std::uint64_t> added_folders_;  // guarded by mutex_: hashes of their paths
  std::optional<Timestamp> all_from_;  // guarded by mutex_: the oldest beyond those
};

}  // namespace lockstep
