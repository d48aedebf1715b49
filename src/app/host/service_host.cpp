#include "app/host/service_host.h"

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/config/config.h"
#include "app/config/option_values.h"
#include "app/daemon/daemon.h"
#include "app/daemon/status_sentence.h"
#include "app/host/control.h"
#include "app/host/host_inbox.h"
#include "app/job/record_store.h"
#include "app/report/event_lines.h"
#include "app/report/exit_code.h"
#include "app/report/log.h"
#include "app/report/progress_line.h"
#include "app/report/summary_json.h"
#include "base/printable.h"
#include "platform/supervision/control_socket.h"
#include "platform/supervision/signals.h"
#include "platform/supervision/supervisor.h"
#include "platform/system/process.h"
#include "platform/system/terminal.h"

namespace lockstep {
namespace {

using Time = std::chrono::steady_clock;

// A flush to a slow disk can't be cut short: so long a stop asks for more time, so much at a time.
constexpr std::chrono::minutes kLongestStop{5};
constexpr std::chrono::seconds kMoreTime{20};
constexpr std::chrono::seconds kAskForMore{5};
// How often a pass that lasts is told how far it is.
constexpr std::chrono::seconds kTellStatus{5};
constexpr const char* kHanging = "A job hangs: nothing was read or written for too long";

LogLine line_of(LogLevel level, const char* event, std::string message) {
  LogLine line;
  line.level = level;
  line.event = event;
  line.message = std::move(message);
  return line;
}

LogLine mirroring_line(const JobSettings& job, std::size_t jobs) {
  LogLine line = line_of(LogLevel::info, "mirroring",
                         fmt::format("Mirroring {} -> {} every {}", job.source, job.replica,
                                     interval_text(job.interval)));
  if (jobs > 1) line.job = job.name;
  line.source = job.source;
  line.replica = job.replica;
  return line;
}

std::string described(const ReloadReport& report) {
  std::string text;
  const auto add = [&](const char* what, const std::vector<std::string>& jobs) {
    if (jobs.empty()) return;
    text += fmt::format("{}{} {}", text.empty() ? "" : "; ", what, fmt::join(jobs, ", "));
  };
  add("kept", report.kept);
  add("restarted", report.restarted);
  add("added", report.added);
  add("removed", report.removed);
  return text;
}

class Host {
 public:
  Host(const HostedJobs& jobs, Settings settings)
      : load_(jobs.load),
        kind_(jobs.kind),
        console_(settings.console),
        stream_(console_.json ? Stream::error : Stream::output),
        terminal_(console_.json ? stderr : stdout),
        records_(settings.service.state_folder),
        supervisor_(find_supervisor()),
        settings_(std::move(settings)) {}

  [[nodiscard]] Result<int> run() {
    raise_open_file_limit();
    // Before the threads: signals are blocked for all that are started later.
    const SignalSet set = kind_ == HostKind::service ? SignalSet::service : SignalSet::repeats;
    auto signals = watch_signals(set, [this](Signal signal) { on_signal(signal); });
    if (!signals) return failure(signals.error().within("watch for signals"));
    signals_ = std::move(*signals);
    if (auto opened = open_log(); !opened) return failure(opened.error());
    daemon_ = std::make_unique<Daemon>(dependencies());
    if (const auto listening = listen(); !listening) return refuse(listening.error());
    log_->write(launched_line());
    for (const JobSettings& job : settings_.jobs)
      log_->write(mirroring_line(job, settings_.jobs.size()));
    if (const auto started = daemon_->start(settings_); !started) return refuse(started.error());
    supervisor_->ready();
    tell_status();
    work();
    stop();
    return kExitDone;
  }

