#include "app/job/one_pass.h"

#include <algorithm>
#include <mutex>
#include <thread>

#include "app/job/job_workers.h"
#include "app/job/own_paths.h"
#include "app/job/release_words.h"
#include "app/report/exit_code.h"
#include "app/report/refusal.h"
#include "platform/system/process.h"

namespace lockstep {
struct OnePass::Member {
  Member(const JobSettings& settings, const std::string& shown_name, const Workers& workers,
         FairShare* share, MissingRoots missing_roots, const Dependencies& deps,
         std::vector<std::string> own, std::size_t open_files)
      : pool(
            workers.usual, share,
            [priority = settings.priority] { static_cast<void>(set_thread_priority(priority)); },
            elasticity(workers)),
        reporter(settings, shown_name, Repetition::one_pass,
                 {deps.log, deps.progress_line, deps.clock}, deps.on_summary),
        job(settings,
            {deps.records, &pool, deps.clock, &reporter, std::move(own), open_files,
             deps.pass, words_for_one_pass(settings)},
            missing_roots) {}

  // The job's part of the exit code.
  int work(const std::stop_token& stop, Log& log) {
    try {
      take_priority(job.settings(), log);
      static_cast<void>(job.step(stop));
      return job.last() ? exit_code(*job.last()) : kExitDone;
    } catch (...) {  // no memory even for the summary, or a listener threw: the other jobs go on
      tell_refusal();
      return kExitInternal;
    }
  }

  WorkerPool pool;
  JobReporter reporter;
  Job job;
};

OnePass::OnePass(const Settings& settings, MissingRoots missing_roots, Dependencies dependencies)
    : log_(dependencies.log), share_(shared_workers(settings)) {
  if (dependencies.on_summary) {
    dependencies.on_summary = [mutex = std::make_shared<std::mutex>(),
                               inner = dependencies.on_summary](const JobSettings& job,
                                                                const PassSummary& summary) {
      const std::lock_guard lock(*mutex);
      inner(job, summary);
    };
  }
  const std::size_t open_files =
      raise_open_file_limit() / std::max<std::size_t>(settings.jobs.size(), 1);
  const bool alone = settings.jobs.size() == 1;
  for (const JobSettings& job : settings.jobs) {
    members_.push_back(std::make_unique<Member>(
        job, alone ? std::string() : job.name, workers_of(job, settings.service),
        alone ? nullptr : &share_, missing_roots, dependencies, own_paths(settings), open_files));
  }
}

OnePass::~OnePass() = default;

int OnePass::run(std::stop_token stop) {
  if (members_.size() == 1) return members_.front()->work(stop, *log_);
  std::vector<int> codes(members_.size(), kExitDone);
  {
    std::vector<std::jthread> threads;
    threads.reserve(members_.size());
    for (std::size_t index = 0; index < members_.size(); ++index) {
      threads.emplace_back([&, index] { codes[index] = members_[index]->work(stop, *log_); });
    }
  }  // joins
  int worst = kExitDone;
  for (const int code : codes) worst = worse_exit_code(worst, code);
  return worst;
}

}  // namespace lockstep
