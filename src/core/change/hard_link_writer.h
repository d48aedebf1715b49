// The writer of hard links: names that join a file of the replica. It also remembers which files
// those are.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "core/change/replica_writer.h"
#include "core/change/waiting_for_space.h"
#include "core/model/plan.h"

namespace lockstep {

class HardLinkWriter {
 public:
  HardLinkWriter(ReplicaWriter& writer, WaitingForSpace& waiting)
      : writer_(writer), context_(writer.context()), waiting_(waiting) {}

  // The outcome for a name: it is done with (made, told as a problem, or waiting for space), or its
  // content must be copied, since the volume refuses one more name for the file.
  enum class Joined { done_with, copy_instead };

  // All may be called by several threads.
  [[nodiscard]] Joined create(const Creation& creation);
  // Takes the name from the file that has it now; that file keeps its other names.
  [[nodiscard]] Joined update(const Update& update);
  // Remembers which entry got that name, if other names of the source's file are to join it.
  void note_made(const PairPointer& folder, const std::string& name, const Entry& source,
                 const Entry& made);

 private:
  // Returns the file that the target's name should lead to; none if that can't be told.
  [[nodiscard]] std::optional<Identity> expected_file(const LinkTarget& target);
  // Makes `name` one more name of the target's file.
  [[nodiscard]] Result<void> join(const LinkTarget& target, Directory& replica,
                                  const std::string& name);
  [[nodiscard]] Result<void> replace(const Update& update, Directory& replica);
  // Marks this name as in doubt if the target's name is: both lead to the same file.
  void share_doubt(const LinkTarget& target, const Pair& folder, const std::string& name);
  // Returns whether it was the volume that refused one more name for the target's file.
  [[nodiscard]] bool must_copy_instead(const PairPointer& folder, const LinkTarget& target,
                                       const Error& error);

  ReplicaWriter& writer_;
  const Context& context_;
  WaitingForSpace& waiting_;
  std::mutex mutex_;
  // The first names of files that get others, by folder and name. Guarded by mutex_.
  std::map<std::pair<const Pair*, std::string>, Identity> made_;
};

}  // namespace lockstep