 private:
  Result<void> open_log() {
    auto opened = Log::open(settings_.log, console_, {&clock_, &terminal_});
    if (!opened) return failure(opened.error());
    log_ = std::move(*opened);
    const bool draws = kind_ == HostKind::foreground && console_.progress && !console_.quiet;
    if (draws && is_terminal(stream_)) {
      progress_line_ =
          std::make_unique<ProgressLine>(&terminal_, [this] { return terminal_width(stream_); });
    }
    return {};
  }

  Daemon::Dependencies dependencies() {
    Daemon::Dependencies deps;
    deps.records = &records_;
    deps.log = log_.get();
    deps.clock = &clock_;
    deps.progress_line = progress_line_.get();
    if (kind_ == HostKind::foreground) deps.pause_memory = PauseMemory::none;
    deps.on_pass_end = [this](const JobSettings& job, const PassSummary& summary) {
      if (console_.json) print(summary_json(summary, job.name, {job.source, job.replica}) + "\n");
      inbox_.news();
    };
    return deps;
  }

  void print(const std::string& lines) {
    terminal_.print_above([&] {
      std::fwrite(lines.data(), 1, lines.size(), stdout);
      std::fflush(stdout);
    });
  }

  // Only another instance is a reason not to start; without the socket the jobs run all the same.
  Result<void> listen() {
    if (kind_ != HostKind::service) return {};
    const std::string path = own_control_socket_path();
    if (path.empty()) return {};
    auto listening = listen_for_control(path, [this](const std::string& request) {
      const std::string reply =
          answer(request, *daemon_, [this] { return inbox_.reload_and_wait(); });
      inbox_.news();
      return reply;
    });
    if (listening) {
      control_ = std::move(*listening);
    } else if (listening.error().kind() == ErrorKind::locked) {
      return failure(listening.error());
    } else {
      log_->write(
          line_of(LogLevel::error, "no_control",
                  "'lockstep service' can't talk to this process: " + listening.error().message()));
    }
    return {};
  }

  int refuse(const Error& error) {
    LogLine line = line_of(LogLevel::error, "error", error.message());
    line.error = error.message();
    log_->write(line);
    supervisor_->status("Not started: " + printable(error.message()));
    inbox_.close();
    control_.reset();
    switch (error.kind()) {
      case ErrorKind::locked:
        return kExitLocked;
      case ErrorKind::invalid:
        return kExitUsage;
      case ErrorKind::cancelled:
        return kExitDone;
      default:
        return kExitUnavailable;
    }
  }

  void on_signal(Signal signal) {
    switch (signal) {
      case Signal::interrupt:
      case Signal::terminate:
        return inbox_.stop();
      case Signal::interrupted_again:
        if (log_) log_->write(stopped_line());
        return;
      case Signal::reload:
        return inbox_.reload();
      case Signal::sync_now:
        return inbox_.sync_now();
      case Signal::pause:
        return inbox_.pause();
      case Signal::resume:
        return inbox_.resume();
    }
  }

  void work() {
    std::optional<Time::duration> rest;
    if (kind_ == HostKind::service) rest = kTellStatus;
    if (const auto timeout = supervisor_->watchdog_timeout())
      rest = std::min<Time::duration>(kTellStatus, *timeout / 4);
    while (true) {
      HostInbox::Contents told = inbox_.take(rest);
      if (told.stop) {
        for (auto& waiting : told.waiting)
          waiting.set_value(failure(ErrorKind::cancelled, "the service is stopping"));
        return;
      }
      if (told.reload) {
        const auto outcome = reload();
        for (auto& waiting : told.waiting) waiting.set_value(outcome);
      }
      if (told.pause) pause(*told.pause);
      if (told.sync_now) sync_now();
      feed_watchdog();
      tell_status();
    }
  }

  void feed_watchdog() {
    const auto timeout = supervisor_->watchdog_timeout();
    if (!timeout) return;
    if (daemon_->is_alive(*timeout)) {
      supervisor_->alive();
      hanging_ = false;
    } else if (!hanging_) {
      hanging_ = true;
      log_->write(line_of(LogLevel::error, "hanging", kHanging));
    }
  }

