#include "app/job_workers.h"

#include <algorithm>

#include "platform/process.h"

namespace lockstep {
namespace {

constexpr unsigned kFewestWorkers = 2;
constexpr unsigned kMostWorkers = 16;

}  // namespace

unsigned worker_count(unsigned asked) {
  return asked > 0 ? asked : std::clamp(processor_count(), kFewestWorkers, kMostWorkers);
}

unsigned shared_workers(const Settings& settings) {
  unsigned workers = worker_count(settings.service.threads);
  if (settings.service.threads > 0) return workers;
  for (const JobSettings& job : settings.jobs) workers = std::max(workers, job.policy.threads);
  return workers;
}

unsigned workers_of(const JobSettings& job, const ServiceSettings& service) {
  if (job.policy.threads == 0) return worker_count(service.threads);
  return service.threads > 0 ? std::min(job.policy.threads, service.threads) : job.policy.threads;
}

void take_priority(const JobSettings& job, Log& log) {
  const auto set = set_thread_priority(job.priority);
  if (set) return;
  LogLine line;
  line.level = LogLevel::warning;
  line.job = job.name;
  line.event = "priority";
  line.error = set.error().message();
  line.message = "The job works with the priority that the process has: " + line.error;
  log.write(line);
}

}  // namespace lockstep
