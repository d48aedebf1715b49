// Makes passes over two trees in memory, for the tests of the engine: what was done is kept as
// lines, and the record goes from one pass to the next as in a running job.
#pragma once

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/worker_pool.h"
#include "core/pass/pass.h"
#include "support/faults/faulty_tree.h"
#include "support/trees/memory_tree.h"
#include "support/trees/tree_access.h"
#include "support/trees/tree_text.h"

namespace lockstep {

inline std::vector<std::string> paths_of(const Mounts& mounts) {
  std::vector<std::string> paths;
  for (const auto& [path, identity] : mounts) paths.push_back(path);
  return paths;
}

// Records what a pass told, as `plan` would print it: "create_file a/b", "rename_file new <- old",
// "update_metadata x (mtime)".
class Recorder final : public Observer {
 public:
  void on_event(const Event& event) override {
    const std::scoped_lock lock(mutex_);
    switch (event.kind) {
      case EventKind::problem:
        problems.push_back(event.operation + (event.on_source ? " source " : " replica ") +
                           event.path + ": " + event.error->message());
        break;
      case EventKind::notice:
        notices.push_back(event.reason);
        break;
      case EventKind::skipped:
        skipped.push_back(event.path + ": " + event.reason);
        break;
      default:
        done.push_back(line(kind(event), event.path, event.from, event.reason));
    }
  }
  static std::string line(const std::string& kind, const std::string& path, const std::string& from,
                          const std::string& reason) {
    return kind + " " + path + (from.empty() ? "" : " <- " + from) +
           (reason.empty() ? "" : " (" + reason + ")");
  }
  void clear() {
    for (auto* list : {&done, &problems, &notices, &skipped}) list->clear();
  }
  // Returns what was done, a line an operation, sorted.
  [[nodiscard]] std::string text() const { return joined(done); }
  static std::string joined(std::vector<std::string> lines) {
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const std::string& line : lines) text.append(line).append("\n");
    return text;
  }

  std::vector<std::string> done;
  std::vector<std::string> problems;
  std::vector<std::string> notices;
  std::vector<std::string> skipped;

 private:
  static std::string kind(const Event& event) {
    const char* const suffix = event.entry == EntryKind::file        ? "_file"
                               : event.entry == EntryKind::directory ? "_folder"
                               : event.entry == EntryKind::symlink   ? "_link"
                                                                     : "_special";
    switch (event.kind) {
      case EventKind::created_replica_root:
      case EventKind::created_folder:
        return "create_folder";
      case EventKind::copied_file:
        return "create_file";
      case EventKind::created_link:
        return event.entry == EntryKind::file ? std::string("create_link")
                                              : std::string("create") + suffix;
      case EventKind::updated_file:
        return std::string("update") + suffix;
      case EventKind::updated_metadata:
        return "update_metadata";
      case EventKind::renamed:
        return std::string("rename") + suffix;
      case EventKind::removed_file:
        return std::string("remove") + suffix;
      case EventKind::removed_folder:
        return "remove_folder";
      default:
        return "?";
    }
  }
  std::mutex mutex_;
};

// A pair of roots with one clock. Public members are for tests to change between passes.
class Mirror {
 public:
  explicit Mirror(std::size_t threads = 1, const MemoryOptions& replica_options = {})
      : source({}, &clock),
        replica(replica_options, &clock),
        pool(std::make_unique<WorkerPool>(threads)) {}

  // Lets through whatever would be held, for tests of anything but the guard.
  void let_everything_through() {
    policy.removal_limit.count = 1'000'000'000;
    policy.removal_limit.chosen_now = true;
    policy.allow_empty_source = true;
  }

