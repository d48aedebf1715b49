#include "app/scheduler.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "app/exit_code.h"
#include "app/policy_builder.h"
#include "platform/process.h"

namespace lockstep {
namespace {

constexpr unsigned kFewestWorkers = 2;
constexpr unsigned kMostWorkers = 16;

void sleep_for(std::chrono::milliseconds duration, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, duration, [] { return false; });
}

// The job's part of the exit code.
int work(Job& job, Repetition repetition, const std::stop_token& stop) {
  while (true) {
    const std::chrono::milliseconds wait = job.step(stop);
    const int code = job.last() ? exit_code(*job.last()) : kExitDone;
    if (repetition == Repetition::one_pass || job.gave_up()) return code;
    if (wait.count() > 0) sleep_for(wait, stop);
    if (stop.stop_requested()) return kExitDone;
  }
}

}  // namespace

int run_jobs(const std::vector<Job*>& jobs, Repetition repetition, std::stop_token stop) {
  std::vector<int> codes(jobs.size(), kExitDone);
  {
    std::vector<std::jthread> threads;
    threads.reserve(jobs.size());
    for (std::size_t index = 0; index < jobs.size(); ++index) {
      threads.emplace_back([&, index] {
        try {
          codes[index] = work(*jobs[index], repetition, stop);
        } catch (...) {  // a listener threw: the other jobs go on
          codes[index] = kExitInternal;
        }
      });
    }
  }  // joins
  int worst = kExitDone;
  for (const int code : codes) worst = worse_exit_code(worst, code);
  return worst;
}

unsigned worker_count(unsigned asked) {
  return asked > 0 ? asked : std::clamp(processor_count(), kFewestWorkers, kMostWorkers);
}

struct Scheduler::Member {
  Member(const JobSettings& settings, const std::string& shown_name, unsigned workers,
         Repetition repetition, MissingRoots missing_roots, const Surroundings& around,
         std::vector<std::string> own, std::size_t open_files)
      : pool(workers),
        reporter(settings, shown_name, repetition, {around.log, around.progress_line, around.clock},
                 around.on_summary),
        job(settings,
            {around.records, &pool, around.clock, &reporter, std::move(own), open_files,
             around.pass},
            missing_roots) {}

  WorkerPool pool;
  JobReporter reporter;
  Job job;
};

Scheduler::Scheduler(const Settings& settings, Repetition repetition, MissingRoots missing_roots,
                     Surroundings surroundings)
    : repetition_(repetition) {
  if (surroundings.on_summary) {
    surroundings.on_summary = [mutex = std::make_shared<std::mutex>(),
                               inner = surroundings.on_summary](const JobSettings& job,
                                                                const PassSummary& summary) {
      const std::lock_guard lock(*mutex);
      inner(job, summary);
    };
  }
  const std::size_t open_files =
      raise_open_file_limit() / std::max<std::size_t>(settings.jobs.size(), 1);
  const bool alone = settings.jobs.size() == 1;
  for (const JobSettings& job : settings.jobs) {
    const unsigned asked = job.policy.threads > 0 ? job.policy.threads : settings.service.threads;
    members_.push_back(std::make_unique<Member>(job, alone ? std::string() : job.name,
                                                worker_count(asked), repetition, missing_roots,
                                                surroundings, own_paths(settings), open_files));
  }
}

Scheduler::~Scheduler() = default;

int Scheduler::run(std::stop_token stop) {
  std::vector<Job*> jobs;
  for (const auto& member : members_) jobs.push_back(&member->job);
  return run_jobs(jobs, repetition_, std::move(stop));
}

}  // namespace lockstep
