// The writer of everything that is no folder. It hands hard links and files to their writers, and
// makes links and special files itself, since these have no content of their own. A new one of
// these gets its name at once (a link can't be half there); one that replaces something is made
// under a temporary name and then takes its place.
#pragma once

#include <string>

#include "core/change/file_writer.h"
#include "core/change/hard_link_writer.h"
#include "core/change/replica_writer.h"
#include "core/change/rights_writer.h"
#include "core/change/waiting_for_space.h"
#include "core/model/plan.h"

namespace lockstep {

class EntryWriter {
 public:
  // The writers that this one hands entries to, and asks.
  struct Uses {
    RightsWriter& rights;
    WaitingForSpace& waiting;
    HardLinkWriter& hard_links;
    FileWriter& files;
  };
  EntryWriter(ReplicaWriter& writer, Uses uses)
      : writer_(writer), context_(writer.context()), use_(uses) {}

  // Both may be called by several threads. An operation that fails is told as a problem, or waits
  // for space.
  void create(const Creation& creation);
  void update(const Update& update);

 private:
  void create_link_or_special(const Creation& creation);
  void replace_by_link_or_special(const Update& update);
  // A link or special file of the source, and the name that its copy gets in the replica.
  struct Wanted {
    const PairPointer& folder;
    const std::string& name;
    const Entry& source;
    const std::string& new_name;
  };
  // Makes the copy, with its metadata, from the entry as it is when it is read.
  [[nodiscard]] Result<void> make(const Wanted& wanted, Directory& replica);

  ReplicaWriter& writer_;
  const Context& context_;
  const Uses use_;
};

}  // namespace lockstep
