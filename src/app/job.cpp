#include "app/job.h"

#include <atomic>
#include <exception>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/job_roots.h"
#include "app/job_timing.h"
#include "app/refusal.h"
#include "base/units.h"
#include "core/equal_files.h"
#include "platform/process.h"
#include "platform/replica_lock.h"
#include "platform/roots.h"

namespace lockstep {
namespace {

constexpr std::string_view kRotations = " with its rotations";

PassSummary obstacle_summary(Obstacle obstacle) {
  PassSummary summary;
  summary.result = obstacle.result;
  summary.unavailable = std::move(obstacle.reason);
  return summary;
}

Event notice(std::string sentence) {
  Event event{.kind = EventKind::notice};
  event.reason = std::move(sentence);
  return event;
}

// "/s/log with its rotations, /r/state"
std::string list_protected(const JobSettings& job, const MirrorPolicy& policy) {
  std::vector<std::string> listed;
  std::string last;
  const auto add = [&](const std::string& path) {
    if (last.empty() || !path.starts_with(last + ".")) {
      listed.push_back(last = path);
    } else if (!listed.back().ends_with(kRotations)) {
      listed.back() += kRotations;
    }
  };
  for (const auto& path : policy.protected_in_source) add(path.below(job.source));
  for (const auto& path : policy.protected_in_replica) add(path.below(job.replica));
  return fmt::format("{}", fmt::join(listed, ", "));
}

}  // namespace

struct Job::State {
  State(JobSettings job_settings, Surroundings job_surroundings, MissingRoots missing_roots)
      : settings(std::move(job_settings)),
        around(std::move(job_surroundings)),
        missing(missing_roots),
        open_files(around.open_files),
        timing(settings.interval),
        rights(privileges()) {}

  [[nodiscard]] PassSummary attempt(const std::stop_token& stop, const std::stop_token& drop);
  [[nodiscard]] std::optional<Obstacle> hold_lock(const Directory& replica);
  void recall_record(JobRoots& roots);
  void announce(const JobRoots& roots);
  [[nodiscard]] std::optional<Approval> take_approval(const JobRoots& roots, PassSummary& extra);
  [[nodiscard]] PassSummary mirror(JobRoots roots, const std::stop_token& stop,
                                   const std::stop_token& drop);
  void keep_record(const JobRoots& roots, PairRecord next, PassSummary& summary);
  void count_removals(std::uint64_t removed_leaves, bool approved);
  void add_problem(const char* operation, const Error& error, PassSummary& summary);

  JobSettings settings;
  Surroundings around;
  MissingRoots missing;
  std::atomic<std::size_t> open_files;
  JobTiming timing;
  Privileges rights;
  RecentRemovals removals;
  std::unique_ptr<EqualFiles> equal_files = std::make_unique<EqualFiles>();
  std::optional<PassSummary> last;
  bool gave_up = false;
  bool has_run = false;
  bool protection_told = false;

