// The files whose times vouch for nothing, since somebody may have written to them while they were
// read: one long write(2) has the times of its beginning, and a mapped page those of its first
// change. They are compared by content in later passes until they were read while nobody had them
// open for writing. They are kept on record, so that restarts forget none; and they are bounded:
// beyond so many files, or so long paths, each brings its folder into doubt, with all the files in
// it.
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

// True if a file of this ctime may have changed unseen while it was read, from `now` on. If nobody
// tells of writers, one that changed within the last minute may still be written to.
[[nodiscard]] bool may_change_unseen(Writers writers, Timestamp changed, Timestamp now);

class Doubts {
 public:
  // Copies only the files in doubt from the record. If it is null no file is in doubt.
  explicit Doubts(const PairRecord* record);

  // Returns the names of the files of this folder that are in doubt since the passes before,
  // sorted.
  [[nodiscard]] std::vector<std::string> names_in(const std::string& folder) const;
  // True if every file of this folder is in doubt.
  [[nodiscard]] bool are_all_in(const std::string& folder) const;
  [[nodiscard]] bool any_known() const { return !known_.empty() || !known_folders_.empty(); }

  // Both note that the replica holds what was read at this path: `add` that somebody had it open
  // for writing, and that it was a version of this ctime; `settle` that nobody had.
  void add(const std::string& path, Timestamp changed);
  void settle(const std::string& path);
  // Adds one more name of a file that is in doubt under the existing one.
  void add_name(const std::string& path, const std::string& existing);
  // True if `settle` and `add_name` can't do anything, for callers that would have to make a path
  // first.
  [[nodiscard]] bool idle() const { return !any_known() && !any_added_.load(); }

  // Returns the files that the next pass must read. `complete` is true if this pass came to see
  // every file: those that it did not read again are gone.
  [[nodiscard]] DoubtRecord next(bool complete) const;

 private:
  // The bounds. The record is read whole, and a path may be as long as the tree is deep, so the sum
  // of their lengths counts, too.
  static constexpr std::size_t kMost = 10'000;
  static constexpr std::size_t kMostBytes = 4 * 1024 * 1024;
  static constexpr std::size_t kMostFolders = 100'000;

  // Both are called while mutex_ is held.
  void add_one(const std::string& path, std::optional<Timestamp> changed);
  [[nodiscard]] bool is_added(const std::string& path) const;

  const std::vector<std::string> known_;
  const std::vector<std::uint64_t> known_folders_;
  const std::optional<Timestamp> all_known_from_;
  std::atomic<bool> any_added_{false};
  mutable std::mutex mutex_;
  // The files of `known_` that were settled. Guarded by mutex_.
  std::set<std::string> settled_;
  std::set<std::string> added_;    // guarded by mutex_
  // The length of their paths. Guarded by mutex_.
  std::size_t added_bytes_ = 0;
  // Hashes of their paths. Guarded by mutex_.
  std::set<std::uint64_t> added_folders_;
  // The oldest change of a file beyond those. Guarded by mutex_.
  std::optional<Timestamp> all_from_;
};

}  // namespace lockstep
