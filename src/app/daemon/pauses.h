// Knows what is paused: all jobs together, or some by their names. Keeps that in the state folder
// if it is to outlast the process. Any thread may call anything.
#pragma once

#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "app/config/settings.h"
#include "app/record/record_store.h"
#include "base/result.h"

namespace lockstep {

// Says whether a paused daemon stays paused when it is started again.
enum class PauseMemory { in_state_folder, none };

class Pauses {
 public:
  // `records` is borrowed.
  Pauses(RecordStore& records, PauseMemory memory) : records_(records), memory_(memory) {}

  // Reads whether all jobs were paused when the previous process ended.
  [[nodiscard]] Result<void> recall_all();
  // Reads the same for these jobs, one by one. A job that was paused, taken out of the
  // configuration and put back is still paused.
  [[nodiscard]] Result<void> recall(const std::vector<JobSettings>& jobs);

  // An empty name means all jobs together, here and below. Nothing changes unless it can be kept.
  [[nodiscard]] Result<void> pause(const std::string& job) { return set(job, true); }
  [[nodiscard]] Result<void> resume(const std::string& job) { return set(job, false); }

  // Returns whether all jobs are paused together.
  [[nodiscard]] bool all() const;
  // Returns whether this job is paused by itself, whatever holds for all of them.
  [[nodiscard]] bool alone(const std::string& job) const;

 private:
  [[nodiscard]] Result<void> set(const std::string& job, bool paused);

  RecordStore& records_;
  const PauseMemory memory_;
  mutable std::mutex mutex_;
  bool all_ = false;             // guarded by mutex_
  std::set<std::string> alone_;  // guarded by mutex_
};

}  // namespace lockstep
