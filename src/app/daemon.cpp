#include "app/daemon.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "app/canonical_path.h"
#include "app/daemon_job.h"
#include "app/exit_code.h"
#include "app/job_workers.h"
#include "app/options.h"
#include "app/policy_builder.h"
#include "base/nearest.h"
#include "base/printable.h"
#include "base/version.h"
#include "platform/process.h"

namespace lockstep {
namespace {

using JobPointer = std::shared_ptr<DaemonJob>;
using Jobs = std::vector<JobPointer>;

std::string canonical_replica(const JobSettings& job) {
  return canonical_path(job.replica).value_or(job.replica);
}

bool is_same(const JobSettings& one, const JobSettings& other) {
  return same_choices(job_keys(), one, other) && same_choices(job_options(), one, other);
}

// The configuration has compared the paths as they are written; links may make them one.
Result<void> check_replicas(const std::vector<JobSettings>& jobs) {
  std::vector<std::pair<std::string, std::string>> known;  // replica, job
  known.reserve(jobs.size());
  for (const JobSettings& job : jobs) known.emplace_back(canonical_replica(job), job.name);
  std::sort(known.begin(), known.end());
  const auto twice =
      std::adjacent_find(known.begin(), known.end(),
                         [](const auto& one, const auto& next) { return one.first == next.first; });
  if (twice == known.end()) return {};
  return failure(
      ErrorKind::invalid,
      fmt::format("the jobs '{}' and '{}' have the same replica '{}'", printable(twice->second),
                  printable(std::next(twice)->second), printable(twice->first)));
}

JobPointer find_job(const Jobs& jobs, const std::string& name) {
  const auto found = std::find_if(jobs.begin(), jobs.end(), [&](const JobPointer& job) {
    return job->settings().name == name;
  });
  return found == jobs.end() ? nullptr : *found;
}

Error no_such_job(const Jobs& jobs, const std::string& name) {
  std::vector<std::string_view> names;
  for (const JobPointer& job : jobs) names.push_back(job->settings().name);
  std::string sentence = fmt::format("no job is called '{}'", printable(name));
  if (const auto meant = nearest(name, names))
    sentence += fmt::format("; did you mean '{}'?", printable(*meant));
  return Error(ErrorKind::not_found, sentence);
}

// A file that is copied already is worth a moment; a service that is asked for something answers
// within two seconds. (But for a flush, which nothing interrupts.)
constexpr std::chrono::milliseconds kTimeToFinish = std::chrono::seconds(1);

void finish_all(const Jobs& jobs) {
  const auto deadline = std::chrono::steady_clock::now() + kTimeToFinish;
  for (const JobPointer& job : jobs) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    if (!job->has_ended_within(std::max(left, std::chrono::milliseconds(0)))) return;
  }
}

void end_all(const Jobs& jobs) {
  for (const JobPointer& job : jobs) job->request_end();
  for (const JobPointer& job : jobs) job->end();
}

// What a reload makes of the jobs there are.
struct Change {
  Jobs wanted;  // in the order of the settings
  Jobs fresh;  // those of them that are to be started
  Jobs heirs_of;  // for each of fresh: whose replica it takes over; may be null
  Jobs leaving;
  ReloadReport report;
};

// In another one, by its name or for its replica.
bool goes_on(const DaemonJob& job, const Change& change) {
  return std::ranges::find(change.report.restarted, job.settings().name) !=
             change.report.restarted.end() ||
         std::ranges::any_of(change.heirs_of,
                             [&job](const JobPointer& former) { return former.get() == &job; });
}

}  // namespace

struct Daemon::State {
  explicit State(Surroundings surroundings) : around(std::move(surroundings)) {}

  [[nodiscard]] Jobs all() const {
    const std::lock_guard lock(mutex);
    return jobs;
  }
  // With its thread, which waits until the job begins. Throws std::system_error.
  [[nodiscard]] JobPointer make_job(const JobSettings& job, const Workers& workers);
  [[nodiscard]] Change compare(const Settings& next);
  [[nodiscard]] Result<void> take_locks(const Change& change, bool several);
  void carry_out(Change& change);
  void count_jobs(const Jobs& running);
  void stop();

  const Surroundings around;
  FairShare share{1};
  std::mutex changing;  // held by whatever changes something, for as long as that takes
  std::mutex telling;  // one call of on_pass_end at a time
  enum class Life { not_started, running, stopped };
  Life life = Life::not_started;  // guarded by changing
  std::vector<std::string> own_paths;  // guarded by changing
  Settings settings;  // guarded by changing

  mutable std::mutex mutex;  // never held for long
  std::condition_variable_any gave_up;
  Jobs jobs;  // guarded by mutex
  bool paused = false;  // guarded by mutex
};

