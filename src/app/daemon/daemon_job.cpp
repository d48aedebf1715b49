#include "app/daemon/daemon_job.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "app/job/job_timing.h"
#include "app/job/job_workers.h"
#include "app/job/release_words.h"
#include "app/report/refusal.h"

namespace lockstep {
namespace {

constexpr std::chrono::nanoseconds kLongestWait = std::chrono::hours(24);
// The pause after something that should not happen (no memory).
constexpr std::chrono::milliseconds kAfterException = std::chrono::minutes(1);

}  // namespace

DaemonJob::DaemonJob(JobSettings settings, Dependencies dependencies)
    : settings_(std::move(settings)),
      deps_(std::move(dependencies)),
      audience_(settings_, deps_.progress_line, *deps_.log, *deps_.clock, *this),
      pool_(
          deps_.workers.usual, deps_.share,
          [this] { static_cast<void>(set_thread_priority(settings_.priority)); },
          elasticity(deps_.workers)),
      live_(make_live()),
      job_(settings_,
           {deps_.records, &pool_, deps_.clock, &audience_.observer(), deps_.own_paths,
            deps_.open_files, deps_.pass, words_for_a_job_that_goes_on(settings_), live_.get()},
           deps_.missing_roots) {}

std::unique_ptr<LiveWork> DaemonJob::make_live() {
  if (settings_.live.watch == WatchChoice::off) return nullptr;
  return std::make_unique<LiveWork>(
      settings_,
      LiveWork::Dependencies{
          .clock = deps_.clock, .wake = [this] { wake(); }, .watch = deps_.watch});
}

DaemonJob::~DaemonJob() { end(); }

void DaemonJob::follow(std::vector<FormerJob> formers) {
  const std::scoped_lock lock(mutex_);
  state_.formers = std::move(formers);
}

std::vector<FormerJob> DaemonJob::formers() const {
  const std::scoped_lock lock(mutex_);
  return state_.formers;
}

std::optional<std::vector<FormerJob>> DaemonJob::hand_over() {
  std::vector<FormerJob> given;
  {
    const std::scoped_lock lock(mutex_);
    if (!state_.activity.waits_for_formers()) return std::nullopt;
    given.swap(state_.formers);
    if (std::ranges::any_of(given, &FormerJob::is_of_replica)) keeps_replica_ = false;
  }
  wind_down();
  replaced_.request_stop();
  return given;
}

void DaemonJob::start() {
  thread_ = std::jthread([this](const std::stop_token& end) { work(end); });
}

void DaemonJob::begin() {
  {
    const std::scoped_lock lock(mutex_);
    state_.activity.begin();
  }
  changed_.notify_all();
}

void DaemonJob::wind_down() { thread_.request_stop(); }

void DaemonJob::request_end() {
  wind_down();
  if (!dropping_.request_stop()) return;  // it was asked before
  for (const FormerJob& former : formers()) former.job->request_end();
}

void DaemonJob::end() {
  request_end();
  if (thread_.joinable()) thread_.join();
}

void DaemonJob::pause() {
  auto [pass, drop] = [this] {
    const std::scoped_lock lock(mutex_);
    state_.activity.pause();
    return std::pair(state_.pass, state_.drop);
  }();
  pass.request_stop();
  drop.request_stop();
  changed_.notify_all();
  for (const FormerJob& former : formers()) former.job->pause();
}

void DaemonJob::resume() {
  {
    const std::scoped_lock lock(mutex_);
    state_.activity.resume();
  }
  changed_.notify_all();
}

void DaemonJob::sync_now() {
  {
    const std::scoped_lock lock(mutex_);
    state_.activity.ask_for_pass();
  }
  changed_.notify_all();
}

JobStatus DaemonJob::status() const {
  JobStatus status;
  for (const FormerJob& former : formers()) {
    if (status.state != JobState::running) status = former.job->status();
  }
  status.name = settings_.name;
  status.source = settings_.source;
  status.replica = settings_.replica;
  status.totals = audience_.totals();
  if (status.state == JobState::running) return status;
  const std::scoped_lock lock(mutex_);
  status.last = state_.last;
  status.last_start = state_.last_start;
  if (live_) status.watch = live_->status();
  status.watch.last_full = state_.last_end;
  status.watch.next_full = state_.next_start;
  if (state_.activity.doing() == Doing::passing) {
    const ProgressSample now = sample(job_.progress());
    status.state = JobState::running;
    if (state_.part_start) status.last_start = state_.part_start;
    status.files_done = now.files_done;
    status.bytes_done = now.bytes_done;
    status.bytes_planned = now.bytes_planned;
    return status;
  }
  if (state_.activity.is_paused()) {
    status.state = JobState::paused;
    return status;
  }
  status.state = state_.last && could_not_begin(state_.last->result) ? JobState::backing_off
                                                                     : JobState::waiting;
  status.next_start = state_.next_start;
  return status;
}

bool DaemonJob::gave_up() const {
  const std::scoped_lock lock(mutex_);
  return state_.activity.has_given_up();
}

bool DaemonJob::is_alive(std::chrono::steady_clock::duration patience) {
  const auto now = deps_.clock->steady_now();
  bool formers_alive = true;
  for (const FormerJob& former : formers())
    formers_alive = former.job->is_alive(patience) && formers_alive;
  const std::scoped_lock lock(mutex_);
  if (state_.activity.doing() != Doing::passing) return formers_alive;
  return state_.stall_watch.gets_on(job_.progress(), state_.passes, now, patience);
}

std::optional<std::chrono::nanoseconds> DaemonJob::step(const std::stop_token& end) {
  std::stop_source pass;
  std::stop_source drop;
  {
    const std::scoped_lock lock(mutex_);
    const auto step = state_.activity.begin_step();
    if (step == JobActivity::Step::none) return std::nullopt;
    if (step == JobActivity::Step::at_once) job_.make_due();
    state_.pass = pass;
    state_.drop = drop;
  }
  const std::stop_callback stop_at_end(end, [&pass] { pass.request_stop(); });
  const std::stop_callback drop_at_end(dropping_.get_token(), [&drop] { drop.request_stop(); });
  const std::chrono::nanoseconds wait = step_job(pass.get_token(), drop.get_token());
  const bool gave_up = job_.gave_up();
  const std::chrono::nanoseconds until_full_pass = job_.until_full_pass();
  {
    const std::scoped_lock lock(mutex_);
    state_.activity.end_step(gave_up ? JobActivity::Then::gives_up : JobActivity::Then::goes_on);
    state_.next_start =
        deps_.clock->now() +
        std::chrono::duration_cast<std::chrono::system_clock::duration>(until_full_pass);
  }
  if (!gave_up) {
    audience_.observer().on_rest(deps_.clock->steady_now() + until_full_pass);
    return wait;
  }
  if (deps_.on_give_up) deps_.on_give_up();
  return std::nullopt;
}

std::chrono::nanoseconds DaemonJob::step_job(const std::stop_token& stop,
                                             const std::stop_token& drop) {
  try {
    const std::chrono::nanoseconds wait = job_.step(stop, drop);
    audience_.tell_failure_of_observers();
    return wait;
  } catch (const std::exception& bug) {
    audience_.tell_error(refusal_text(bug));
    return kAfterException;
  }
}

void DaemonJob::work(const std::stop_token& end) {
  take_priority(settings_, *deps_.log);  // for the planning, and the publisher's thread
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, end, [this] { return state_.activity.doing() != Doing::nothing_yet; });
  }
  take_over();
  while (!end.stop_requested()) {
    const auto wait = step(end);
    std::unique_lock lock(mutex_);
    if (wait) {
      changed_.wait_for(lock, end, std::min(*wait, kLongestWait), [this] {
        return state_.woken || state_.activity.asked() != Asked::nothing;
      });
      state_.woken = false;
    } else {
      changed_.wait(lock, end, [this] { return state_.activity.may_step(); });
    }
  }
  {
    const std::scoped_lock lock(mutex_);
    state_.activity.end();
  }
  changed_.notify_all();
}

