#include "app/host/foreground.h"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "app/config/config.h"
#include "app/config/option_values.h"
#include "app/daemon/daemon.h"
#include "app/host/stop_request.h"
#include "app/job/job_roots.h"
#include "app/job/job_workers.h"
#include "app/job/one_pass.h"
#include "app/job/own_paths.h"
#include "app/job/plan_text.h"
#include "app/report/event_lines.h"
#include "app/report/exit_code.h"
#include "app/report/log.h"
#include "app/report/summary_json.h"
#include "platform/disk/file_by_path.h"
#include "platform/system/process.h"
#include "platform/system/terminal.h"

namespace lockstep {
namespace {

RootPaths roots_of(const JobSettings& job) { return {job.source, job.replica}; }

// The one job has no name: there is nothing to tell it from.
std::string shown_name(const Settings& settings, const JobSettings& job) {
  return settings.jobs.size() == 1 ? std::string() : job.name;
}

// What every command has around its jobs. In the order in which they are made; they go the other
// way round.
class Dependencies {
 public:
  explicit Dependencies(const Settings& settings)
      : settings_(settings),
        stream_(settings.console.json ? Stream::error : Stream::output),
        terminal_(settings.console.json ? stderr : stdout),
        records_(settings.service.state_folder) {}

  // Signals first: they are blocked for all threads started later.
  [[nodiscard]] Result<void> watch_signals(SignalSet set) {
    raise_open_file_limit();
    auto stop = StopRequest::watch(set);
    if (!stop) return failure(stop.error());
    stop_ = std::move(*stop);
    return {};
  }

  [[nodiscard]] Result<void> open_log(const LogSettings& log) {
    auto opened = Log::open(log, settings_.console, {&clock_, &terminal_});
    if (!opened) return failure(opened.error());
    log_ = std::move(*opened);
    const ConsoleSettings& console = settings_.console;
    if (console.progress && !console.quiet && is_terminal(stream_)) {
      progress_line_ =
          std::make_unique<ProgressLine>(&terminal_, [this] { return terminal_width(stream_); });
    }
    return {};
  }

  // Whole lines of standard output, beside the log.
  void print(const std::string& lines) {
    terminal_.print_above([&] {
      std::fwrite(lines.data(), 1, lines.size(), stdout);
      std::fflush(stdout);
    });
  }

  void print_summary(const JobSettings& job, const PassSummary& summary) {
    if (settings_.console.json) print(summary_json(summary, job.name, roots_of(job)) + "\n");
  }

  [[nodiscard]] const Clock& clock() const { return clock_; }
  [[nodiscard]] Log& log() { return *log_; }
  [[nodiscard]] ProgressLine* progress_line() { return progress_line_.get(); }
  [[nodiscard]] RecordStore& records() { return records_; }
  [[nodiscard]] StopRequest& stop() { return *stop_; }

