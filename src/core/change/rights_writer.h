// The writer that decides who may look into the replica's folders while a pass is at work. Whatever
// the source protects is protected before it arrives: rights are taken away first and given at the
// end. Folders that this user has closed to itself are opened to this user alone, and closed again.
//
// If the process dies in between, a folder grants less than it should, or its owner more than its
// mode says: either way its mode differs from the source's, and the next pass repairs it.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "core/change/replica_writer.h"
#include "core/model/plan.h"

namespace lockstep {

class RightsWriter {
 public:
  explicit RightsWriter(ReplicaWriter& writer) : writer_(writer), context_(writer.context()) {}

  // Takes rights that the source no longer grants from these folders, in parallel. Folders that an
  // earlier call was given are skipped. If that fails, nothing new is put into the folder.
  void take_rights(const std::vector<std::shared_ptr<const Pair>>& folder_repairs);
  // Does the same for entries that are about to be moved. May be called by several threads.
  [[nodiscard]] Result<void> protect(const std::vector<Repair>& moved);
  // Returns false for a folder that is missing, or shows more than it may. May be called by several
  // threads.
  [[nodiscard]] bool may_put_into(const Pair& folder) const;

  // Makes it possible for this user to look into one of its own folders in the replica, whose mode
  // forbids that. Returns false if that can't be done. At the end of the pass such a folder gets
  // the source's mode; `close_again` gives it back its old one if the source lacks the folder. Both
  // are called while nothing else changes the replica.
  [[nodiscard]] bool open_up(const Pair& folder);
  void close_again();

 private:
  void take_rights_of(const PairPointer& folder);
  [[nodiscard]] Result<void> take_rights_now(const PairPointer& folder);

  ReplicaWriter& writer_;
  const Context& context_;
  // The number of the plan's folder repairs that earlier calls were given. It changes only between
  // parallel parts.
  std::size_t asked_for_ = 0;
  std::atomic<bool> any_shows_too_much_{false};
  struct Opened {
    PairPointer folder;
    std::uint16_t mode = 0;  // the mode before
  };
  std::vector<Opened> opened_;  // changes only between parallel parts
};

// A folder's own handle, opened from the folder above it. It serves folders that nobody may enter.
struct Outside {
  std::shared_ptr<Directory> parent;
  std::unique_ptr<Handle> handle;
  Entry now;
};
// Opens the folder like that. Fails with `changed` if another entry has taken the place of the
// folder that the walk saw.
[[nodiscard]] Result<Outside> open_from_outside(const Pair& folder);

}  // namespace lockstep