JobPointer Daemon::State::make_job(const JobSettings& job, const Workers& workers) {
  DaemonJob::Surroundings surroundings;
  surroundings.records = around.records;
  surroundings.log = around.log;
  surroundings.progress_line = around.progress_line;
  surroundings.clock = around.clock;
  surroundings.share = &share;
  surroundings.workers = workers;
  surroundings.own_paths = own_paths;
  surroundings.missing_roots = around.missing_roots;
  surroundings.on_pass_end = [this](const JobSettings& of, const PassSummary& summary) {
    const std::lock_guard lock(telling);
    if (around.on_pass_end) around.on_pass_end(of, summary);
  };
  surroundings.on_give_up = [this] {
    const std::lock_guard lock(mutex);
    gave_up.notify_all();
  };
  surroundings.pass = around.pass;
  auto made = std::make_shared<DaemonJob>(job, std::move(surroundings));
  made->start();
  return made;
}

Change Daemon::State::compare(const Settings& next) {
  Change change;
  const Jobs present = all();
  for (const JobSettings& job : next.jobs) {
    const Workers workers = workers_of(job, next.service);
    const JobPointer known = find_job(present, job.name);
    if (known && is_same(known->settings(), job) && known->workers() == workers) {
      change.report.kept.push_back(job.name);
      change.wanted.push_back(known);
      continue;
    }
    (known ? change.report.restarted : change.report.added).push_back(job.name);
    change.fresh.push_back(make_job(job, workers));
    change.wanted.push_back(change.fresh.back());
  }
  for (const JobPointer& job : present) {
    if (std::find(change.wanted.begin(), change.wanted.end(), job) != change.wanted.end()) continue;
    change.leaving.push_back(job);
    const auto named = [&](const JobSettings& other) { return other.name == job->settings().name; };
    if (std::none_of(next.jobs.begin(), next.jobs.end(), named))
      change.report.removed.push_back(job->settings().name);
  }
  for (const JobPointer& job : change.fresh) {
    const std::string replica = canonical_replica(job->settings());
    const auto former = std::find_if(
        change.leaving.begin(), change.leaving.end(),
        [&](const JobPointer& other) { return canonical_replica(other->settings()) == replica; });
    change.heirs_of.push_back(former == change.leaving.end() ? nullptr : *former);
  }
  if (settings.service.state_folder != next.service.state_folder)
    change.report.needs_restart.emplace_back("state_dir");
  if (!same_choices(log_options(), settings.log, next.log))
    change.report.needs_restart.emplace_back("[log]");
  return change;
}

Result<void> Daemon::State::take_locks(const Change& change, bool several) {
  for (std::size_t index = 0; index < change.fresh.size(); ++index) {
    if (change.heirs_of[index] != nullptr) continue;
    const auto obstacle = change.fresh[index]->take_lock();
    // What else is in the way is told, and waited for, by the first pass.
    if (!obstacle || obstacle->result != PassResult::locked) continue;
    const std::string name = printable(change.fresh[index]->settings().name);
    return failure(ErrorKind::locked, several ? fmt::format("job '{}': {}", name, obstacle->reason)
                                              : obstacle->reason);
  }
  return {};
}

// Cannot fail any more.
void Daemon::State::carry_out(Change& change) {
  // They stay in the list until they have ended: the watchdog shall see one that hangs.
  for (const JobPointer& job : change.leaving) {
    goes_on(*job, change) ? job->wind_down() : job->request_end();
  }
  finish_all(change.leaving);
  end_all(change.leaving);
  for (std::size_t index = 0; index < change.fresh.size(); ++index) {
    if (change.heirs_of[index] != nullptr) change.fresh[index]->take_over(*change.heirs_of[index]);
  }
  count_jobs(change.wanted);
  {
    const std::lock_guard lock(mutex);
    if (paused) {
      for (const JobPointer& job : change.fresh) job->pause();
    }
    jobs = change.wanted;
  }
  change.heirs_of.clear();
  change.leaving.clear();  // gives their locks back
  for (const JobPointer& job : change.fresh) job->begin();
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
  const std::lock_guard changes(changing);
  life = Life::stopped;
  end_all(all());
}

Daemon::Daemon(Surroundings surroundings)
    : state_(std::make_unique<State>(std::move(surroundings))) {}
Daemon::~Daemon() { stop(); }

