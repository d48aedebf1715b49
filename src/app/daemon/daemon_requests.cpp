// This part of Daemon answers the requests of its host.
#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "app/daemon/daemon.h"
#include "app/report/exit_code.h"
#include "base/nearest.h"
#include "base/printable.h"
#include "base/version.h"
#include "platform/system/process.h"

namespace lockstep {
namespace {

Error no_such_job(const Jobs& jobs, const std::string& name) {
  std::vector<std::string_view> names;
  for (const JobPointer& job : jobs) names.push_back(job->settings().name);
  std::string sentence = fmt::format("no job is called '{}'", printable(name));
  if (const auto meant = nearest(name, names))
    sentence += fmt::format("; did you mean '{}'?", printable(*meant));
  return Error(ErrorKind::not_found, sentence);
}

}  // namespace

Result<void> Daemon::pause(const std::string& job) {
  const std::scoped_lock one_at_a_time(changing_);
  const Jobs jobs = all();
  const JobPointer one = find_job(jobs, job);
  if (!job.empty() && !one) return failure(no_such_job(jobs, job));
  if (auto kept = pauses_.pause(one ? job : std::string()); !kept) return kept;
  for (const JobPointer& each : jobs) {
    if (!one || each == one) each->pause();
  }
  return {};
}

Result<void> Daemon::resume(const std::string& job) {
  const std::scoped_lock one_at_a_time(changing_);
  const Jobs jobs = all();
  const JobPointer one = find_job(jobs, job);
  if (!job.empty() && !one) return failure(no_such_job(jobs, job));
  if (one && pauses_.all()) {
    return failure(ErrorKind::busy,
                   "the whole service is paused; 'lockstep service resume' resumes it");
  }
  if (auto kept = pauses_.resume(one ? job : std::string()); !kept) return kept;
  for (const JobPointer& each : jobs) {
    const bool is_meant = one ? each == one : !pauses_.alone(each->settings().name);
    if (is_meant) each->resume();
  }
  return {};
}

Result<void> Daemon::sync_now(const std::string& job) {
  const Jobs jobs = all();
  const JobPointer one = find_job(jobs, job);
  if (!job.empty() && !one) return failure(no_such_job(jobs, job));
  if (pauses_.all()) return failure(ErrorKind::busy, "the jobs are paused; resume them first");
  if (one && pauses_.alone(job)) return failure(ErrorKind::busy, "it is paused; resume it first");
  for (const JobPointer& each : jobs) {
    if (job.empty() || each == one) each->sync_now();
  }
  return {};
}

Result<std::string> Daemon::approve(const std::string& job, EmptySource empty_source) {
  const Jobs jobs = all();
  const bool only = job.empty() && jobs.size() == 1;
  const JobPointer one = only ? jobs.front() : find_job(jobs, job);
  if (!one) return failure(no_such_job(jobs, job));
  return approve_held(*deps_.records, one->settings(), empty_source);
}

DaemonStatus Daemon::status() const {
  DaemonStatus status;
  status.version = version();
  status.process_id = process_id();
  status.paused = pauses_.all();
  const std::scoped_lock lock(mutex_);
  status.needs_restart = needs_restart_;
  for (const JobPointer& job : jobs_) status.jobs.push_back(job->status());
  return status;
}

bool Daemon::is_alive(std::chrono::steady_clock::duration patience) {
  Jobs jobs = all();
  for (JobPointer& job : ending_.present()) jobs.push_back(std::move(job));
  // All jobs are asked, so that the watch of each of them stays fresh.
  return std::ranges::count_if(
             jobs, [&](const JobPointer& job) { return !job->is_alive(patience); }) == 0;
}

bool Daemon::has_given_up() const {
  const Jobs jobs = all();
  return !jobs.empty() &&
         std::ranges::all_of(jobs, [](const JobPointer& job) { return job->gave_up(); });
}

int Daemon::exit_code() const {
  int worst = kExitDone;
  for (const JobPointer& job : all()) {
    const JobStatus status = job->status();
    if (job->gave_up() && status.last)
      worst = worse_exit_code(worst, lockstep::exit_code(*status.last));
  }
  return worst;
}

}  // namespace lockstep
