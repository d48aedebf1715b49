#include "app/daemon/daemon.h"

#include <algorithm>
#include <mutex>
#include <set>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "app/config/job_overlap.h"
#include "app/config/options.h"
#include "app/daemon/daemon_job.h"
#include "app/daemon/ending_jobs.h"
#include "app/daemon/job_changes.h"
#include "app/job/job_workers.h"
#include "app/job/own_paths.h"
#include "app/report/exit_code.h"
#include "app/report/refusal.h"
#include "base/nearest.h"
#include "base/printable.h"
#include "base/version.h"
#include "platform/system/process.h"

namespace lockstep {
namespace {

// The configuration was checked when it was read; since then links may have been made.
Result<void> check_replicas(const std::vector<JobSettings>& jobs) {
  std::vector<ReplicaPlace> known;
  known.reserve(jobs.size());
  for (const JobSettings& job : jobs) {
    ReplicaPlace replica = replica_place(job);
    for (const ReplicaPlace& earlier : known) {
      if (auto conflict = replica_conflict(earlier, replica))
        return failure(ErrorKind::invalid, std::move(*conflict));
    }
    known.push_back(std::move(replica));
  }
  return {};
}

Error no_such_job(const Jobs& jobs, const std::string& name) {
  std::vector<std::string_view> names;
  for (const JobPointer& job : jobs) names.push_back(job->settings().name);
  std::string sentence = fmt::format("no job is called '{}'", printable(name));
  if (const auto meant = nearest(name, names))
    sentence += fmt::format("; did you mean '{}'?", printable(*meant));
  return Error(ErrorKind::not_found, sentence);
}

// A process has its log, its console and its state folder from its start to its end.
std::vector<std::string> keys_for_restart(const Settings& running, const Settings& next) {
  std::vector<std::string> keys;
  if (running.service.state_folder != next.service.state_folder)
    keys.emplace_back("service.state_dir");
  for (std::string& key : changed_keys(log_options(), running.log, next.log))
    keys.push_back(std::move(key));
  for (std::string& key : changed_keys(console_options(), running.console, next.console))
    keys.push_back(std::move(key));
  return keys;
}

void end_all(const Jobs& jobs) {
  for (const JobPointer& job : jobs) job->request_end();
  for (const JobPointer& job : jobs) job->end();
}

}  // namespace

struct Daemon::State {
  explicit State(Dependencies dependencies) : deps(std::move(dependencies)) {}

  [[nodiscard]] Jobs all() const {
    const std::lock_guard lock(mutex);
    return jobs;
  }
  // With its thread, which waits until the job begins. Throws std::system_error.
  [[nodiscard]] JobPointer make_job(const JobSettings& job, const Workers& workers);
  [[nodiscard]] JobChanges compare(const Settings& next);
  [[nodiscard]] Result<void> take_locks(const JobChanges& changes, bool several);
  void carry_out(JobChanges& changes);
  void count_jobs(const Jobs& running);
  // An empty name asks about the whole service.
  [[nodiscard]] bool is_paused(const std::string& job) const;
  [[nodiscard]] Result<void> recall_pauses(const Settings& next);
  void stop();

  const Dependencies deps;
  FairShare share{1};
  std::mutex changing;  // held by whatever changes something, for as long as that takes
  std::mutex telling;  // one call of on_pass_end at a time
  enum class Life { not_started, running, stopped };
  Life life = Life::not_started;  // guarded by changing
  std::vector<std::string> own_paths;  // guarded by changing
  Settings settings;  // guarded by changing
  EndingJobs ending;  // changed under `changing`
  // What reloads left to finish their files, the oldest first; those that follow them own them.
  std::vector<std::weak_ptr<DaemonJob>> winding_down;  // guarded by changing

