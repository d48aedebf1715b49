#include "core/look/source_files.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>

#include "base/worker_pool.h"

namespace lockstep {
namespace {

constexpr std::chrono::seconds kPatience{5};
// A lease that is given up at once is waited for, however many there are. The waiting for others
// ends when it has held the pass up for this long in all.
constexpr std::chrono::milliseconds kAtOnce{500};
constexpr std::chrono::milliseconds kHeldUpAtMost{20'000};

void wait_for(std::chrono::milliseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never_notified;
  std::unique_lock lock(mutex);
  never_notified.wait_for(lock, stop, time, [] { return false; });
}

Error still_leased(const Error& error) {
  return Error(ErrorKind::leased,
               "another program, such as a file server, holds a lease on it and was asked to give "
               "it up; the next pass tries again",
               error.system_code());
}

bool is_leased(const Result<std::unique_ptr<ReadableFile>>& opened) {
  return !opened && opened.error().kind() == ErrorKind::leased;
}

}  // namespace

Result<std::unique_ptr<ReadableFile>> SourceFiles::open(const Directory& folder, Name name) {
  auto opened = folder.open_file(name);
  if (!is_leased(opened)) return opened;
  if (held_up_.load() < kHeldUpAtMost.count()) {
    const WorkerPool::Rest rest;  // gives another worker its turn meanwhile
    const Counted resting(progress_.resting);
    const auto begun = clock_.steady_now();
    const auto give_up = begun + kPatience;
    std::chrono::milliseconds waited{0};
    std::chrono::milliseconds pause{2};
    while (is_leased(opened) && waited < kPatience && clock_.steady_now() < give_up) {
      wait_for(pause, stop_);
      if (stop_.stop_requested()) return failure(ErrorKind::cancelled);
      waited += pause;
      pause = std::min(pause * 2, std::chrono::milliseconds{100});
      opened = folder.open_file(name);
    }
    const auto took = std::max(
        waited, std::chrono::duration_cast<std::chrono::milliseconds>(clock_.steady_now() - begun));
    if (took > kAtOnce) held_up_ += took.count();
    if (!is_leased(opened)) return opened;
  }
  return failure(still_leased(opened.error()));
}

Writers SourceFiles::writers_of(const ReadableFile& file, const Entry& entry,
                                const Directory& folder) {
  return is_local(entry.identity.volume, folder) ? file.writers() : Writers::unknown;
}

bool SourceFiles::is_local(std::uint64_t device, const Directory& folder) {
  if (last_local_.load(std::memory_order_relaxed) == device + 1) return true;
  const std::scoped_lock lock(mutex_);
  auto known = local_.find(device);
  if (known == local_.end()) {
    const auto volume = folder.volume();
    known = local_.emplace(device, volume && !volume->remote).first;
  }
  if (known->second) last_local_ = device + 1;
  return known->second;
}

}  // namespace lockstep