Result<void> Daemon::start(const Settings& settings) {
  State& state = *state_;
  const std::lock_guard changes(state.changing);
  if (state.life != State::Life::not_started)
    return failure(ErrorKind::invalid, "the jobs were started already");
  if (auto checked = check_replicas(settings.jobs); !checked) return checked;
  if (state.around.pause_memory == PauseMemory::in_state_folder) {
    const auto paused = state.around.records->is_paused();
    if (!paused) return failure(paused.error());
    const std::lock_guard lock(state.mutex);
    state.paused = *paused;
  }
  state.own_paths = own_paths(settings);
  state.settings = settings;
  state.share.set_limit(shared_workers(settings));
  try {
    Change change = state.compare(settings);
    if (auto locked = state.take_locks(change, settings.jobs.size() > 1); !locked) return locked;
    state.carry_out(change);
  } catch (const std::system_error& refused) {
    return failure(ErrorKind::other, fmt::format("start a thread: {}", refused.what()));
  }
  state.life = State::Life::running;
  return {};
}

Result<ReloadReport> Daemon::reload(Settings settings) {
  State& state = *state_;
  const std::lock_guard changes(state.changing);
  if (state.life != State::Life::running)
    return failure(ErrorKind::busy, "the jobs are being started or stopped");
  if (auto checked = check_replicas(settings.jobs); !checked) return failure(checked.error());
  try {
    Change change = state.compare(settings);
    if (auto locked = state.take_locks(change, settings.jobs.size() > 1); !locked)
      return failure(locked.error());
    state.share.set_limit(shared_workers(settings));
    state.carry_out(change);
    // What needs a restart stays what it was, so that the next reload says so again.
    settings.log = state.settings.log;
    settings.service.state_folder = state.settings.service.state_folder;
    state.settings = std::move(settings);
    return std::move(change.report);
  } catch (const std::system_error& refused) {
    return failure(ErrorKind::other, fmt::format("start a thread: {}", refused.what()));
  }
}

Result<void> Daemon::pause() {
  State& state = *state_;
  const std::lock_guard changes(state.changing);
  if (state.around.pause_memory == PauseMemory::in_state_folder) {
    if (auto kept = state.around.records->keep_paused(true); !kept) return kept;
  }
  const std::lock_guard lock(state.mutex);
  state.paused = true;
  for (const JobPointer& job : state.jobs) job->pause();
  return {};
}

Result<void> Daemon::resume() {
  State& state = *state_;
  const std::lock_guard changes(state.changing);
  if (state.around.pause_memory == PauseMemory::in_state_folder) {
    if (auto kept = state.around.records->keep_paused(false); !kept) return kept;
  }
  const std::lock_guard lock(state.mutex);
  state.paused = false;
  for (const JobPointer& job : state.jobs) job->resume();
  return {};
}

Result<void> Daemon::sync_now(const std::string& job) {
  const std::lock_guard lock(state_->mutex);
  const JobPointer one = find_job(state_->jobs, job);
  if (!job.empty() && !one) return failure(no_such_job(state_->jobs, job));
  if (state_->paused) return failure(ErrorKind::busy, "the jobs are paused; resume them first");
  for (const JobPointer& each : state_->jobs) {
    if (job.empty() || each == one) each->sync_now();
  }
  return {};
}

Result<void> Daemon::approve(const std::string& job, bool empty_source) {
  const Jobs jobs = state_->all();
  const bool only = job.empty() && jobs.size() == 1;
  const JobPointer one = only ? jobs.front() : find_job(jobs, job);
  if (!one) return failure(no_such_job(jobs, job));
  const auto replica = canonical_path(one->settings().replica);
  if (!replica) return failure(replica.error());
  return state_->around.records->request_approval(*replica, empty_source);
}

DaemonStatus Daemon::status() const {
  DaemonStatus status;
  status.version = version();
  status.process_id = process_id();
  const std::lock_guard lock(state_->mutex);
  status.paused = state_->paused;
  for (const JobPointer& job : state_->jobs) status.jobs.push_back(job->status());
  return status;
}

bool Daemon::is_alive(std::chrono::steady_clock::duration patience) {
  const Jobs jobs = state_->all();
  // All of them, so that what each of them was seen to do stays fresh.
  return std::count_if(jobs.begin(), jobs.end(),
                       [&](const JobPointer& job) { return !job->is_alive(patience); }) == 0;
}

int Daemon::run(const std::stop_token& stop_asked) {
  {
    std::unique_lock lock(state_->mutex);
    state_->gave_up.wait(lock, stop_asked, [this] {
      return !state_->jobs.empty() &&
             std::all_of(state_->jobs.begin(), state_->jobs.end(),
                         [](const JobPointer& job) { return job->gave_up(); });
    });
  }
  stop();
  int worst = kExitDone;
  for (const JobPointer& job : state_->all()) {
    const JobStatus status = job->status();
    if (job->gave_up() && status.last) worst = worse_exit_code(worst, exit_code(*status.last));
  }
  return worst;
}

void Daemon::stop() { state_->stop(); }

}  // namespace lockstep