 private:
  const Settings& settings_;
  Stream stream_;
  SystemClock clock_;
  std::unique_ptr<StopRequest> stop_;
  TerminalLine terminal_;
  std::unique_ptr<ProgressLine> progress_line_;  // null when none is wanted
  std::unique_ptr<Log> log_;
  RecordStore records_;
};

// Why the job of a command line can't begin, found out before anything is created.
std::optional<PassSummary> find_obstacle(const Settings& settings, RecordStore& records) {
  auto roots =
      open_job_roots(settings.jobs.front(), records, own_paths(settings), MissingReplica::accept);
  // What may be approved is for the first pass to ask, and to tell.
  if (roots || !roots.error().approvable.empty()) return std::nullopt;
  return summary_of(std::move(roots.error()));
}

// Tells it on the console, and in the log file where there is one already.
Result<int> refuse(const Settings& settings, const PassSummary& obstacle, Dependencies& deps) {
  LogSettings log = settings.log;
  if (path_kind(log.file) == PathKind::nothing) log.file.clear();
  if (auto opened = deps.open_log(log); !opened) return failure(opened.error());
  const JobSettings& job = settings.jobs.front();
  for (const LogLine& line : summary_lines(obstacle, roots_of(job))) deps.log().write(line);
  deps.print_summary(job, obstacle);
  return exit_code(obstacle);
}

LogLine mirroring_line(const JobSettings& job, const std::string& name) {
  LogLine line;
  line.event = "mirroring";
  line.job = name;
  line.source = job.source;
  line.replica = job.replica;
  line.message = fmt::format("Mirroring {} -> {} every {}; Ctrl-C stops", job.source, job.replica,
                             interval_text(job.interval));
  return line;
}

int preview_job(const Settings& settings, const JobSettings& job, Preview what, WorkerPool& pool,
                Dependencies& deps) {
  const std::string name = shown_name(settings, job);
  LogObserver observer(&deps.log(), name, roots_of(job), Repetition::one_pass);
  Progress progress;
  if (deps.progress_line() != nullptr) deps.progress_line()->begin(name, &progress);
  const PlanOutcome outcome = preview(
      job, what,
      {&deps.records(), &pool, &deps.clock(), &observer, &progress, own_paths(settings)},
      deps.stop().token());
  if (deps.progress_line() != nullptr) deps.progress_line()->end(&progress);

  const PassResult result = outcome.summary.result;
  const bool begun = result != PassResult::unavailable && result != PassResult::locked &&
                     result != PassResult::error;
  if (!begun) {
    for (LogLine& line : summary_lines(outcome.summary, roots_of(job))) {
      line.job = name;
      deps.log().write(line);
    }
  }
  if (settings.console.json) {
    deps.print((what == Preview::verify ? verification_json(outcome, job.name, roots_of(job))
                                          : plan_json(outcome, job.name, roots_of(job))) +
                 "\n");
  } else if (begun) {
    deps.print(preview_text(outcome, what, name));
  }
  const bool differs = what == Preview::verify && !outcome.operations.empty();
  return worse_exit_code(exit_code(outcome.summary), differs ? kExitDifferences : kExitDone);
}

int run_once(const Settings& settings, MissingRoots missing_roots, Dependencies& deps) {
  OnePass passes(settings, missing_roots,
                 {.records = &deps.records(),
                  .log = &deps.log(),
                  .progress_line = deps.progress_line(),
                  .clock = &deps.clock(),
                  .on_summary = [&](const JobSettings& job, const PassSummary& summary) {
                    deps.print_summary(job, summary);
                  }});
  return passes.run(deps.stop().token());
}

int repeat(const Settings& settings, MissingRoots missing_roots, Dependencies& deps) {
  Daemon daemon(
      {.records = &deps.records(),
       .log = &deps.log(),
       .clock = &deps.clock(),
       .on_pass_end = [&](const JobSettings& job,
                          const PassSummary& summary) { deps.print_summary(job, summary); },
       .progress_line = deps.progress_line(),
       .missing_roots = missing_roots,
       .pause_memory = PauseMemory::none});
  if (const auto started = daemon.start(settings); !started) {
    PassSummary obstacle;
    const bool locked = started.error().kind() == ErrorKind::locked;
    obstacle.result = locked ? PassResult::locked : PassResult::error;
    obstacle.unavailable = started.error().message();
    const JobSettings& job = settings.jobs.front();
    for (const LogLine& line : summary_lines(obstacle, roots_of(job))) deps.log().write(line);
    deps.print_summary(job, obstacle);
    return exit_code(obstacle);
  }
  deps.stop().on_sync_now([&daemon] { static_cast<void>(daemon.sync_now("")); });
  const int code = daemon.run(deps.stop().token());
  deps.stop().on_sync_now({});
  return code;
}

}  // namespace

Result<int> mirror_in_foreground(const Settings& settings, Repetition repetition,
                                 MissingRoots missing_roots) {
  const bool many = repetition == Repetition::many_passes;
  if (auto known = demand_state_folder(settings); !known) return failure(known.error());
  Dependencies deps(settings);
  if (auto watched = deps.watch_signals(many ? SignalSet::repeats : SignalSet::stops); !watched)
    return failure(watched.error());
  // One pass without a log file creates nothing before it has found this out by itself.
  const bool creates_something = many || !settings.log.file.empty();
  if (missing_roots == MissingRoots::fail && settings.jobs.size() == 1 && creates_something) {
    if (const auto obstacle = find_obstacle(settings, deps.records()))
      return refuse(settings, *obstacle, deps);
  }
  if (auto opened = deps.open_log(settings.log); !opened) return failure(opened.error());

  if (many) {
    deps.stop().on_lost_patience([&deps] { deps.log().write(stopped_line()); });
    deps.log().write(launched_line());
    for (const JobSettings& job : settings.jobs)
      deps.log().write(mirroring_line(job, shown_name(settings, job)));
  }
  const int code =
      many ? repeat(settings, missing_roots, deps) : run_once(settings, missing_roots, deps);
  deps.stop().on_lost_patience({});
  if (many) deps.log().write(stopped_line());
  return deps.stop().exit_code_of(code);
}

Result<int> preview_in_foreground(const Settings& settings, Preview what) {
  Dependencies deps(settings);
  if (auto watched = deps.watch_signals(SignalSet::stops); !watched)
    return failure(watched.error());
  if (auto opened = deps.open_log(settings.log); !opened) return failure(opened.error());
  unsigned asked = settings.service.threads;
  for (const JobSettings& job : settings.jobs) asked = std::max(asked, job.policy.threads);
  const Workers workers = workers_of(asked);
  WorkerPool pool(workers.usual, nullptr, {}, elasticity(workers));
  int code = kExitDone;
  for (const JobSettings& job : settings.jobs) {
    if (deps.stop().token().stop_requested()) {
      code = worse_exit_code(code, kExitInterrupted);
      break;
    }
    code = worse_exit_code(code, preview_job(settings, job, what, pool, deps));
  }
  return deps.stop().exit_code_of(code);
}

}  // namespace lockstep
