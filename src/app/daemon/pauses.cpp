#include "app/daemon/pauses.h"

namespace lockstep {

Result<void> Pauses::recall_all() {
  if (memory_ != PauseMemory::in_state_folder) return {};
  const auto paused = records_.is_paused();
  if (!paused) return failure(paused.error());
  const std::scoped_lock lock(mutex_);
  all_ = *paused;
  return {};
}

Result<void> Pauses::recall(const std::vector<JobSettings>& jobs) {
  if (memory_ != PauseMemory::in_state_folder) return {};
  for (const JobSettings& job : jobs) {
    const auto paused = records_.is_paused(job.name);
    if (!paused) return failure(paused.error());
    const std::scoped_lock lock(mutex_);
    if (*paused) alone_.insert(job.name);
  }
  return {};
}

Result<void> Pauses::set(const std::string& job, bool paused) {
  if (memory_ == PauseMemory::in_state_folder) {
    if (auto kept = records_.keep_paused(paused, job); !kept) return kept;
  }
  const std::scoped_lock lock(mutex_);
  if (job.empty()) {
    all_ = paused;
  } else if (paused) {
    alone_.insert(job);
  } else {
    alone_.erase(job);
  }
  return {};
}

bool Pauses::all() const {
  const std::scoped_lock lock(mutex_);
  return all_;
}

bool Pauses::alone(const std::string& job) const {
  const std::scoped_lock lock(mutex_);
  return alone_.contains(job);
}

}  // namespace lockstep
