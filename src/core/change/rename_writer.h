// The writer of renames: entries that are gone in one place and new in another with the same
// content. Each is one system call; the next pass finds and does whatever is cut short.
#pragma once

#include <vector>

#include "core/change/replica_writer.h"
#include "core/change/rights_writer.h"
#include "core/change/waiting_for_space.h"
#include "core/model/plan.h"

namespace lockstep {

class RenameWriter {
 public:
  RenameWriter(ReplicaWriter& writer, RightsWriter& rights, WaitingForSpace& waiting)
      : writer_(writer), context_(writer.context()), rights_(rights), waiting_(waiting) {}

  // Carries out the plan's renames, one after the other. A rename that the volume refuses comes
  // back into the plan as creations, and is returned so that the old names can be removed once the
  // copies are there.
  [[nodiscard]] std::vector<Rename> carry_out(Plan& plan);
  // Returns whether everything that the creations of a refused rename were to copy is at its new
  // place.
  [[nodiscard]] bool is_copied(const Rename& refused) const;
  // Carries out renames that waited for space. An entry whose rename is refused now stays where it
  // is, and is a problem.
  void retry(const std::vector<Rename>& renames);

 private:
  [[nodiscard]] Result<void> rename_one(const Rename& rename);
  [[nodiscard]] Result<Performed> move_entry(const Rename& rename);
  void account_for(const Rename& rename);

  ReplicaWriter& writer_;
  const Context& context_;
  RightsWriter& rights_;
  WaitingForSpace& waiting_;
};

}  // namespace lockstep
