#include "app/daemon/ending_jobs.h"

#include <chrono>
#include <system_error>
#include <utility>

namespace lockstep {
namespace {

using namespace std::chrono_literals;

// A file in hand is dropped within this time.
constexpr auto kMoment = 1s;

bool is_over(const std::future<void>& waiting) {
  return waiting.wait_for(0s) == std::future_status::ready;
}

}  // namespace

void EndingJobs::add(const Jobs& jobs) {
  for (const JobPointer& job : jobs) job->request_end();
  const std::scoped_lock lock(mutex_);
  std::erase_if(jobs_, [](const auto& job) { return job.expired(); });
  jobs_.insert(jobs_.end(), jobs.begin(), jobs.end());
}

void EndingJobs::await(Jobs jobs) {
  const auto until = std::chrono::steady_clock::now() + kMoment;
  std::erase_if(jobs, [&until](const JobPointer& job) { return job->await_end(until); });
  std::erase_if(waiting_, is_over);
  if (jobs.empty()) return;
  try {
    waiting_.push_back(std::async(std::launch::async, [slow = std::move(jobs)]() mutable {
      for (JobPointer& job : slow) {
        job->end();
        job.reset();
      }
    }));
  } catch (const std::system_error&) {
    // No thread can be started; the jobs' destructors have waited for them here.
  }
}

void EndingJobs::await_all() {
  for (const std::future<void>& one : waiting_) one.wait();
  waiting_.clear();
}

Jobs EndingJobs::present() const {
  const std::scoped_lock lock(mutex_);
  Jobs present;
  for (const auto& job : jobs_) {
    if (JobPointer still = job.lock()) present.push_back(std::move(still));
  }
  return present;
}

}  // namespace lockstep
