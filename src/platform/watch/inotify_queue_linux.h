// The kernel's queue of inotify events (inotify(7)): adds and removes watches, and reads records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "platform/system/descriptor_posix.h"

namespace lockstep {

struct InotifyRecord {
  int watch = -1;
  std::uint32_t mask = 0;
  std::uint32_t cookie = 0;  // joins the two records of a rename
  std::string_view name = {};  // of the entry in the watched folder; empty for the folder itself
};

// Takes the next record off the front of `bytes`, which are what one read returned.
[[nodiscard]] InotifyRecord next_record(std::span<const std::byte>& bytes);

class InotifyQueue {
 public:
  // Fails with not_supported, and says why.
  [[nodiscard]] static Result<InotifyQueue> open();

  // Watches an open folder; returns the watch's number, which is the same again for a folder that
  // is watched. errno's value is the error's system_code.
  [[nodiscard]] Result<int> add(int folder) const;
  // Does nothing if the kernel has removed it already.
  void remove(int watch) const;
  // Returns what is in the queue, at most a buffer full; never waits. It is valid until the next
  // call.
  [[nodiscard]] std::span<const std::byte> read();
  // True if the last read took all that was there then.
  [[nodiscard]] bool was_emptied() const { return emptied_; }
  // Becomes readable when there is something to read.
  [[nodiscard]] const Descriptor& descriptor() const { return descriptor_; }

 private:
  explicit InotifyQueue(Descriptor descriptor);

  Descriptor descriptor_;
  std::vector<std::byte> buffer_;
  bool emptied_ = true;
};

}  // namespace lockstep
