#include "app/host/host.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "app/config/config.h"
#include "app/daemon/daemon.h"
#include "app/daemon/status_sentence.h"
#include "app/host/control.h"
#include "app/host/early_refusal.h"
#include "app/host/host_inbox.h"
#include "app/host/host_lines.h"
#include "app/host/slow_stop.h"
#include "app/record/record_store.h"
#include "app/report/console.h"
#include "app/report/event_lines.h"
#include "app/report/exit_code.h"
#include "base/printable.h"
#include "platform/supervision/control_socket.h"
#include "platform/supervision/signals.h"
#include "platform/supervision/supervisor.h"
#include "platform/system/process.h"

namespace lockstep {
namespace {

using Time = std::chrono::steady_clock;

// The progress of a pass that lasts is told this often.
constexpr std::chrono::seconds kTellStatus{5};
constexpr const char* kHanging = "A job hangs: nothing was read or written for too long";

int exit_code_of(const Error& error) {
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

class Host {
 public:
  Host(const HostedJobs& jobs, Settings settings)
      : load_(jobs.load),
        kind_(jobs.kind),
        settings_(std::move(settings)),
        console_(settings_.console),
        records_(settings_.service.state_folder),
        supervisor_(find_supervisor()) {}

  [[nodiscard]] Result<int> run() {
    raise_open_file_limit();
    // This comes before the threads, since signals are blocked for all that are started later.
    const SignalSet set = kind_ == HostKind::service ? SignalSet::service : SignalSet::repeats;
    auto signals = watch_signals(set, [this](Signal signal) { on_signal(signal); });
    if (!signals) return failure(signals.error().within("watch for signals"));
    signals_ = std::move(*signals);
    if (kind_ == HostKind::command_line) {
      if (const auto obstacle = find_obstacle(settings_, records_)) {
        tell_not_started(obstacle->unavailable);
        return refuse_early(settings_, *obstacle, console_);
      }
    }
    if (auto opened = console_.open_log(settings_.log); !opened) return failure(opened.error());
    log_is_open_ = true;
    if (kind_ != HostKind::service) console_.draw_progress();
    daemon_ = std::make_unique<Daemon>(dependencies());
    if (const auto listening = listen(); !listening) return refuse(listening.error());
    tell_jobs();
    if (const auto started = daemon_->start(settings_); !started) return refuse(started.error());
    supervisor_->ready();
    tell_status();
    work();
    stop();
    return daemon_->exit_code();
  }

 private:
  Daemon::Dependencies dependencies() {
    Daemon::Dependencies deps;
    deps.records = &records_;
    deps.log = &console_.log();
    deps.clock = &console_.clock();
    deps.progress_line = console_.progress_line();
    if (kind_ != HostKind::service) deps.pause_memory = PauseMemory::none;
    if (kind_ == HostKind::command_line) deps.missing_roots = MissingRoots::fail;
    deps.on_pass_end = [this](const JobSettings& job, const PassSummary& summary) {
      console_.print_summary(job, summary);
      inbox_.status_changed();
    };
    deps.on_live_changes = [this](const JobSettings& job, const PassSummary& summary) {
      console_.print_live_changes(job, summary);
    };
    deps.on_watch = [this] { inbox_.status_changed(); };
    deps.on_give_up = [this] { inbox_.status_changed(); };
    return deps;
  }

  // Listens on the control socket. Only another instance is a reason not to start; without the
  // socket the jobs run all the same.
  Result<void> listen() {
    if (kind_ != HostKind::service) return {};
    const std::string path = own_control_socket_path();
    if (path.empty()) return {};
    auto listening = listen_for_control(path, [this](const std::string& request) {
      const std::string reply =
          answer(request, *daemon_, [this] { return inbox_.reload_and_wait(); });
      inbox_.status_changed();
      return reply;
    });
    if (listening) {
      control_ = std::move(*listening);
    } else if (listening.error().kind() == ErrorKind::locked) {
      return failure(listening.error());
    } else {
      write(host_line(
          LogLevel::error, "no_control",
          "'lockstep service' can't talk to this process: " + listening.error().message()));
    }
    return {};
  }

  void tell_jobs() {
    write(launched_line());
    const char* const advice = kind_ == HostKind::command_line ? "; Ctrl-C stops" : "";
    for (const JobSettings& job : settings_.jobs)
      write(mirroring_line(job, shown_name(settings_, job), advice));
  }

  void tell_not_started(const std::string& reason) {
    supervisor_->status("Not started: " + printable(reason));
  }

  int refuse(const Error& error) {
    tell_not_started(error.message());
    inbox_.close();
    control_.reset();
    if (kind_ == HostKind::command_line) return refuse_as_a_pass(error);
    write(host_error_line("error", error.message(), error.message()));
    return exit_code_of(error);
  }

  // Tells the error as a pass over the folders would, to whoever gave them.
  int refuse_as_a_pass(const Error& error) {
    PassSummary obstacle;
    obstacle.result = error.kind() == ErrorKind::locked ? PassResult::locked : PassResult::error;
    obstacle.unavailable = error.message();
    console_.tell_refusal(settings_.jobs.front(), obstacle);
    write(stopped_line());
    return exit_code(obstacle);
  }

  void on_signal(Signal signal) {
    switch (signal) {
      case Signal::interrupt:
      case Signal::terminate:
        return inbox_.stop();
      case Signal::interrupted_again:
        if (log_is_open_) write(stopped_line());
        return;
      case Signal::reload:
        return kind_ == HostKind::command_line ? inbox_.stop() : inbox_.reload();
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
    while (!daemon_->has_given_up()) {
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
      write(host_line(LogLevel::error, "hanging", kHanging));
    }
  }

  void pause(bool pause) {
    if (const auto done = pause ? daemon_->pause() : daemon_->resume(); !done)
      write(host_line(LogLevel::error, pause ? "pause" : "resume", done.error().message()));
  }

  void sync_now() {
    if (const auto asked = daemon_->sync_now(""); !asked)
      write(host_line(LogLevel::warning, "sync_now", asked.error().message()));
  }

  // Returns a sentence about what needs a restart. The running configuration stays unless
  // everything of the new one is right.
  Result<std::string> reload() {
    supervisor_->reloading();
    const auto outcome = try_reload();
    reload_failure_ = outcome ? "" : outcome.error().message();
    if (!outcome) {
      write(host_error_line("reload_failed",
                            "Reload failed, the running configuration stays: " + reload_failure_,
                            reload_failure_));
    }
    supervisor_->ready();
    return outcome;
  }

  Result<std::string> try_reload() {
    auto settings = load_();
    if (!settings) return failure(settings.error());
    const auto report = daemon_->reload(*std::move(settings));
    if (!report) return failure(report.error());
    write(reloaded_line(*report));
    std::string waits = restart_sentence(report->needs_restart);
    if (!waits.empty()) write(host_line(LogLevel::warning, "needs_restart", waits));
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
    stop_in_time(*supervisor_, [this] { daemon_->stop(); });
    supervisor_->status("Stopped");
    write(stopped_line());
  }

  void write(const LogLine& line) { console_.log().write(line); }

  const std::function<Result<Settings>()> load_;
  const HostKind kind_;
  const Settings settings_;  // as of the start
  Console console_;
  std::atomic<bool> log_is_open_ = false;  // for the thread that reads the signals
  RecordStore records_;
  std::unique_ptr<Supervisor> supervisor_;
  std::string reload_failure_;
  bool hanging_ = false;
  std::string told_;  // the last sentence of the status
  HostInbox inbox_;
  // The members stand in the order in which they are made; each uses those above it.
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
