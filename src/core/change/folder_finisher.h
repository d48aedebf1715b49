// The writer that gives folders of the replica their own metadata at the end of a pass, when
// nothing more is put into them. It takes children before parents, since a parent's final mode may
// forbid entering it.
#pragma once

#include <vector>

#include "core/change/replica_writer.h"

namespace lockstep {

class FolderFinisher {
 public:
  explicit FolderFinisher(ReplicaWriter& writer) : writer_(writer), context_(writer.context()) {}

  // Finishes the folders that this pass has touched, and those in `repairs`. Returns when all is
  // done, or a stop was asked for.
  void finish(const std::vector<PairPointer>& repairs);

 private:
  void finish_one(const Pair& folder);
  // Sets, from outside, the mode of a folder of ours that even we may not enter. Returns whether
  // that could be done.
  [[nodiscard]] bool finish_from_outside(const Pair& folder);
  // Sets the metadata that differs. Returns false if that failed, which was told.
  [[nodiscard]] bool set_what_differs(const Pair& folder, Directory& replica, VolumeState& volume);
  void tell_repaired(const Pair& folder, std::string reason);
  // Tells that `what` could not be done to the folder, and returns false.
  bool problem(const char* what, Side side, const Pair& folder, const Error& error);

  ReplicaWriter& writer_;
  const Context& context_;
};

}  // namespace lockstep
