// The observers of a job: the log, a terminal's line, counters, and whatever else wants to know
// about its passes. One observer has one purpose; none knows another.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <mutex>
#include <vector>

#include "app/config/settings.h"
#include "app/report/watch_news.h"
#include "core/model/observer.h"
#include "core/model/summary.h"

namespace lockstep {

// Events come from the threads of a pass, several at once; everything else comes from the job's
// thread, in the order of what happens.
class JobObserver : public Observer {
 public:
  // Tells that a pass, or an attempt at one, begins. `progress` counts its work from zero on, and
  // lives as long as the job.
  virtual void on_pass_begin(const JobSettings& /*job*/, const Progress& /*progress*/) {}
  void on_event(const Event& /*event*/) override {}
  virtual void on_pass_end(const JobSettings& /*job*/, const PassSummary& /*summary*/) {}
  // These two tell that a pass over a part of the tree begins and has ended.
  virtual void on_part_begin(const JobSettings& /*job*/, const Progress& /*progress*/) {}
  virtual void on_part_end(const JobSettings& /*job*/) {}
  // Tells what partial passes did since this was told last, all together; their events were told as
  // they came. Told when nothing waits any more, once a second at most.
  virtual void on_live_changes(const JobSettings& /*job*/, const PassSummary& /*summary*/) {}
  virtual void on_watch(const JobSettings& /*job*/, const WatchNews& /*news*/) {}
  // Tells that the job rests, and when its next pass is due as things are.
  virtual void on_rest(std::chrono::steady_clock::time_point /*next*/) {}
};

// Tells several observers, each in the order in which they were added.
//
// An observer that throws (because of a bug, or because the system refused memory) harms nobody:
// the others are told all the same, the pass goes on, and the observer is told the next events. It
// has missed one event, so the owner of the job asks for that failure after the pass, and tells it.
class JobObservers final : public JobObserver {
 public:
  // `observer` is borrowed and outlives this. Call it before the first pass.
  void add(JobObserver& observer) { observers_.push_back(&observer); }

  void on_pass_begin(const JobSettings& job, const Progress& progress) override;
  void on_event(const Event& event) override;
  void on_pass_end(const JobSettings& job, const PassSummary& summary) override;
  void on_part_begin(const JobSettings& job, const Progress& progress) override;
  void on_part_end(const JobSettings& job) override;
  void on_live_changes(const JobSettings& job, const PassSummary& summary) override;
  void on_watch(const JobSettings& job, const WatchNews& news) override;
  void on_rest(std::chrono::steady_clock::time_point next) override;

  // Returns the first exception that an observer threw since the last call; null if none did.
  [[nodiscard]] std::exception_ptr take_failure();

 private:
  template <typename Tell>
  void tell_each(const Tell& tell);

  std::vector<JobObserver*> observers_;
  std::mutex mutex_;
  std::exception_ptr failure_;  // guarded by mutex_
};

}  // namespace lockstep