  std::unique_ptr<ReplicaLock> lock;
  Identity locked_folder;
  // The record as the last pass left it, and of which pair: fresher than what is stored.
  std::optional<PairRecord> record;
  std::string record_source;
  std::string record_replica;
};

// Another folder at the replica's path (a volume was mounted, the folder was made anew) is another
// lock.
std::optional<Obstacle> Job::State::hold_lock(const Directory& replica) {
  const auto folder = replica.examine();
  if (!folder) {
    return Obstacle{PassResult::unavailable,
                    folder.error().within("examine the replica", settings.replica).message()};
  }
  if (lock && locked_folder == folder->identity) return std::nullopt;
  lock.reset();
  auto taken = lock_replica(settings.replica);
  if (!taken) {
    const bool held = taken.error().kind() == ErrorKind::locked;
    return Obstacle{held ? PassResult::locked : PassResult::unavailable,
                    taken.error().within("lock the replica", settings.replica).message()};
  }
  lock = std::move(*taken);
  locked_folder = folder->identity;
  return std::nullopt;
}

void Job::State::recall_record(JobRoots& roots) {
  if (record && record_source == roots.canonical_source &&
      record_replica == roots.canonical_replica) {
    roots.record = record;
  }
}

void Job::State::announce(const JobRoots& roots) {
  Observer& observer = around.listener->observer();
  if (roots.created_folders > 0) observer.on_event(Event{.kind = EventKind::created_replica_root});
  const MirrorPolicy& policy = roots.policy;
  if (protection_told ||
      (policy.protected_in_source.empty() && policy.protected_in_replica.empty()))
    return;
  protection_told = true;
  observer.on_event(notice("Left out, as files of our own: " + list_protected(settings, policy)));
}

void Job::State::add_problem(const char* operation, const Error& error, PassSummary& summary) {
  Event event{.kind = EventKind::problem};
  event.operation = operation;
  event.error = &error;
  around.listener->observer().on_event(event);
  summary.problems.push_back({settings.replica, operation, error.message(), error.kind()});
  ++summary.problem_count;
  if (summary.result == PassResult::ok) summary.result = PassResult::problems;
}

// A request lets through what the last hold reported, nothing that came since.
std::optional<Approval> Job::State::take_approval(const JobRoots& roots, PassSummary& extra) {
  const auto request = around.records->take_approval(roots.canonical_replica);
  if (!request) {
    add_problem("take the approval for", request.error(), extra);
    return std::nullopt;
  }
  if (!*request || !roots.record) return std::nullopt;
  const PairRecord& held = *roots.record;
  std::vector<std::string> mounts = held.held_lost_mounts;
  mounts.insert(mounts.end(), held.held_changed_mounts.begin(), held.held_changed_mounts.end());
  around.listener->observer().on_event(notice(
      fmt::format("Approval taken: up to {} held removals{}{}{}", format_count(held.held_removals),
                  (*request)->empty_source ? ", an empty source too" : "",
                  mounts.empty() ? "" : ", volumes that came or went: ", fmt::join(mounts, ", "))));
  Approval approval;
  approval.removals = held.held_removals;
  approval.newer = held.held_newer;
  approval.first_pass = held.held_first_pass;
  approval.empty_source = (*request)->empty_source && held.held_empty_source;
  approval.lost_mounts = held.held_lost_mounts;
  approval.changed_mounts = held.held_changed_mounts;
  return approval;
}

void Job::State::keep_record(const JobRoots& roots, PairRecord next, PassSummary& summary) {
  const auto replacement = roots.policy.durability == Durability::none ? Replacement::left_to_system
                                                                       : Replacement::flushed;
  const auto saved =
      around.records->save(roots.canonical_source, roots.canonical_replica, next, replacement);
  if (!saved) add_problem("keep the record of", saved.error(), summary);
  record = std::move(next);
  record_source = roots.canonical_source;
  record_replica = roots.canonical_replica;
}

void Job::State::count_removals(std::uint64_t removed_leaves, bool approved) {
  // What somebody let through is no reason to hold what comes after it.
  if (approved) {
    removals.forget();
  } else {
    removals.add(around.clock->steady_now(), removed_leaves);
  }
}

PassSummary Job::State::mirror(JobRoots roots, const std::stop_token& stop,
                               const std::stop_token& drop) {
  PassSummary extra;
  PassInput input;
  input.approval = take_approval(roots, extra);
  input.source = roots.source.get();
  input.replica = roots.replica.get();
  input.source_path = settings.source;
  input.replica_path = settings.replica;
  input.policy = &roots.policy;
  input.record = roots.record ? &*roots.record : nullptr;
  input.recent_removals = removals.within_the_last_hour(around.clock->steady_now());
  input.change_owners = rights.change_owners;
  input.create_devices = rights.create_devices;
  input.open_files = open_files;
  input.pool = around.pool;
  input.observer = &around.listener->observer();
  input.progress = &around.listener->progress();
  input.clock = around.clock;
  input.known_equal = equal_files.get();
  input.drop = drop;

  equal_files->begin_pass();
  PassOutcome outcome = around.pass(input, stop);
  PassSummary& summary = outcome.summary;
  for (Problem& problem : extra.problems) summary.problems.push_back(std::move(problem));
  summary.problem_count += extra.problem_count;
  if (extra.problem_count > 0 && summary.result == PassResult::ok)
    summary.result = PassResult::problems;
  if (roots.created_folders > 0) ++summary.created.directories;

  count_removals(outcome.removed_leaves, roots.policy.approve || input.approval.has_value());
  if (outcome.record) keep_record(roots, std::move(*outcome.record), summary);
  if (!could_not_begin(summary.result)) {
    has_run = true;
    // They were given for one pass.
    settings.policy.approve = false;
    settings.policy.allow_empty_source = false;
  }
  return std::move(summary);
}

PassSummary Job::State::attempt(const std::stop_token& stop, const std::stop_token& drop) {
  try {
    if (stop.stop_requested()) return obstacle_summary({PassResult::cancelled, {}});
    auto roots =
        open_job_roots(settings, *around.records, around.own_paths, MissingReplica::create);
    if (!roots) return obstacle_summary(std::move(roots.error()));
    announce(*roots);
    if (auto obstacle = hold_lock(*roots->replica)) return obstacle_summary(std::move(*obstacle));
    recall_record(*roots);
    return mirror(std::move(*roots), stop, drop);
  } catch (const std::exception& bug) {
    return obstacle_summary({PassResult::error, refusal_text(bug)});
  }
}

Job::Job(JobSettings settings, Surroundings surroundings, MissingRoots missing_roots)
    : state_(std::make_unique<State>(std::move(settings), std::move(surroundings), missing_roots)) {
}
Job::~Job() = default;

std::chrono::milliseconds Job::step(const std::stop_token& stop, const std::stop_token& drop) {
  State& state = *state_;
  const Clock& clock = *state.around.clock;
  const Moment start = clock.steady_now();
  if (const auto wait = state.timing.wait(start); wait.count() > 0) return wait;

  JobListener& listener = *state.around.listener;
  listener.on_pass_begin(state.settings);
  PassSummary summary = state.attempt(stop, drop);
  const Moment end = clock.steady_now();
  summary.seconds = std::chrono::duration<double>(end - start).count();
  state.timing.pass_ended(summary.result, start, end);
  state.gave_up =
      state.missing == MissingRoots::fail && !state.has_run && could_not_begin(summary.result);
  listener.on_pass_end(state.settings, summary);
  state.last = std::move(summary);
  return state.timing.wait(clock.steady_now());
}

std::optional<Obstacle> Job::take_lock() {
  const auto replica = open_root(state_->settings.replica);
  // What keeps it from being opened is told, and waited for, by the first pass.
  if (!replica) return std::nullopt;
  return state_->hold_lock(**replica);
}

void Job::take_over(Job& former) {
  State& state = *state_;
  State& from = *former.state_;
  state.lock = std::move(from.lock);
  state.locked_folder = from.locked_folder;
  state.removals = std::move(from.removals);
  state.equal_files.swap(from.equal_files);
  state.record = std::move(from.record);
  state.record_source = std::move(from.record_source);
  state.record_replica = std::move(from.record_replica);
}

void Job::make_due() { state_->timing.make_due(); }
void Job::set_open_files(std::size_t files) { state_->open_files = files; }

const std::optional<PassSummary>& Job::last() const { return state_->last; }
bool Job::gave_up() const { return state_->gave_up; }
const JobSettings& Job::settings() const { return state_->settings; }

}  // namespace lockstep
