// Recognizes records that say once more what was said before in the same read. The kernel drops a
// record that equals the one before it; two files that are written in turns fill its queue.
#pragma once

#include <array>
#include <functional>

#include "platform/watch/inotify_queue_linux.h"

namespace lockstep {

class RepeatedRecords {
 public:
  // Forgets all: the names that were seen are about to vanish, or to mean something else.
  void clear() { last_.fill({}); }

  // True if the last record that was seen of this name was the same. It may forget one, and then
  // returns false.
  [[nodiscard]] bool is_repeated(const InotifyRecord& record) {
    const std::size_t hash =
        std::hash<std::string_view>()(record.name) + static_cast<std::size_t>(record.watch);
    InotifyRecord& last = last_[hash % last_.size()];
    const bool same = last.watch == record.watch && last.mask == record.mask &&
                      last.cookie == record.cookie && last.name == record.name;
    last = record;
    return same;
  }

 private:
  std::array<InotifyRecord, 64> last_;
};

}  // namespace lockstep
