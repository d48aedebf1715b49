// The writer that repairs metadata in place. It makes one system call after another on one inode;
// the next pass finds and does whatever is cut short.
#pragma once

#include <vector>

#include "core/change/replica_writer.h"
#include "core/change/waiting_for_space.h"
#include "core/look/selected_attributes.h"
#include "core/model/plan.h"

namespace lockstep {

class RepairWriter {
 public:
  RepairWriter(ReplicaWriter& writer, WaitingForSpace& waiting)
      : writer_(writer), context_(writer.context()), waiting_(waiting) {}

  // Carries out the repairs. Returns when all is done, or a stop was asked for. Entries that
  // changed since they were compared are left alone: the repaired times vouch for the content that
  // was found equal, and for no other.
  void carry_out(std::vector<Repair> repairs);

 private:
  enum class Repaired { done, changed_in_source };
  void repair_one(const Repair& repair);
  [[nodiscard]] Result<Repaired> try_to_repair(const Repair& repair, Directory& replica);
  [[nodiscard]] Result<AttributesOfBoth> read_attributes_for(const Repair& repair,
                                                             const Handle& replica,
                                                             VolumeState& volume);

  ReplicaWriter& writer_;
  const Context& context_;
  WaitingForSpace& waiting_;
};

}  // namespace lockstep
