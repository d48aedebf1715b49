#include "app/job/one_pass.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "app/job/job_workers.h"
#include "app/job/own_paths.h"
#include "app/job/release_words.h"
#include "app/report/exit_code.h"
#include "app/report/log_observer.h"
#include "app/report/progress_observer.h"
#include "app/report/refusal.h"
#include "platform/system/process.h"

namespace lockstep {
namespace {

class SummaryObserver final : public JobObserver {
 public:
  explicit SummaryObserver(OnePass::OnSummary call) : call_(std::move(call)) {}

  void on_pass_end(const JobSettings& job, const PassSummary& summary) override {
    if (call_) call_(job, summary);
  }

 private:
  OnePass::OnSummary call_;
};

}  // namespace

struct OnePass::Member {
  Member(const JobSettings& settings, const Settings& all, FairShare* share,
         MissingRoots missing_roots, const Dependencies& deps)
      : label(settings.name),
        progress(deps.progress_line, label, *deps.clock),
        log(settings, label, Repetition::one_pass, *deps.log, *deps.clock),
        summary(deps.on_summary),
        workers(workers_of(settings, all.service)),
        pool(
            workers.usual, share,
            [priority = settings.priority] { static_cast<void>(set_thread_priority(priority)); },
            elasticity(workers)),
        job(settings,
            {.records = deps.records,
             .pool = &pool,
             .clock = deps.clock,
             .observer = &observers,
             .own_paths = own_paths(all),
             .pass = deps.pass,
             .release = words_for_one_pass(settings)},
            missing_roots) {
    observers.add(progress);
    observers.add(log);
    observers.add(summary);
  }

  // Returns the job's part of the exit code.
  int work(const std::stop_token& stop, Log& process_log) {
    try {
      take_priority(job.settings(), process_log);
      static_cast<void>(job.step(stop));
      const int code = job.last() ? exit_code(*job.last()) : kExitDone;
      const std::exception_ptr failure = observers.take_failure();
      // If the pass itself failed, too, it has told why.
      if (failure && code != kExitInternal) std::rethrow_exception(failure);
      return code;
    // There is no memory even for the summary, or an observer threw. The other jobs go on.
    } catch (...) {
      tell_refusal();
      return kExitInternal;
    }
  }

  JobLabel label;
  ProgressObserver progress;
  LogObserver log;
  SummaryObserver summary;
  JobObservers observers;
  const Workers workers;
  WorkerPool pool;
  Job job;
};

OnePass::OnePass(const Settings& settings, MissingRoots missing_roots, Dependencies dependencies)
    : log_(dependencies.log), share_(shared_workers(settings)) {
  if (dependencies.on_summary) {
    dependencies.on_summary = [mutex = std::make_shared<std::mutex>(),
                               inner = dependencies.on_summary](const JobSettings& job,
                                                                const PassSummary& summary) {
      const std::scoped_lock lock(*mutex);
      inner(job, summary);
    };
  }
  const std::size_t open_files =
      raise_open_file_limit() / std::max<std::size_t>(settings.jobs.size(), 1);
  const bool alone = settings.jobs.size() == 1;
  for (const JobSettings& job : settings.jobs) {
    Member& member = *members_.emplace_back(std::make_unique<Member>(
        job, settings, alone ? nullptr : &share_, missing_roots, dependencies));
    member.label.show(!alone);
    member.job.set_open_files(open_files);
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
  }  // this joins the threads
  int worst = kExitDone;
  for (const int code : codes) worst = worse_exit_code(worst, code);
  return worst;
}

}  // namespace lockstep
