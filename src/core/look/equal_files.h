// Remembers large files that were read and found equal, by their inodes' versions. A file is read
// while its ctime is not older than the last complete pass; while a lasting problem keeps passes
// from being complete, that would be in every pass. The memory is bounded, and lasts for the life
// of a job: a file that is not known is read.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <unordered_map>

#include "base/entry.h"

namespace lockstep {

class EqualFiles {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  // Forgets files that the pass before had no use for.
  void begin_pass();

  // True if these are the inodes that were read, unchanged since.
  [[nodiscard]] bool know(const Entry& source, const Entry& replica);

  // Notes that they were equal when they were read from `begun` on, after these entries were looked
  // up. This is believed from the second time on, some seconds after the first: a change within the
  // same tick of the volume's clock leaves no other ctime.
  void found_equal(const Entry& source, const Entry& replica, Moment begun, Moment ended);

 private:
  struct Known {
    Identity replica;
    Timestamp source_changed;
    Timestamp replica_changed;
    Moment seen;  // when the first reading ended
    bool believed = false;
    bool used = true;
    [[nodiscard]] bool is_of(const Entry& source_now, const Entry& replica_now) const;
  };
  std::mutex mutex_;
  // By the source's identity. Guarded by mutex_.
  std::unordered_map<Identity, Known, IdentityHash> files_;
};

}  // namespace lockstep
