#include "app/daemon/daemon.h"

#include <algorithm>
#include <exception>
#include <utility>

#include <fmt/format.h>

#include "app/config/job_overlap.h"
#include "app/config/options.h"
#include "app/job/job_workers.h"
#include "app/job/own_paths.h"
#include "app/report/refusal.h"
#include "base/printable.h"
#include "platform/system/process.h"

namespace lockstep {
namespace {

// Checks the replicas again: the configuration was checked when it was read, but links may have
// been made since.
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

// Returns the changed keys that wait for a restart. A process keeps its log, its console and its
// state folder from its start to its end.
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

Daemon::Daemon(Dependencies dependencies)
    : deps_(std::move(dependencies)), pauses_(*deps_.records, deps_.pause_memory) {}
Daemon::~Daemon() { stop(); }

Jobs Daemon::all() const {
  const std::scoped_lock lock(mutex_);
  return jobs_;
}

JobPointer Daemon::make_job(const JobSettings& job, const Workers& workers) {
  DaemonJob::Dependencies deps;
  deps.records = deps_.records;
  deps.log = deps_.log;
  deps.progress_line = deps_.progress_line;
  deps.clock = deps_.clock;
  deps.share = &share_;
  deps.workers = workers;
  deps.own_paths = own_paths_;
  deps.missing_roots = deps_.missing_roots;
  deps.on_pass_end = [this](const JobSettings& of, const PassSummary& summary) {
    const std::scoped_lock lock(telling_);
    if (deps_.on_pass_end) deps_.on_pass_end(of, summary);
  };
  deps.on_live_changes = [this](const JobSettings& of, const PassSummary& summary) {
    const std::scoped_lock lock(telling_);
    if (deps_.on_live_changes) deps_.on_live_changes(of, summary);
  };
  deps.on_watch = deps_.on_watch;
  deps.on_give_up = deps_.on_give_up;
  deps.pass = deps_.pass;
  auto made = std::make_shared<DaemonJob>(job, std::move(deps));
  made->start();
  return made;
}

JobChanges Daemon::compare(const Settings& next) {
  Jobs going = ending_.present();
  for (const auto& job : winding_down_) {
    if (JobPointer still = job.lock()) going.push_back(std::move(still));
  }
  JobChanges changes = compare_jobs(
      all(), going, next,
      [this](const JobSettings& job, const Workers& workers) { return make_job(job, workers); });
  changes.report.needs_restart = keys_for_restart(settings_, next);
  return changes;
}

Result<void> Daemon::take_locks(const JobChanges& changes, bool several) {
  for (const FreshJob& fresh : changes.fresh) {
    if (fresh.inherits_replica()) continue;
    const auto obstacle = fresh.job->take_lock();
    // The first pass tells any other obstacle, and waits for it.
    if (!obstacle || obstacle->result != PassResult::locked) continue;
    const std::string name = printable(fresh.job->settings().name);
    return failure(ErrorKind::locked, several ? fmt::format("job '{}': {}", name, obstacle->reason)
                                              : obstacle->reason);
  }
  return {};
}

ReloadReport Daemon::carry_out(JobChanges changes) {
  std::erase_if(winding_down_, [](const auto& job) { return job.expired(); });
  Jobs removed;
  for (JobPointer& job : std::exchange(changes.leaving, {})) {
    if (!changes.is_followed(*job)) {
      removed.push_back(std::move(job));
      continue;
    }
    job->wind_down();
    winding_down_.push_back(job);
  }
  ending_.add(removed);
  changes.fresh = hand_over_formers(std::move(changes.fresh));
  hold_new_limits(changes.fresh);
  for (FreshJob& fresh : changes.fresh) fresh.job->follow(std::move(fresh.formers));
  count_jobs(changes.wanted);
  for (const FreshJob& fresh : changes.fresh) {
    if (pauses_.all() || pauses_.alone(fresh.job->settings().name)) fresh.job->pause();
  }
  {
    const std::scoped_lock lock(mutex_);
    jobs_ = std::move(changes.wanted);
  }
  for (const FreshJob& fresh : changes.fresh) fresh.job->begin();
  ending_.await(std::move(removed));
  return std::move(changes.report);
}

void Daemon::count_jobs(const Jobs& running) {
  const std::size_t open_files = raise_open_file_limit() / std::max<std::size_t>(running.size(), 1);
  for (const JobPointer& job : running) {
    job->show_name(running.size() > 1);
    job->set_open_files(open_files);
  }
}

Result<void> Daemon::start(const Settings& settings) {
  const std::scoped_lock one_at_a_time(changing_);
  if (life_ != Life::not_started)
    return failure(ErrorKind::invalid, "the jobs were started already");
  if (auto checked = check_replicas(settings.jobs); !checked) return checked;
  if (auto recalled = pauses_.recall_all(); !recalled) return recalled;
  if (auto recalled = pauses_.recall(settings.jobs); !recalled) return recalled;
  own_paths_ = own_paths(settings);
  settings_ = settings;
  share_.set_limit(shared_workers(settings));
  try {
    JobChanges changes = compare(settings);
    if (auto locked = take_locks(changes, settings.jobs.size() > 1); !locked) return locked;
    static_cast<void>(carry_out(std::move(changes)));
  } catch (const std::exception& refused) {
    return failure(ErrorKind::other, fmt::format("start the jobs: {}", refusal_text(refused)));
  }
  life_ = Life::running;
  return {};
}

Result<ReloadReport> Daemon::reload(Settings settings) {
  const std::scoped_lock one_at_a_time(changing_);
  if (life_ != Life::running)
    return failure(ErrorKind::busy, "the jobs are being started or stopped");
  if (auto checked = check_replicas(settings.jobs); !checked) return failure(checked.error());
  if (auto recalled = pauses_.recall(settings.jobs); !recalled) return failure(recalled.error());
  try {
    JobChanges changes = compare(settings);
    if (auto locked = take_locks(changes, settings.jobs.size() > 1); !locked)
      return failure(locked.error());
    share_.set_limit(shared_workers(settings));
    ReloadReport report = carry_out(std::move(changes));
    // Settings that need a restart stay as they were, so that the next reload says so again.
    settings.log = settings_.log;
    settings.console = settings_.console;
    settings.service.state_folder = settings_.service.state_folder;
    settings_ = std::move(settings);
    const std::scoped_lock lock(mutex_);
    needs_restart_ = report.needs_restart;
    return report;
  } catch (const std::exception& refused) {
    return failure(ErrorKind::other, fmt::format("start the jobs: {}", refusal_text(refused)));
  }
}

void Daemon::stop() {
  for (const JobPointer& job : all()) job->request_end();  // even those that a reload waits for
  const std::scoped_lock one_at_a_time(changing_);
  life_ = Life::stopped;
  end_all(all());
  ending_.await_all();
}

}  // namespace lockstep
