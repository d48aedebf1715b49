// Names that join a file of the replica (hard links), and which files those are.
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

  // What became of a name: it is done with (made, told as a problem, or waiting), or its content is
  // to be copied, since the volume refuses one more name for the file.
  enum class Joined { done_with, copy_instead };

  // All may be called by several threads.
  [[nodiscard]] Joined create(const Creation& creation);
  // The name is taken from what has it; that file keeps its other names.
  [[nodiscard]] Joined update(const Update& update);
  // Remembers which entry got that name, as long as others of the source's names are to join it.
  void note_made(const PairPointer& folder, const std::string& name, const Entry& source,
                 const Entry& made);

 private:
  // The file that the target's name should lead to; none: it can't be told.
  [[nodiscard]] std::optional<Identity> expected_file(const LinkTarget& target);
  // `name` becomes one more name of the target's file.
  [[nodiscard]] Result<void> join(const LinkTarget& target, Directory& replica,
                                  const std::string& name);
  [[nodiscard]] Result<void> replace(const Update& update, Directory& replica);
  // A file of which one name is in doubt is so under the other, too.
  void share_doubt(const LinkTarget& target, const Pair& folder, const std::string& name);
  // Was it the volume that refused one more name for the target's file?
  [[nodiscard]] bool must_copy_instead(const PairPointer& folder, const LinkTarget& target,
                                       const Error& error);

  ReplicaWriter& writer_;
  const Context& context_;
  WaitingForSpace& waiting_;
  std::mutex mutex_;
  // Guarded by mutex_: by folder and name, first names of files that get others.
  std::map<std::pair<const Pair*, std::string>, Identity> made_;
};

}  // namespace lockstep