  mutable std::mutex mutex;  // never held for long
  Jobs jobs;  // guarded by mutex
  bool paused = false;  // guarded by mutex; the whole service
  std::set<std::string> paused_jobs;  // guarded by mutex; by name
  std::vector<std::string> needs_restart;  // guarded by mutex; since the last reload
};

JobPointer Daemon::State::make_job(const JobSettings& job, const Workers& workers) {
  DaemonJob::Dependencies dependencies;
  dependencies.records = deps.records;
  dependencies.log = deps.log;
  dependencies.progress_line = deps.progress_line;
  dependencies.clock = deps.clock;
  dependencies.share = &share;
  dependencies.workers = workers;
  dependencies.own_paths = own_paths;
  dependencies.missing_roots = deps.missing_roots;
  dependencies.on_pass_end = [this](const JobSettings& of, const PassSummary& summary) {
    const std::lock_guard lock(telling);
    if (deps.on_pass_end) deps.on_pass_end(of, summary);
  };
  dependencies.on_give_up = deps.on_give_up;
  dependencies.pass = deps.pass;
  auto made = std::make_shared<DaemonJob>(job, std::move(dependencies));
  made->start();
  return made;
}

JobChanges Daemon::State::compare(const Settings& next) {
  Jobs going = ending.present();
  for (const auto& job : winding_down) {
    if (JobPointer still = job.lock()) going.push_back(std::move(still));
  }
  JobChanges changes = compare_jobs(
      all(), going, next,
      [this](const JobSettings& job, const Workers& workers) { return make_job(job, workers); });
  changes.report.needs_restart = keys_for_restart(settings, next);
  return changes;
}

Result<void> Daemon::State::take_locks(const JobChanges& changes, bool several) {
  for (const FreshJob& fresh : changes.fresh) {
    if (fresh.inherits_replica()) continue;
    const auto obstacle = fresh.job->take_lock();
    // What else is in the way is told, and waited for, by the first pass.
    if (!obstacle || obstacle->result != PassResult::locked) continue;
    const std::string name = printable(fresh.job->settings().name);
    return failure(ErrorKind::locked, several ? fmt::format("job '{}': {}", name, obstacle->reason)
                                              : obstacle->reason);
  }
  return {};
}

// Cannot fail any more.
void Daemon::State::carry_out(JobChanges& changes) {
  Jobs removed;
  std::erase_if(winding_down, [](const auto& job) { return job.expired(); });
  for (const JobPointer& job : changes.leaving) {
    if (!changes.is_followed(*job)) {
      removed.push_back(job);
      continue;
    }
    job->wind_down();
    winding_down.push_back(job);
  }
  changes.leaving.clear();
  ending.add(removed);
  hand_over_formers(changes.fresh);
  hold_new_limits(changes.fresh);
  for (FreshJob& fresh : changes.fresh) fresh.job->follow(std::move(fresh.formers));
  count_jobs(changes.wanted);
  {
    const std::lock_guard lock(mutex);
    for (const FreshJob& fresh : changes.fresh) {
      if (paused || paused_jobs.contains(fresh.job->settings().name)) fresh.job->pause();
    }
    jobs = changes.wanted;
  }
  for (const FreshJob& fresh : changes.fresh) fresh.job->begin();
  ending.await(std::move(removed));
}

bool Daemon::State::is_paused(const std::string& job) const {
  const std::lock_guard lock(mutex);
  return job.empty() ? paused : paused_jobs.contains(job);
}

// Pauses also a job that was taken out of the configuration while paused, and is back.
Result<void> Daemon::State::recall_pauses(const Settings& next) {
  if (deps.pause_memory != PauseMemory::in_state_folder) return {};
  for (const JobSettings& job : next.jobs) {
    const auto kept = deps.records->is_paused(job.name);
    if (!kept) return failure(kept.error());
    const std::lock_guard lock(mutex);
    if (*kept) paused_jobs.insert(job.name);
  }
  return {};
}

void Daemon::State::count_jobs(const Jobs& running) {
  const std::size_t open_files = raise_open_file_limit() / std::max<std::size_t>(running.size(), 1);
  for (const JobPointer& job : running) {
    job->show_name(running.size() > 1);
    job->set_open_files(open_files);
  }
}

void Daemon::State::stop() {
  for (const JobPointer& job : all()) job->request_end();  // also those a reload is waiting for
  const std::lock_guard one_at_a_time(changing);
  life = Life::stopped;
  end_all(all());
  ending.await_all();
}

Daemon::Daemon(Dependencies dependencies)
    : state_(std::make_unique<State>(std::move(dependencies))) {}
Daemon::~Daemon() { stop(); }

Result<void> Daemon::start(const Settings& settings) {
  State& state = *state_;
  const std::lock_guard one_at_a_time(state.changing);
  if (state.life != State::Life::not_started)
    return failure(ErrorKind::invalid, "the jobs were started already");
  if (auto checked = check_replicas(settings.jobs); !checked) return checked;
  if (state.deps.pause_memory == PauseMemory::in_state_folder) {
    const auto paused = state.deps.records->is_paused();
    if (!paused) return failure(paused.error());
    const std::lock_guard lock(state.mutex);
    state.paused = *paused;
  }
  if (auto recalled = state.recall_pauses(settings); !recalled) return recalled;
  state.own_paths = own_paths(settings);
  state.settings = settings;
  state.share.set_limit(shared_workers(settings));
  try {
    JobChanges changes = state.compare(settings);
    if (auto locked = state.take_locks(changes, settings.jobs.size() > 1); !locked) return locked;
    state.carry_out(changes);
  } catch (const std::exception& refused) {
    return failure(ErrorKind::other, fmt::format("start the jobs: {}", refusal_text(refused)));
  }
  state.life = State::Life::running;
  return {};
}

Result<ReloadReport> Daemon::reload(Settings settings) {
  State& state = *state_;
  const std::lock_guard one_at_a_time(state.changing);
  if (state.life != State::Life::running)
    return failure(ErrorKind::busy, "the jobs are being started or stopped");
  if (auto checked = check_replicas(settings.jobs); !checked) return failure(checked.error());
  if (auto recalled = state.recall_pauses(settings); !recalled) return failure(recalled.error());
  try {
    JobChanges changes = state.compare(settings);
    if (auto locked = state.take_locks(changes, settings.jobs.size() > 1); !locked)
      return failure(locked.error());
    state.share.set_limit(shared_workers(settings));
    state.carry_out(changes);
    // What needs a restart stays what it was, so that the next reload says so again.
    settings.log = state.settings.log;
    settings.console = state.settings.console;
    settings.service.state_folder = state.settings.service.state_folder;
    state.settings = std::move(settings);
    const std::lock_guard lock(state.mutex);
    state.needs_restart = changes.report.needs_restart;
    return std::move(changes.report);
  } catch (const std::exception& refused) {
    return failure(ErrorKind::other, fmt::format("start the jobs: {}", refusal_text(refused)));
  }
}

Result<void> Daemon::pause(const std::string& job) {
  State& state = *state_;
  const std::lock_guard one_at_a_time(state.changing);
  const JobPointer one = find_job(state.all(), job);
  if (!job.empty() && !one) return failure(no_such_job(state.all(), job));
  if (state.deps.pause_memory == PauseMemory::in_state_folder) {
    if (auto kept = state.deps.records->keep_paused(true, job); !kept) return kept;
  }
  const std::lock_guard lock(state.mutex);
  if (one) {
    state.paused_jobs.insert(job);
    one->pause();
    return {};
  }
  state.paused = true;
  for (const JobPointer& each : state.jobs) each->pause();
  return {};
}

Result<void> Daemon::resume(const std::string& job) {
  State& state = *state_;
  const std::lock_guard one_at_a_time(state.changing);
  const JobPointer one = find_job(state.all(), job);
  if (!job.empty() && !one) return failure(no_such_job(state.all(), job));
  if (one && state.is_paused("")) {
    return failure(ErrorKind::busy,
                   "the whole service is paused; 'lockstep service resume' resumes it");
  }
  if (state.deps.pause_memory == PauseMemory::in_state_folder) {
    if (auto kept = state.deps.records->keep_paused(false, job); !kept) return kept;
  }
  const std::lock_guard lock(state.mutex);
  if (one) {
    state.paused_jobs.erase(job);
    one->resume();
    return {};
  }
  state.paused = false;
  for (const JobPointer& each : state.jobs) {
    if (!state.paused_jobs.contains(each->settings().name)) each->resume();
  }
  return {};
}

Result<void> Daemon::sync_now(const std::string& job) {
  const std::lock_guard lock(state_->mutex);
  const JobPointer one = find_job(state_->jobs, job);
  if (!job.empty() && !one) return failure(no_such_job(state_->jobs, job));
  if (state_->paused) return failure(ErrorKind::busy, "the jobs are paused; resume them first");
  if (one && state_->paused_jobs.contains(job))
    return failure(ErrorKind::busy, "it is paused; resume it first");
  for (const JobPointer& each : state_->jobs) {
    if (job.empty() || each == one) each->sync_now();
  }
  return {};
}

Result<std::string> Daemon::approve(const std::string& job, EmptySource empty_source) {
  const Jobs jobs = state_->all();
  const bool only = job.empty() && jobs.size() == 1;
  const JobPointer one = only ? jobs.front() : find_job(jobs, job);
  if (!one) return failure(no_such_job(jobs, job));
  return approve_held(*state_->deps.records, one->settings(), empty_source);
}

DaemonStatus Daemon::status() const {
  DaemonStatus status;
  status.version = version();
  status.process_id = process_id();
  const std::lock_guard lock(state_->mutex);
  status.paused = state_->paused;
  status.needs_restart = state_->needs_restart;
  for (const JobPointer& job : state_->jobs) status.jobs.push_back(job->status());
  return status;
}

bool Daemon::is_alive(std::chrono::steady_clock::duration patience) {
  Jobs jobs = state_->all();
  for (JobPointer& job : state_->ending.present()) jobs.push_back(std::move(job));
  // All of them, so that what each of them was seen to do stays fresh.
  return std::count_if(jobs.begin(), jobs.end(),
                       [&](const JobPointer& job) { return !job->is_alive(patience); }) == 0;
}

bool Daemon::has_given_up() const {
  const Jobs jobs = state_->all();
  return !jobs.empty() && std::ranges::all_of(jobs, [](const JobPointer& job) {
    return job->gave_up();
  });
}

int Daemon::exit_code() const {
  int worst = kExitDone;
  for (const JobPointer& job : state_->all()) {
    const JobStatus status = job->status();
    if (job->gave_up() && status.last)
      worst = worse_exit_code(worst, lockstep::exit_code(*status.last));
  }
  return worst;
}

void Daemon::stop() { state_->stop(); }

}  // namespace lockstep
