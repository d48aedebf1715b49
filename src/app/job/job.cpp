#include "app/job/job.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <utility>

#include <fmt/format.h>

#include "app/config/protected_text.h"
#include "app/job/approval_request.h"
#include "app/job/job_roots.h"
#include "app/job/job_timing.h"
#include "app/job/new_volume.h"
#include "app/job/record_start.h"
#include "app/job/release_words.h"
#include "app/report/refusal.h"
#include "base/rate_limit.h"
#include "base/units.h"
#include "core/look/equal_files.h"
#include "platform/disk/replica_lock.h"
#include "platform/disk/roots.h"
#include "platform/system/process.h"

namespace lockstep {
namespace {

Obstacle obstacle_of(const Error& error) {
  const bool held = error.kind() == ErrorKind::locked;
  return {held ? PassResult::locked : PassResult::unavailable, error.message()};
}

Event notice(std::string sentence) {
  Event event{.kind = EventKind::notice};
  event.reason = std::move(sentence);
  return event;
}

}  // namespace

struct Job::State {
  State(JobSettings job_settings, Dependencies job_dependencies, MissingRoots missing_roots)
      : settings(std::move(job_settings)),
        deps(std::move(job_dependencies)),
        missing(missing_roots),
        open_files(deps.open_files),
        rate_limit(settings.policy.bytes_per_second, *deps.clock),
        timing(settings.interval),
        rights(privileges()),
        obstacles(*deps.records) {}

  [[nodiscard]] tl::expected<JobRoots, Obstacle> open_roots();
  [[nodiscard]] PassSummary attempt(const std::stop_token& stop, const std::stop_token& drop);
  [[nodiscard]] std::optional<Obstacle> hold_place(const Directory& replica);
  [[nodiscard]] std::optional<Obstacle> lock_pass(const Directory& replica,
                                                  std::unique_ptr<ReplicaLock>& lock);
  [[nodiscard]] Obstacle not_locked(const Error& error) const;
  void recall_record(JobRoots& roots);
  void announce(const JobRoots& roots);
  void adopt_new_replica(JobRoots& roots);
  [[nodiscard]] bool has_request(const std::string& canonical_replica);
  [[nodiscard]] std::optional<Approval> find_approval(const JobRoots& roots, PassSummary& extra);
  [[nodiscard]] PassSummary mirror(JobRoots roots, const std::stop_token& stop,
                                   const std::stop_token& drop);
  [[nodiscard]] Result<void> begin_record_of(const JobRoots& roots);
  void keep_record(const JobRoots& roots, PassOutcome& outcome);
  void count_removals(std::uint64_t removed_leaves, bool approved);
  void add_problem(const char* operation, const Error& error, PassSummary& summary);

  void count_from_nothing();

  JobSettings settings;
  Dependencies deps;
  Progress progress;
  MissingRoots missing;
  std::atomic<std::size_t> open_files;
  RateLimit rate_limit;
  JobTiming timing;
  Privileges rights;
  RecentRemovals removals;
  std::unique_ptr<EqualFiles> equal_files = std::make_unique<EqualFiles>();
  std::optional<PassSummary> last;
  bool gave_up = false;
  bool has_run = false;
  bool protection_told = false;
  ToldObstacles obstacles;
  bool approval_told = false;  // of the request that waits
  std::optional<ApprovalRequest> request;  // of the attempt under way; empty: not looked for yet
  bool request_is_for_roots = false;  // used for the roots; it releases no hold of a pass