  PassOutcome pass() { return pass(*source.open(), *replica.open()); }
  PassOutcome pass(Directory& from, Directory& to, std::stop_token stop = {}) {
    PassOutcome outcome = run_pass(prepare(from, to), std::move(stop));
    if (outcome.record) record = outcome.record;
    if (outcome.folders) folders = outcome.folders;
    removed_leaves = outcome.removed_leaves;
    return outcome;
  }
  // Makes a pass over the part of the tree that is marked.
  PassOutcome partial_pass(const Scope& scope) {
    return partial_pass(scope, *source.open(), *replica.open());
  }
  PassOutcome partial_pass(const Scope& scope, Directory& from, Directory& to) {
    PassInput input = prepare(from, to);
    PartialPass part = partial;
    part.scope = &scope;
    input.partial = &part;
    PassOutcome outcome = run_pass(input, {});
    if (outcome.record) record = outcome.record;
    removed_leaves = outcome.removed_leaves;
    return outcome;
  }
  PlanOutcome plan() {
    const auto from = source.open();
    const auto to = replica.open();
    return make_plan(prepare(*from, *to), {});
  }
  PlanOutcome verify() {
    const auto from = source.open();
    const auto to = replica.open();
    return lockstep::verify(prepare(*from, *to), {});
  }

  // Returns the differences between the trees, as far as the replica's volume can hold them; empty
  // if there is none.
  [[nodiscard]] std::string difference(View view = {}) {
    return lockstep::difference(describe(*source.open(), view), describe(*replica.open(), view));
  }

  // Makes a pass that must find nothing to do and write nothing, not even flush.
  void check_idle() { CHECK(what_a_pass_does() == ""); }
  // Returns a line for all that a pass does, tells and writes; nothing for one that is idle.
  [[nodiscard]] std::string what_a_pass_does() {
    source.forget_calls();
    replica.forget_calls();
    const PassOutcome outcome = pass();
    std::string text =
        told.text() + Recorder::joined(told.problems) + Recorder::joined(told.notices);
    if (outcome.summary.result != PassResult::ok) text += "it does not end well\n";
    if (!outcome.summary.changed_nothing()) text += "its summary counts changes\n";
    text += source.changes_text() + replica.changes_text();
    if (text.empty() && source.changes().size() + replica.changes().size() != 0) text = "flushes\n";
    return text;
  }

  PassInput prepare(Directory& from, Directory& to) {
    told.clear();
    // All changes until now are older than the pass, by more than clocks may differ.
    clock.advance(std::chrono::seconds(10));
    PassInput input;
    input.roots.source = &from;
    input.roots.replica = &to;
    input.roots.source_path = "/S";
    input.roots.replica_path = "/R";
    input.policy = &policy;
    input.memory.record = record ? &*record : nullptr;
    input.approval = approval;
    input.memory.recent_removals = recent_removals;
    input.rights.change_owners = change_owners;
    input.rights.create_devices = create_devices;
    input.rights.user = user;
    input.resources.open_files = open_files;
    input.resources.window = window;
    input.resources.pool = pool.get();
    input.observer = &told;
    input.progress = &progress;
    input.resources.clock = &clock;
    input.memory.known_equal = known_equal;
    input.watch = watch;
    input.memory.folders = folders ? &*folders : nullptr;
    return input;
  }

  FakeClock clock;
  MemoryTree source;
  MemoryTree replica;
  MirrorPolicy policy;
  std::optional<PairRecord> record;
  std::optional<FolderIdentities> folders;
  std::optional<Held> approval;
  std::uint64_t recent_removals = 0;
  std::uint64_t removed_leaves = 0;
  bool change_owners = true;
  bool create_devices = true;
  std::optional<std::uint32_t> user = 0;
  std::size_t open_files = 128;
  std::size_t window = PassResources().window;
  EqualFiles* known_equal = nullptr;
  SourceWatch* watch = nullptr;
  PartialPass partial;  // the part of it that is not the scope
  Recorder told;
  Progress progress;
  std::unique_ptr<WorkerPool> pool;
};

// Returns the planned operations, in the form in which Recorder::text has what was done.
[[nodiscard]] inline std::string text_of(const PlanOutcome& plan) {
  std::vector<std::string> lines;
  for (const PlannedOperation& operation : plan.operations) {
    lines.push_back(Recorder::line(operation_name(operation), operation.path, operation.from,
                                   operation.reason));
  }
  return Recorder::joined(std::move(lines));
}

}  // namespace lockstep
