// Watches a job: the log, a terminal's line, counters, and whatever else wants to know what becomes
// of its passes are observers. One observer has one purpose; none knows another.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <mutex>
#include <vector>

#include "app/config/settings.h"
#include "core/model/observer.h"
#include "core/model/summary.h"

namespace lockstep {

// Events come from the threads of a pass, several at once; everything else comes from the job's
// thread, in the order of what happens.
class JobObserver : public Observer {
 public:
  // A pass, or an attempt at one, begins. `progress` counts what it does, from nothing on, and
  // lives as long as the job.
  virtual void on_pass_begin(const JobSettings& /*job*/, const Progress& /*progress*/) {}
  void on_event(const Event& /*event*/) override {}
  virtual void on_pass_end(const JobSettings& /*job*/, const PassSummary& /*summary*/) {}
  // The job rests; as things are, its next pass is due then.
  virtual void on_rest(std::chrono::steady_clock::time_point /*next*/) {}
};

// Tells several observers, each in the order in which they were added.
//
// An observer that throws (it is a bug, or memory that the system refused) harms nobody: the others
// are told all the same, the pass goes on, and it is told what comes next. What it missed is lost
// to it, so whoever has the job asks for that failure after the pass, and tells it.
class JobObservers final : public JobObserver {
 public:
  // `observer` is borrowed and outlives this. Call it before the first pass.
  void add(JobObserver& observer) { observers_.push_back(&observer); }

  void on_pass_begin(const JobSettings& job, const Progress& progress) override;
  void on_event(const Event& event) override;
  void on_pass_end(const JobSettings& job, const PassSummary& summary) override;
  void on_rest(std::chrono::steady_clock::time_point next) override;

  // Returns what an observer threw since the last call, the first of them; null: none did.
  [[nodiscard]] std::exception_ptr take_failure();

 private:
  template <typename Tell>
  void tell_each(const Tell& tell);

  std::vector<JobObserver*> observers_;
  std::mutex mutex_;
  std::exception_ptr failure_;  // guarded by mutex_
};

}  // namespace lockstep
