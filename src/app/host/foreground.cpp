#include "app/host/foreground.h"

#include <algorithm>

#include "app/config/config.h"
#include "app/host/early_refusal.h"
#include "app/host/host_lines.h"
#include "app/host/stop_request.h"
#include "app/job/job_workers.h"
#include "app/job/one_pass.h"
#include "app/job/own_paths.h"
#include "app/job/plan_text.h"
#include "app/report/console.h"
#include "app/report/event_lines.h"
#include "app/report/exit_code.h"
#include "app/report/job_label.h"
#include "app/report/log_observer.h"
#include "app/report/progress_observer.h"
#include "app/report/summary_json.h"
#include "platform/system/process.h"

namespace lockstep {
namespace {

// Prepares the process. Signals come first, since they are blocked for all threads that are started
// later.
Result<std::unique_ptr<StopRequest>> prepare_process() {
  raise_open_file_limit();
  return StopRequest::watch();
}

// Makes the previews of one command, job after job.
class Previews {
 public:
  Previews(const Settings& settings, Preview what, Console& console)
      : settings_(settings),
        what_(what),
        console_(console),
        records_(settings.service.state_folder),
        workers_(workers_for(settings)),
        pool_(workers_.usual, nullptr, {}, elasticity(workers_)) {}

  [[nodiscard]] int run(const std::stop_token& stop) {
    int code = kExitDone;
    for (const JobSettings& job : settings_.jobs) {
      if (stop.stop_requested()) return worse_exit_code(code, kExitInterrupted);
      code = worse_exit_code(code, run(job, stop));
    }
    return code;
  }

 private:
  static Workers workers_for(const Settings& settings) {
    unsigned asked = settings.service.threads;
    for (const JobSettings& job : settings.jobs) asked = std::max(asked, job.policy.threads);
    return workers_of(asked);
  }

  int run(const JobSettings& job, const std::stop_token& stop) {
    const PlanOutcome outcome = look(job, stop);
    tell(job, outcome);
    const bool differs = what_ == Preview::verify && !outcome.operations.empty();
    return worse_exit_code(exit_code(outcome.summary), differs ? kExitDifferences : kExitDone);
  }

  PlanOutcome look(const JobSettings& job, const std::stop_token& stop) {
    const Clock& clock = console_.clock();
    const JobLabel label(shown_name(settings_, job));
    LogObserver log(job, label, Repetition::one_pass, console_.log(), clock);
    ProgressObserver line(console_.progress_line(), label, clock);
    Progress progress;
    line.on_pass_begin(job, progress);
    PlanOutcome outcome = preview(
        job, what_, {&records_, &pool_, &clock, &log, &progress, own_paths(settings_)}, stop);
    line.on_pass_end(job, outcome.summary);
    return outcome;
  }

  void tell(const JobSettings& job, const PlanOutcome& outcome) {
    const RootPaths roots{job.source, job.replica};
    const PassResult result = outcome.summary.result;
    const bool begun = result != PassResult::unavailable && result != PassResult::locked &&
                       result != PassResult::error;
    if (!begun) {
      for (LogLine& line : summary_lines(outcome.summary, roots)) {
        line.job = shown_name(settings_, job);
        console_.log().write(line);
      }
    }
    if (settings_.console.json) {
      console_.print((what_ == Preview::verify ? verification_json(outcome, job.name, roots)
                                               : plan_json(outcome, job.name, roots)) +
                     "\n");
    } else if (begun) {
      console_.print(preview_text(outcome, what_, shown_name(settings_, job)));
    }
  }

  const Settings& settings_;
  const Preview what_;
  Console& console_;
  const RecordStore records_;
  const Workers workers_;
  WorkerPool pool_;
};

}  // namespace

Result<int> sync_in_foreground(const Settings& settings) {
  if (auto known = demand_state_folder(settings); !known) return failure(known.error());
  const auto stop = prepare_process();
  if (!stop) return failure(stop.error());
  Console console(settings.console);
  RecordStore records(settings.service.state_folder);
  // Without a log file the pass itself finds such roots before anything is created.
  if (settings.jobs.size() == 1 && !settings.log.file.empty()) {
    if (const auto obstacle = find_obstacle(settings, records))
      return refuse_early(settings, *obstacle, console);
  }
  if (auto opened = console.open_log(settings.log); !opened) return failure(opened.error());
  console.draw_progress();
  OnePass passes(settings, MissingRoots::fail,
                 {.records = &records,
                  .log = &console.log(),
                  .progress_line = console.progress_line(),
                  .clock = &console.clock(),
                  .on_summary = [&console](const JobSettings& job, const PassSummary& summary) {
                    console.print_summary(job, summary);
                  }});
  return (*stop)->exit_code_of(passes.run((*stop)->token()));
}

Result<int> preview_in_foreground(const Settings& settings, Preview what) {
  const auto stop = prepare_process();
  if (!stop) return failure(stop.error());
  Console console(settings.console);
  if (auto opened = console.open_log(settings.log); !opened) return failure(opened.error());
  console.draw_progress();
  Previews previews(settings, what, console);
  return (*stop)->exit_code_of(previews.run((*stop)->token()));
}

}  // namespace lockstep