  void pause(bool pause) {
    if (const auto done = pause ? daemon_->pause() : daemon_->resume(); !done)
      log_->write(line_of(LogLevel::error, pause ? "pause" : "resume", done.error().message()));
  }

  void sync_now() {
    if (const auto asked = daemon_->sync_now(""); !asked)
      log_->write(line_of(LogLevel::warning, "sync_now", asked.error().message()));
  }

  // The running configuration stays unless everything of the new one is right.
  // Returns what needs a restart, in a sentence.
  Result<std::string> reload() {
    supervisor_->reloading();
    const auto outcome = try_reload();
    reload_failure_ = outcome ? "" : outcome.error().message();
    if (!outcome) {
      LogLine line = line_of(LogLevel::error, "reload_failed",
                             "Reload failed, the running configuration stays: " + reload_failure_);
      line.error = reload_failure_;
      log_->write(line);
    }
    supervisor_->ready();
    return outcome;
  }

  Result<std::string> try_reload() {
    auto settings = load_();
    if (!settings) return failure(settings.error());
    const auto report = daemon_->reload(*std::move(settings));
    if (!report) return failure(report.error());
    log_->write(line_of(LogLevel::info, "reloaded", "Reloaded: " + described(*report)));
    std::string waits = restart_sentence(report->needs_restart);
    if (!waits.empty()) log_->write(line_of(LogLevel::warning, "needs_restart", waits));
    return waits;
  }

  void tell_status() {
    const DaemonStatus status = daemon_->status();
    std::string sentence = hanging_ ? kHanging : status_sentence(status);
    if (!reload_failure_.empty()) sentence.append(kReloadFailed).append(printable(reload_failure_));
    if (sentence != told_) supervisor_->status(sentence);
    told_ = std::move(sentence);
    supervisor_->paused(status.paused);
  }

  void stop() {
    supervisor_->stopping();
    supervisor_->status("Stopping");
    inbox_.close();
    control_.reset();
    {
      const std::jthread asking([this](const std::stop_token& over) { ask_for_time(over); });
      daemon_->stop();
    }
    supervisor_->status("Stopped");
    log_->write(stopped_line());
  }

  void ask_for_time(const std::stop_token& over) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    for (Time::duration passed{}; passed < kLongestStop; passed += kAskForMore) {
      if (never.wait_for(lock, over, kAskForMore, [] { return false; }); over.stop_requested())
        return;
      supervisor_->extend_timeout(kMoreTime);
      supervisor_->status("Stopping; what was written is being flushed to the disk");
    }
  }

  std::function<Result<Settings>()> load_;
  HostKind kind_;
  ConsoleSettings console_;
  Stream stream_;
  SystemClock clock_;
  TerminalLine terminal_;
  std::unique_ptr<ProgressLine> progress_line_;  // null when none is wanted
  std::unique_ptr<Log> log_;
  RecordStore records_;
  std::unique_ptr<Supervisor> supervisor_;
  Settings settings_;  // of the start
  std::string reload_failure_;
  bool hanging_ = false;
  std::string told_;  // the last sentence of the status
  HostInbox inbox_;
  std::unique_ptr<Signals> signals_;
  std::unique_ptr<Daemon> daemon_;
  std::unique_ptr<ControlSocket> control_;
};

}  // namespace

Result<int> host_jobs(const HostedJobs& jobs) {
  auto settings = jobs.load();
  if (settings) {
    if (const auto known = demand_state_folder(*settings); !known)
      settings = failure(known.error());
  }
  if (!settings) {
    find_supervisor()->status("Not started: " + printable(settings.error().message()));
    return failure(settings.error());
  }
  Host host(jobs, *std::move(settings));
  return host.run();
}

Result<int> run_as_service(std::function<int()> host) {
  return work_below_supervisor(std::move(host));
}

}  // namespace lockstep
