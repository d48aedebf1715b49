#include "app/report/job_observer.h"

#include <utility>

namespace lockstep {

template <typename Tell>
void JobObservers::tell_each(const Tell& tell) {
  for (JobObserver* const observer : observers_) {
    try {
      tell(*observer);
    } catch (...) {
      const std::scoped_lock lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
    }
  }
}

void JobObservers::on_pass_begin(const JobSettings& job, const Progress& progress) {
  tell_each([&](JobObserver& observer) { observer.on_pass_begin(job, progress); });
}

void JobObservers::on_event(const Event& event) {
  tell_each([&](JobObserver& observer) { observer.on_event(event); });
}

void JobObservers::on_pass_end(const JobSettings& job, const PassSummary& summary) {
  tell_each([&](JobObserver& observer) { observer.on_pass_end(job, summary); });
}

void JobObservers::on_part_begin(const JobSettings& job, const Progress& progress) {
  tell_each([&](JobObserver& observer) { observer.on_part_begin(job, progress); });
}

void JobObservers::on_part_end(const JobSettings& job) {
  tell_each([&](JobObserver& observer) { observer.on_part_end(job); });
}

void JobObservers::on_live_changes(const JobSettings& job, const PassSummary& summary) {
  tell_each([&](JobObserver& observer) { observer.on_live_changes(job, summary); });
}

void JobObservers::on_watch(const JobSettings& job, const WatchNews& news) {
  tell_each([&](JobObserver& observer) { observer.on_watch(job, news); });
}

void JobObservers::on_rest(std::chrono::steady_clock::time_point next) {
  tell_each([&](JobObserver& observer) { observer.on_rest(next); });
}

std::exception_ptr JobObservers::take_failure() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(failure_, nullptr);
}

}  // namespace lockstep
