// Opens the source's files for a pass, past other programs' leases, and asks who else may write to
// them. Thread-safe.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>

#include "base/clock.h"
#include "core/model/observer.h"
#include "platform/disk/directory.h"

namespace lockstep {

class SourceFiles {
 public:
  // Both are borrowed. `stop` ends the waiting for a lease.
  SourceFiles(const Clock& clock, Progress& progress, std::stop_token stop)
      : clock_(clock), progress_(progress), stop_(std::move(stop)) {}

  // Opens a file as Directory::open_file does; if another program holds a lease on it this waits
  // until it has given that up, for some seconds. When such waiting, in vain or not, has held the
  // pass up for long, the other holders are asked and not waited for: they have time until the next
  // pass.
  [[nodiscard]] Result<std::unique_ptr<ReadableFile>> open(const Directory& folder, Name name);

  // Tells about writers of an open file; to be asked before the first byte is read. `entry` is the
  // file's, in `folder`.
  [[nodiscard]] Writers writers_of(const ReadableFile& file, const Entry& entry,
                                   const Directory& folder);

 private:
  [[nodiscard]] bool is_local(std::uint64_t device, const Directory& folder);

  const Clock& clock_;
  Progress& progress_;
  const std::stop_token stop_;
  std::atomic<std::int64_t> held_up_{0};  // milliseconds
  std::atomic<std::uint64_t> last_local_{0};  // the device that was asked for last, plus one
  std::mutex mutex_;
  // By device. Guarded by mutex_.
  std::map<std::uint64_t, bool> local_;
};

}  // namespace lockstep
