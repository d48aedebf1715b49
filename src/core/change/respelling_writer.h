// The writer for entries that the replica spells otherwise than the source ("Readme" for "README")
// on a volume that takes both names for one. If the process dies while such an entry bears its
// temporary name, the next pass copies it anew. A folder, which is extra under that name as under
// any other, gets its name back if its contents tell which one it is.
#pragma once

#include <vector>

#include "core/change/replica_writer.h"
#include "core/model/plan.h"

namespace lockstep {

class RespellingWriter {
 public:
  explicit RespellingWriter(ReplicaWriter& writer) : writer_(writer), context_(writer.context()) {}

  // Carries out the respellings, one after the other. Learns which volumes have their own idea of a
  // name.
  void carry_out(std::vector<Rename> respellings);

 private:
  // Returns false if the entry could not be respelt, which was told.
  [[nodiscard]] bool respell_one(const Rename& rename);
  void look_again(const PairPointer& folder, const std::vector<const Rename*>& respelt);

  ReplicaWriter& writer_;
  const Context& context_;
};

}  // namespace lockstep