bool DaemonJob::await_end(const std::stop_token& given_up) {
  std::unique_lock lock(mutex_);
  return changed_.wait(lock, given_up, [this] { return state_.activity.has_ended(); });
}

bool DaemonJob::await_end(std::chrono::steady_clock::time_point until) {
  std::unique_lock lock(mutex_);
  return changed_.wait_until(lock, until, [this] { return state_.activity.has_ended(); });
}

// Waits for the former jobs and takes over from them. It does so even if this job is to end before
// its first pass, since another one may follow it and take over from it, unless a job has replaced
// it.
void DaemonJob::take_over() {
  for (FormerJob& former : formers()) {
    if (!former.job->await_end(replaced_.get_token())) return;
    {
      const std::scoped_lock lock(mutex_);
      const auto same = [&](const FormerJob& one) { return one.job == former.job; };
      if (std::erase_if(state_.formers, same) == 0) return;  // it was handed over
    }
    if (former.legacy == FormerJob::Legacy::replica) job_.take_over(former.job->job_);
    former.job.reset();  // gives back the lock of a replica that no job has now
  }
  const std::scoped_lock lock(mutex_);
  state_.activity.take_over_is_done();
}

void DaemonJob::on_pass_begin(const JobSettings& /*job*/, const Progress& /*progress*/) {
  const std::scoped_lock lock(mutex_);
  state_.activity.begin_pass();
  state_.next_start.reset();
  ++state_.passes;
  state_.last_start = deps_.clock->now();
}

void DaemonJob::on_event(const Event& event) {
  if (live_) live_->note(event);
}

// A partial pass that hangs is noticed like any other.
void DaemonJob::on_part_begin(const JobSettings& /*job*/, const Progress& /*progress*/) {
  const std::lock_guard lock(mutex_);
  state_.activity.begin_pass();
  state_.part_start = deps_.clock->now();
  ++state_.passes;
}

void DaemonJob::on_part_end(const JobSettings& /*job*/) {
  const std::lock_guard lock(mutex_);
  state_.activity.end_pass();
  state_.part_start.reset();
}

void DaemonJob::wake() {
  {
    const std::lock_guard lock(mutex_);
    state_.woken = true;
  }
  changed_.notify_all();
}

void DaemonJob::on_pass_end(const JobSettings& job, const PassSummary& summary) {
  {
    const std::scoped_lock lock(mutex_);
    state_.activity.end_pass();
    state_.last = summary;
    state_.last_end = deps_.clock->now();
  }
  if (deps_.on_pass_end) deps_.on_pass_end(job, summary);
}

void DaemonJob::on_live_changes(const JobSettings& job, const PassSummary& summary) {
  if (deps_.on_live_changes) deps_.on_live_changes(job, summary);
}

void DaemonJob::on_watch(const JobSettings& /*job*/, const WatchNews& /*news*/) {
  if (deps_.on_watch) deps_.on_watch();
}

}  // namespace lockstep
