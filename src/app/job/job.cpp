#include "app/job/job.h"

#include <algorithm>
#include <exception>
#include <utility>

#include <fmt/format.h>

#include "app/config/protected_text.h"
#include "app/job/new_volume.h"
#include "app/job/record_start.h"
#include "app/job/release_words.h"
#include "app/report/refusal.h"
#include "core/look/equal_files.h"
#include "platform/disk/roots.h"

namespace lockstep {
namespace {

Obstacle obstacle_of(const Error& error) {
  const bool held = error.kind() == ErrorKind::locked;
  return {held ? PassResult::locked : PassResult::unavailable, error.message()};
}

std::optional<std::chrono::nanoseconds> until(std::optional<Moment> moment, Moment now) {
  if (!moment) return std::nullopt;
  return std::max(std::chrono::nanoseconds(0), std::chrono::nanoseconds(*moment - now));
}

}  // namespace

Job::Job(JobSettings settings, Dependencies dependencies, MissingRoots missing_roots)
    : settings_(std::move(settings)),
      deps_(std::move(dependencies)),
      missing_roots_(missing_roots),
      open_files_(deps_.open_files),
      rate_limit_(settings_.policy.bytes_per_second, *deps_.clock),
      timing_(settings_.interval),
      rights_(privileges()),
      memory_{.claim = {},
              .record = LatestRecord(*deps_.records, settings_.source),
              .approvals = JobApprovals(*deps_.records),
              .removals = {},
              .equal_files = std::make_unique<EqualFiles>(),
              .folders = {}} {}
Job::~Job() = default;

std::chrono::nanoseconds Job::step(const std::stop_token& stop, const std::stop_token& drop) {
  const Moment now = deps_.clock->steady_now();
  if (is_full_pass_due(now)) {
    make_full_pass(stop, drop);
  } else if (deps_.live != nullptr) {
    const auto ready = deps_.live->next().partial;
    if (ready && *ready <= now) follow(stop, drop);
  }
  tell_live();
  return until_next_step();
}

// A loss is no reason to try again sooner what could not begin.
bool Job::is_full_pass_due(Moment now) const {
  if (timing_.wait(now).count() <= 0) return true;
  if (deps_.live == nullptr || (last_ && could_not_begin(last_->result))) return false;
  const auto wanted = deps_.live->next().full;
  return wanted && *wanted <= now;
}

std::chrono::nanoseconds Job::until_full_pass() const {
  const Moment now = deps_.clock->steady_now();
  std::chrono::nanoseconds wait = timing_.wait(now);
  if (deps_.live == nullptr || (last_ && could_not_begin(last_->result))) return wait;
  return std::min(wait, until(deps_.live->next().full, now).value_or(wait));
}

std::chrono::nanoseconds Job::until_next_step() const {
  std::chrono::nanoseconds wait = until_full_pass();
  if (deps_.live == nullptr) return wait;
  const LiveWork::Next next = deps_.live->next();
  const Moment now = deps_.clock->steady_now();
  for (const auto& moment : {next.partial, next.telling})
    wait = std::min(wait, until(moment, now).value_or(wait));
  return wait;
}

void Job::make_full_pass(const std::stop_token& stop, const std::stop_token& drop) {
  const Clock& clock = *deps_.clock;
  const Moment start = clock.steady_now();
  count_from_nothing();
  deps_.observer->on_pass_begin(settings_, progress_);
  PassSummary summary = attempt(stop, drop);
  const Moment end = clock.steady_now();
  summary.seconds = std::chrono::duration<double>(end - start).count();
  const bool reached_its_end =
      !could_not_begin(summary.result) && summary.result != PassResult::cancelled;
  if (deps_.live != nullptr && !reached_its_end) deps_.live->fail_full_pass();
  const bool has_interval_of_its_own = deps_.live != nullptr && reached_its_end;
  timing_.pass_ended(summary.result, start, end,
                     has_interval_of_its_own ? deps_.live->full_interval(end - start)
                                             : settings_.interval);
  gave_up_ = missing_roots_ == MissingRoots::fail && !has_run_ && could_not_begin(summary.result);
  last_ = std::move(summary);
  deps_.observer->on_pass_end(settings_, *last_);
}

void Job::count_from_nothing() {
  progress_.phase = Progress::Phase::idle;
  for (auto* counter :
       {&progress_.entries_scanned, &progress_.files_planned, &progress_.bytes_planned,
        &progress_.files_done, &progress_.bytes_done, &progress_.removals_planned,
        &progress_.removals_done, &progress_.bytes_compared, &progress_.steps}) {
    *counter = 0;
  }
}

PassSummary Job::attempt(const std::stop_token& stop, const std::stop_token& drop) {
  try {
    if (stop.stop_requested()) return summary_of({PassResult::cancelled, {}});
    memory_.approvals.begin_attempt();
    own_problems_.clear();
    const auto source_lock = settings_.reverse ? lock_source(settings_.source) : SourceLock();
    if (!source_lock) return summary_of(obstacle_of(source_lock.error()));
    auto roots = open_roots();
    if (!roots) {
      Obstacle obstacle = std::move(roots.error());
      // The job that turns the pair round needs the replica's place.
      if (obstacle.wrong_direction) memory_.claim.give_place_back();
      obstacle.reason = reason_with_release(obstacle, deps_.release);
      return summary_of(std::move(obstacle));
    }
    announce(*roots);
    if (const auto kept = memory_.claim.keep_place(*roots->replica); !kept)
      return summary_of(not_locked(kept.error()));
    const auto lock = memory_.claim.lock_pass(*roots->replica);
    if (!lock) return summary_of(not_locked(lock.error()));
    if (!lock->ignored.empty()) {
      tell(
          fmt::format("The replica is locked by {}, which is no Lockstep of this user or of root, "
                      "so its lock is not obeyed",
                      lock->ignored));
    }
    if (const auto outdated = outdate_other_records(*deps_.records, *roots); !outdated)
      return summary_of({PassResult::error, outdated.error().message()});
    roots->known.record = memory_.record.recall(*roots);
    return mirror(std::move(*roots), stop, drop);
  } catch (const std::exception& bug) {
    return summary_of({PassResult::error, refusal_text(bug)});
  }
}

tl::expected<JobRoots, Obstacle> Job::open_roots() {
  std::vector<std::string> approved;
  for (;;) {
    auto roots = open_job_roots(settings_, *deps_.records, deps_.own_paths, MissingReplica::create,
                                approved);
    if (roots || roots.error().approvable.empty()) return roots;
    if (!memory_.approvals.lets_through(roots.error(), approved)) return roots;
    approved = roots.error().approvable;
  }
}

void Job::announce(const JobRoots& roots) {
  if (roots.created.folders > 0)
    deps_.observer->on_event(Event{.kind = EventKind::created_replica_root});
  const MirrorPolicy& policy = roots.policy;
  if (protection_told_ || policy.protected_paths.empty()) return;
  protection_told_ = true;
  tell("Left out, as files of our own: " + protected_text(settings_, policy));
}

PassSummary Job::mirror(JobRoots roots, const std::stop_token& stop, const std::stop_token& drop) {
  const std::optional<Held> approval = find_approval(roots);
  if (is_approved_volume(roots, approval ? &*approval : nullptr))
    roots.known.record = record_of_new_volume(*roots.known.record, roots.replica_volume);
  bool has_begun = !begins_anew(roots);
  const auto begin = [&] {
    return std::exchange(has_begun, true) ? Result<void>() : begin_record_of(roots);
  };
  // If folders were made for the replica, those are the first change.
  if (roots.created.folders > 0) {
    if (const auto begun = begin(); !begun) return summary_of(obstacle_of(begun.error()));
  }
  adopt_new_replica(roots);

  PassInput input = input_for(roots);
  input.approval = approval;
  input.drop = drop;
  input.before_changes = begin;
  input.before_removals = [this] { memory_.approvals.use_up(); };
  std::optional<FolderIdentities>& folders = memory_.folders;
  folders = roots.known.record
                ? deps_.records->load_folders(roots.canonical_source, roots.canonical_replica,
                                              *roots.known.record)
                : std::nullopt;
  input.memory.folders = folders ? &*folders : nullptr;
  memory_.equal_files->begin_pass();
  if (deps_.live != nullptr) {
    input.watch = deps_.live->begin_full_pass(
        {*roots.source, roots.canonical_source, roots.policy});
  }
  PassOutcome outcome = deps_.pass(input, stop);
  if (deps_.live != nullptr) deps_.live->end_full_pass(outcome);
  if (deps_.live == nullptr) {
    folders.reset();
  } else if (outcome.folders) {
    folders = outcome.folders;
  }
  if (!has_begun) outcome.record.reset();  // the record holds as before
  if (roots.created.folders > 0) ++outcome.summary.created.directories;
  return settle(roots, approval, std::move(outcome));
}

std::optional<Held> Job::find_approval(const JobRoots& roots) {
  JobApprovals::Found found = memory_.approvals.find(roots);
  if (found.problem) note_problem("take the approval for", *found.problem);
  if (!found.sentence.empty()) tell(std::move(found.sentence));
  return std::move(found.approval);
}

Result<void> Job::begin_record_of(const JobRoots& roots) {
  memory_.record.forget();  // it is of the direction that ends, or was damaged since
  // The option was used up for the record, even if the pass can't go on now.
  if (roots.known.is_damaged()) settings_.policy.approve = false;
  return begin_record(*deps_.records, settings_.source, roots);
}

// Puts the new replica on record. If this pass is cut short, the next one must not take the replica
// for another folder.
void Job::adopt_new_replica(JobRoots& roots) {
  if (!roots.created.is_new || !roots.known.record) return;
  const auto which = roots.replica->persistent_id();
  if (!which) return;  // the pass tells that
  roots.known.record->replica.folder = roots.replica_volume + "/" + *which;
  keep_record(roots, *roots.known.record, std::nullopt);
}

PassInput Job::input_for(const JobRoots& roots) {
  PassInput input = input_of_roots(settings_, roots);
  input.release = deps_.release;
  input.memory.recent_removals =
      memory_.removals.within_the_last_hour(deps_.clock->steady_now());
  if (deps_.live != nullptr) input.memory.recent_removals += deps_.live->losses_within_the_hour();
  input.rights = rights_;
  input.resources.open_files = open_files_;
  input.resources.rate_limit = &rate_limit_;
  input.resources.pool = deps_.pool;
  input.observer = deps_.observer;
  input.progress = &progress_;
  input.resources.clock = deps_.clock;
  input.memory.known_equal = memory_.equal_files.get();
  return input;
}

PassSummary Job::settle(const JobRoots& roots, const std::optional<Held>& approval,
                        PassOutcome outcome) {
  const PassResult result = outcome.summary.result;
  // Removals that somebody let through are no reason to hold those that come after them.
  if (roots.policy.approve || (approval && approval->roots.empty())) {
    memory_.removals.forget();
    if (deps_.live != nullptr) deps_.live->forget_losses();
  } else {
    memory_.removals.add(deps_.clock->steady_now(), outcome.removed_leaves);
  }
  if (outcome.record && !could_not_begin(result))
    outcome.record->approved_links = roots.foreign_links;
  memory_.approvals.drop_outdated(roots, approval, outcome);
  if (outcome.record) keep_record(roots, *std::move(outcome.record), outcome.folders);
  if (const auto settled = memory_.approvals.pass_ended(roots, result); !settled)
    note_problem("take the approval for", settled.error());
  if (!could_not_begin(result)) has_run_ = true;
  if (!could_not_begin(result) && result != PassResult::cancelled) {
    // These options were given for one pass, and this one was made.
    settings_.policy.approve = false;
    settings_.policy.allow_empty_source = false;
    settings_.reverse = false;
  }
  return with_own_problems(std::move(outcome.summary));
}

void Job::keep_record(const JobRoots& roots, PairRecord record,
                      const std::optional<FolderIdentities>& folders) {
  if (const auto kept = memory_.record.keep(roots, std::move(record), folders); !kept)
    note_problem("keep the record of", kept.error());
}

void Job::tell(std::string sentence) {
  Event event{.kind = EventKind::notice};
  event.reason = std::move(sentence);
  deps_.observer->on_event(event);
}

void Job::note_problem(const char* operation, const Error& error) {
  Event event{.kind = EventKind::problem};
  event.operation = operation;
  event.error = &error;
  deps_.observer->on_event(event);
  own_problems_.push_back({settings_.replica, operation, error.message(), error.kind()});
}

PassSummary Job::with_own_problems(PassSummary summary) {
  summary.problem_count += own_problems_.size();
  for (Problem& problem : own_problems_) summary.problems.push_back(std::move(problem));
  if (!own_problems_.empty() && summary.result == PassResult::ok)
    summary.result = PassResult::problems;
  own_problems_.clear();
  return summary;
}

Obstacle Job::not_locked(const Error& error) const {
  return obstacle_of(error.within("lock the replica", settings_.replica));
}

std::optional<Obstacle> Job::take_lock() {
  const auto replica = open_root(settings_.replica);
  // The first pass tells why the replica can't be opened, and waits for it.
  if (!replica) return std::nullopt;
  const auto kept = memory_.claim.keep_place(**replica);
  return kept ? std::nullopt : std::optional(not_locked(kept.error()));
}

void Job::take_over(Job& former) {
  memory_.claim.take_over(former.memory_.claim);
  memory_.record.take_over(former.memory_.record);
  memory_.removals = std::move(former.memory_.removals);
  memory_.equal_files.swap(former.memory_.equal_files);
  if (deps_.live != nullptr && former.deps_.live != nullptr)
    deps_.live->take_over(*former.deps_.live);
  else if (former.deps_.live != nullptr)
    memory_.removals.add(deps_.clock->steady_now(), former.deps_.live->losses_within_the_hour());
}

void Job::make_due() { timing_.make_due(); }
void Job::set_open_files(std::size_t files) { open_files_ = files; }
void Job::set_bytes_per_second(std::uint64_t rate) { rate_limit_.set_rate(rate); }

}  // namespace lockstep
