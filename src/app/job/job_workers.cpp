#include "app/job/job_workers.h"

#include <algorithm>

#include "platform/system/process.h"

namespace lockstep {
namespace {

constexpr unsigned kFewestWorkers = 2;
constexpr unsigned kMostWorkers = 16;
// A volume that takes a millisecond a call can use this many workers; a pass that knows its volumes
// allows fewer.
constexpr unsigned kMostWaitingWorkers = 32;

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

Workers workers_of(unsigned asked) {
  const unsigned usual = worker_count(asked);
  return {usual, asked > 0 ? usual : std::max(usual, kMostWaitingWorkers)};
}

Workers workers_of(const JobSettings& job, const ServiceSettings& service) {
  if (job.policy.threads == 0) return workers_of(service.threads);
  return workers_of(service.threads > 0 ? std::min(job.policy.threads, service.threads)
                                        : job.policy.threads);
}

Elasticity elasticity(const Workers& workers) {
  return {workers.most, processor_count(), processor_use};
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
