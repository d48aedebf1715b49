#include "core/decide/guard_question.h"

#include <algorithm>

#include "core/decide/known_roots.h"
#include "core/decide/path_lists.h"

namespace lockstep {
namespace {

constexpr std::size_t kExamples = 3;

bool is_counted(const Removal& removal) {
  return removal.is_counted_leaf() && !(removal.contents && removal.contents->marks.retains);
}

template <typename Operation>
std::string path_of(const Operation& operation) {
  return operation.folder->path().child(operation.name).text();
}

// Calls `count(operation, entry that is lost)` for each file that something older replaces.
template <typename Count>
void for_each_newer(const Plan& plan, const Count& count) {
  for (const Update& update : plan.updates) {
    if (update.replaces_newer()) count(update, update.replica);
  }
  for (const Creation& creation : plan.creations) {
    if (creation.replaces_newer()) count(creation, *creation.replaces);
  }
}

Loss count_foreign(const Plan& plan, const PairRecord* record) {
  if (record == nullptr || record->first_pass.unread_folders.empty()) return {};
  Loss foreign;
  const auto count = [&](const auto& operation, const Entry& lost) {
    const RelativePath path = operation.folder->path().child(operation.name);
    if (is_within_sorted(path, record->first_pass.unread_folders))
      foreign.add(bytes_held_by(lost));
  };
  for (const Removal& removal : plan.removals) {
    if (removal.is_counted_leaf()) count(removal, removal.replica);
  }
  for_each_newer(plan, count);
  return foreign;
}

std::vector<std::string> find_examples(const Plan& plan) {
  std::vector<std::string> examples;
  const auto add = [&examples](const auto& operation) {
    if (examples.size() < kExamples) examples.push_back(path_of(operation));
  };
  for_each_newer(plan, [&add](const auto& operation, const Entry&) { add(operation); });
  for (const Removal& removal : plan.removals) {
    if (examples.size() >= kExamples) break;
    if (removal.is_counted_leaf()) add(removal);
  }
  return examples;
}

}  // namespace

Loss counted_removals(const Plan& plan) {
  Loss removals;
  for (const Removal& removal : plan.removals) {
    if (is_counted(removal)) removals.add(bytes_held_by(removal.replica));
  }
  return removals;
}

bool is_first_pass(const PairRecord* record, const std::string& replica_folder) {
  return record == nullptr || record->first_pass.pending ||
         is_another_folder(replica_folder, record->first_pass.accepted_replica);
}

GuardQuestion guard_question(const Findings& findings, const GuardFacts& facts) {
  Loss newer = facts.newer_names;
  for_each_newer(findings.plan, [&newer](const auto&, const Entry& lost) {
    newer.add(bytes_held_by(lost));
  });
  return {.totals = findings.totals,
          .first_pass = facts.first_pass,
          .removals = counted_removals(findings.plan),
          .newer = newer,
          .foreign = count_foreign(findings.plan, facts.record),
          .recent_removals = facts.recent_removals,
          .lost_mounts = sorted(findings.lost_mounts),
          .changed_mounts = sorted(findings.changed_mounts),
          .examples = find_examples(findings.plan)};
}

}  // namespace lockstep
