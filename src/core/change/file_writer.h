// The writer of regular files whose content is copied. It stages each file complete, with its
// metadata, and hands it to the publisher.
#pragma once

#include "core/change/hard_link_writer.h"
#include "core/change/publisher.h"
#include "core/change/replica_writer.h"
#include "core/change/stage_file.h"
#include "core/change/waiting_for_space.h"
#include "core/model/plan.h"

namespace lockstep {

class FileWriter {
 public:
  FileWriter(ReplicaWriter& writer, WaitingForSpace& waiting, HardLinkWriter& hard_links,
             Publisher& publisher)
      : writer_(writer), waiting_(waiting), hard_links_(hard_links), publisher_(publisher) {}

  // Both may be called by several threads. A file that can't be copied is told as a problem, or
  // waits for space.
  void copy_new(const Creation& creation);
  void copy_over(const Update& update);

 private:
  // Tells of a failure. If the source no longer has the file, that is no problem.
  void tell(const char* what, const Pair& folder, const std::string& name,
            const SidedError& failed);

  ReplicaWriter& writer_;
  WaitingForSpace& waiting_;
  HardLinkWriter& hard_links_;
  Publisher& publisher_;
};

}  // namespace lockstep
