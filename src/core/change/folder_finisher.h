// Gives folders of the replica their own metadata, at the end of a pass, when nothing more is put
// into them: children before parents, since a parent's final mode may forbid to enter it.
#pragma once

#include <vector>

#include "core/change/replica_writer.h"

namespace lockstep {

class FolderFinisher {
 public:
  explicit FolderFinisher(ReplicaWriter& writer) : writer_(writer), context_(writer.context()) {}

  // Those that were touched by this pass, and these. Returns when all is done, or a stop was asked
  // for.
  void finish(const std::vector<PairPointer>& repairs);

 private:
  void finish_one(const Pair& folder);
  // A folder of ours that even we may not enter gets its mode from outside.
  [[nodiscard]] bool finish_from_outside(const Pair& folder);
  // False: it could not be done, which was told.
  [[nodiscard]] bool set_what_differs(const Pair& folder, Directory& replica, VolumeState& volume);
  void tell_repaired(const Pair& folder, std::string reason);
  // Tells of what could not be done to the folder; returns false.
  bool problem(const char* what, Side side, const Pair& folder, const Error& error);

  ReplicaWriter& writer_;
  const Context& context_;
};

}  // namespace lockstep