  std::unique_ptr<ReplicaLock> place;
  std::string place_name;
  std::string ignored_lock;  // PassLock::ignored, as it was told last
  // The record as the last pass left it, and of which pair: fresher than what is stored.
  std::optional<PairRecord> record;
  std::string record_source;
  std::string record_replica;
};

Obstacle Job::State::not_locked(const Error& error) const {
  return obstacle_of(error.within("lock the replica", settings.replica));
}

// Another folder at the replica's path (a volume was mounted, the folder was made anew) is another
// place.
std::optional<Obstacle> Job::State::hold_place(const Directory& replica) {
  const auto name = lockstep::place_name(replica);
  if (!name) return not_locked(name.error());
  if (place && place_name == *name) return std::nullopt;
  place.reset();
  auto taken = take_place(*name);
  if (!taken) return not_locked(taken.error());
  place = std::move(*taken);
  place_name = *name;
  return std::nullopt;
}

std::optional<Obstacle> Job::State::lock_pass(const Directory& replica,
                                              std::unique_ptr<ReplicaLock>& lock) {
  auto taken = lock_for_pass(replica);
  if (!taken) return not_locked(taken.error());
  lock = std::move(taken->lock);
  if (!taken->ignored.empty() && taken->ignored != ignored_lock) {
    deps.observer->on_event(notice(
        fmt::format("The replica is locked by {}, which is no Lockstep of this user or of root, so "
                    "its lock is not obeyed",
                    taken->ignored)));
  }
  ignored_lock = std::move(taken->ignored);
  return std::nullopt;
}

void Job::State::recall_record(JobRoots& roots) {
  if (begins_anew(roots)) return;
  if (record && record_source == roots.canonical_source &&
      record_replica == roots.canonical_replica &&
      (record->replica_volume.empty() || record->replica_volume == roots.replica_volume)) {
    roots.record = record;
  }
}

void Job::State::announce(const JobRoots& roots) {
  Observer& observer = *deps.observer;
  if (roots.created_folders > 0) observer.on_event(Event{.kind = EventKind::created_replica_root});
  const MirrorPolicy& policy = roots.policy;
  if (protection_told ||
      (policy.protected_in_source.empty() && policy.protected_in_replica.empty()))
    return;
  protection_told = true;
  observer.on_event(notice("Left out, as files of our own: " + protected_text(settings, policy)));
}

void Job::State::add_problem(const char* operation, const Error& error, PassSummary& summary) {
  Event event{.kind = EventKind::problem};
  event.operation = operation;
  event.error = &error;
  deps.observer->on_event(event);
  summary.problems.push_back({settings.replica, operation, error.message(), error.kind()});
  ++summary.problem_count;
  if (summary.result == PassResult::ok) summary.result = PassResult::problems;
}

bool Job::State::has_request(const std::string& canonical_replica) {
  if (!request) request.emplace(*deps.records, canonical_replica);
  return request->found() && *request->found();
}

// A request lets through what was told to be in the way, nothing that came since.
tl::expected<JobRoots, Obstacle> Job::State::open_roots() {
  const auto open = [this](const std::vector<std::string>& approved) {
    return open_job_roots(settings, *deps.records, deps.own_paths, MissingReplica::create,
                          approved);
  };
  std::vector<std::string> approved;
  for (;;) {
    auto roots = open(approved);
    if (roots || roots.error().approvable.empty()) return roots;
    const Obstacle& obstacle = roots.error();
    const bool were_told = obstacles.were_told(obstacle);
    if (!were_told) obstacles.tell(obstacle);
    const bool goes_on = were_told && obstacle.approvable != approved;
    if (!goes_on || !has_request(obstacle.canonical_replica)) return roots;
    request_is_for_roots = true;
    approved = obstacle.approvable;
  }
}

// If this pass is cut short, the next one must not take the new replica for another folder.
void Job::State::adopt_new_replica(JobRoots& roots) {
  if (!roots.replica_is_new || !roots.record) return;
  const auto which = roots.replica->lasting_identity();
  if (!which) return;  // the pass says so
  roots.record->replica_folder = roots.replica_volume + "/" + *which;
  PassOutcome adopted;
  adopted.record = *roots.record;
  keep_record(roots, adopted);
}

// A request lets through what the last hold reported, nothing that came since.
std::optional<Approval> Job::State::find_approval(const JobRoots& roots, PassSummary& extra) {
  const bool asked = has_request(roots.canonical_replica);
  if (!request->found()) add_problem("take the approval for", request->found().error(), extra);
  if (!asked || !roots.record || request_is_for_roots) return std::nullopt;
  Approval approval = approval_of(*roots.record, (*request->found())->empty_source);
  if (!std::exchange(approval_told, true))
    deps.observer->on_event(notice(approval_sentence(approval)));
  return approval;
}

Result<void> Job::State::begin_record_of(const JobRoots& roots) {
  record.reset();  // of the direction that ends, or of what was damaged since
  // It was used up for the record, even if the pass can't go on now.
  if (roots.record_is_damaged) settings.policy.approve = false;
  return begin_record(*deps.records, settings.source, roots);
}

void Job::State::keep_record(const JobRoots& roots, PassOutcome& outcome) {
  PairRecord& next = *outcome.record;
  next.named_source = settings.source;
  const auto replacement = roots.policy.durability == Durability::none ? Replacement::left_to_system
                                                                       : Replacement::flushed;
  RecordStore& records = *deps.records;
  const auto saved =
      outcome.folders ? records.save(roots.canonical_source, roots.canonical_replica, next,
                                     *outcome.folders, replacement)
                      : records.save(roots.canonical_source, roots.canonical_replica, next,
                                     replacement);
  if (!saved) add_problem("keep the record of", saved.error(), outcome.summary);
  record = std::move(next);
  record_source = roots.canonical_source;
  record_replica = roots.canonical_replica;
}

void Job::State::count_removals(std::uint64_t removed_leaves, bool approved) {
  // What somebody let through is no reason to hold what comes after it.
  if (approved) {
    removals.forget();
  } else {
    removals.add(deps.clock->steady_now(), removed_leaves);
  }
}

PassSummary Job::State::mirror(JobRoots roots, const std::stop_token& stop,
                               const std::stop_token& drop) {
  PassSummary extra;
  PassInput input;
  input.approval = find_approval(roots, extra);
  input.before_removals = [this] { request->use_up(); };
  if (is_approved_volume(roots, input.approval ? &*input.approval : nullptr))
    roots.record = record_of_new_volume(*roots.record, roots.replica_volume);
  bool has_begun = !begins_anew(roots);
  input.before_changes = [&] {
    if (std::exchange(has_begun, true)) return Result<void>();
    return begin_record_of(roots);
  };
  // The folders that were made for the replica are the first change.
  if (roots.created_folders > 0) {
    if (const auto begun = input.before_changes(); !begun)
      return summary_of(obstacle_of(begun.error()));
  }
  adopt_new_replica(roots);
  give_roots(settings, roots, input);
  input.release = deps.release;
  input.recent_removals = removals.within_the_last_hour(deps.clock->steady_now());
  input.change_owners = rights.change_owners;
  input.create_devices = rights.create_devices;
  input.user = rights.user;
  input.open_files = open_files;
  input.rate_limit = &rate_limit;
  input.pool = deps.pool;
  input.observer = deps.observer;
  input.progress = &progress;
  input.clock = deps.clock;
  input.known_equal = equal_files.get();
  input.drop = drop;
  const auto folders = roots.record
                           ? deps.records->load_folders(roots.canonical_source,
                                                          roots.canonical_replica, *roots.record)
                           : std::nullopt;
  input.folders = folders ? &*folders : nullptr;

  equal_files->begin_pass();
  PassOutcome outcome = deps.pass(input, stop);
  PassSummary& summary = outcome.summary;
  if (!has_begun) outcome.record.reset();  // what was on record holds as before
  for (Problem& problem : extra.problems) summary.problems.push_back(std::move(problem));
  summary.problem_count += extra.problem_count;
  if (extra.problem_count > 0 && summary.result == PassResult::ok)
    summary.result = PassResult::problems;
  if (roots.created_folders > 0) ++summary.created.directories;

  count_removals(outcome.removed_leaves,
                 roots.policy.approve || (input.approval && input.approval->roots.empty()));
  if (outcome.record && !could_not_begin(summary.result))
    outcome.record->approved_links = roots.foreign_links;
  // Another root was told just now: a request that was given before is not for that.
  const bool told_another_root =
      could_not_begin(summary.result) && outcome.record && !outcome.record->held_roots.empty() &&
      (!input.approval || input.approval->roots != outcome.record->held_roots);
  if (told_another_root) request->use_up();
  // A request that came while the pass ran was given for what the pass before had told.
  const bool holds_otherwise = outcome.record && roots.record && request->found() &&
                               !*request->found() &&
                               !holds_the_same(*outcome.record, *roots.record);
  if (holds_otherwise) static_cast<void>(deps.records->drop_approval(roots.canonical_replica));
  if (outcome.record) keep_record(roots, outcome);
  // Once the record says what was done: until then the request lets through what was held.
  if (const auto settled = request->pass_ended(summary.result); !settled)
    add_problem("take the approval for", settled.error(), summary);
  if (could_not_begin(summary.result)) return std::move(summary);
  has_run = true;
  approval_told = false;
  if (summary.result != PassResult::cancelled) {
    obstacles.forget(roots.canonical_replica);
    // These options were given for one pass, and this one was made.
    settings.policy.approve = false;
    settings.policy.allow_empty_source = false;
    settings.reverse = false;
  }
  return std::move(summary);
}

PassSummary Job::State::attempt(const std::stop_token& stop, const std::stop_token& drop) {
  try {
    if (stop.stop_requested()) return summary_of({PassResult::cancelled, {}});
    request.reset();
    request_is_for_roots = false;
    const auto source_lock = settings.reverse ? lock_source(settings.source) : SourceLock();
    if (!source_lock) return summary_of(obstacle_of(source_lock.error()));
    auto roots = open_roots();
    if (!roots) {
      Obstacle obstacle = std::move(roots.error());
      // Whoever turns the pair round needs the replica's place.
      if (obstacle.wrong_direction) place.reset();
      obstacle.reason = reason_with_release(obstacle, deps.release);
      return summary_of(std::move(obstacle));
    }
    announce(*roots);
    if (auto obstacle = hold_place(*roots->replica)) return summary_of(std::move(*obstacle));
    std::unique_ptr<ReplicaLock> lock;  // between passes nothing is held on the replica's volume
    if (auto obstacle = lock_pass(*roots->replica, lock))
      return summary_of(std::move(*obstacle));
    if (const auto outdated = outdate_other_records(*deps.records, *roots); !outdated)
      return summary_of({PassResult::error, outdated.error().message()});
    recall_record(*roots);
    return mirror(std::move(*roots), stop, drop);
  } catch (const std::exception& bug) {
    return summary_of({PassResult::error, refusal_text(bug)});
  }
}

void Job::State::count_from_nothing() {
  progress.phase = Progress::Phase::idle;
  for (auto* counter :
       {&progress.entries_scanned, &progress.files_planned, &progress.bytes_planned,
        &progress.files_done, &progress.bytes_done, &progress.removals_planned,
        &progress.removals_done, &progress.bytes_compared, &progress.steps}) {
    *counter = 0;
  }
}

Job::Job(JobSettings settings, Dependencies dependencies, MissingRoots missing_roots)
    : state_(std::make_unique<State>(std::move(settings), std::move(dependencies), missing_roots)) {
}
Job::~Job() = default;

std::chrono::milliseconds Job::step(const std::stop_token& stop, const std::stop_token& drop) {
  State& state = *state_;
  const Clock& clock = *state.deps.clock;
  const Moment start = clock.steady_now();
  if (const auto wait = state.timing.wait(start); wait.count() > 0) return wait;

  JobObserver& observer = *state.deps.observer;
  state.count_from_nothing();
  observer.on_pass_begin(state.settings, state.progress);
  PassSummary summary = state.attempt(stop, drop);
  const Moment end = clock.steady_now();
  summary.seconds = std::chrono::duration<double>(end - start).count();
  state.timing.pass_ended(summary.result, start, end);
  state.gave_up =
      state.missing == MissingRoots::fail && !state.has_run && could_not_begin(summary.result);
  observer.on_pass_end(state.settings, summary);
  state.last = std::move(summary);
  return state.timing.wait(clock.steady_now());
}

std::optional<Obstacle> Job::take_lock() {
  const auto replica = open_root(state_->settings.replica);
  // What keeps it from being opened is told, and waited for, by the first pass.
  if (!replica) return std::nullopt;
  return state_->hold_place(**replica);
}

void Job::take_over(Job& former) {
  State& state = *state_;
  State& from = *former.state_;
  state.place = std::move(from.place);
  state.place_name = std::move(from.place_name);
  state.removals = std::move(from.removals);
  state.equal_files.swap(from.equal_files);
  state.record = std::move(from.record);
  state.record_source = std::move(from.record_source);
  state.record_replica = std::move(from.record_replica);
}

void Job::make_due() { state_->timing.make_due(); }
void Job::set_open_files(std::size_t files) { state_->open_files = files; }
void Job::set_bytes_per_second(std::uint64_t rate) { state_->rate_limit.set_rate(rate); }

const Progress& Job::progress() const { return state_->progress; }
const std::optional<PassSummary>& Job::last() const { return state_->last; }
bool Job::gave_up() const { return state_->gave_up; }
const JobSettings& Job::settings() const { return state_->settings; }

}  // namespace lockstep
