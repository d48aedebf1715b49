#include "core/pass/check_roots.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/decide/known_roots.h"
#include "platform/disk/directory.h"

namespace lockstep {
namespace {

// Examines a root. `known` is what the record tells of it; null if there is no record.
Result<RootFacts> examine_root(const Directory& root, const std::string& path,
                               const TreeRecord* known) {
  const auto now = root.examine();
  if (!now) return failure(now.error().within("examine", path));
  auto volume = root.volume();
  if (!volume) return failure(volume.error().within("ask for the volume of", path));
  const auto which = root.persistent_id();
  if (!which) return failure(which.error().within("identify", path));
  // Asking for the name costs more than the rest of an idle pass over a small tree.
  const bool name_is_known =
      known != nullptr && known->volume == volume->identity && !known->volume_name.empty();
  RootFacts facts;
  facts.entry = *now;
  facts.volume_name = name_is_known ? known->volume_name : root.describe_volume();
  facts.record = {volume->identity + "/" + *which, now->changed()};
  facts.volume = std::move(*volume);
  return facts;
}

// Returns the source's folder on record. An older version's record knows only the roots of the last
// complete pass.
std::string known_source_folder(const PairRecord& record) {
  return record.source.folder.empty() ? record.source.compared.folder : record.source.folder;
}
std::string known_replica_folder(const PairRecord& record) {
  if (!record.replica.folder.empty()) return record.replica.folder;
  return record.first_pass.accepted_replica.empty() ? record.replica.compared.folder
                                                    : record.first_pass.accepted_replica;
}

RootLook look_of(const RootFacts& root) {
  return {root.volume.identity, root.record.folder, root.volume_name};
}

RootComparison comparison_on(const Volume& volume, bool folder_counts) {
  return folder_counts && volume.lasting_numbers ? RootComparison::volume_and_folder
                                                 : RootComparison::volume;
}

std::optional<RootFinding> check_source(const PassInput& input, const RootFacts& source) {
  const PairRecord& record = *input.memory.record;
  const bool is_other_known_volume =
      source.volume.identity != record.source.volume &&
      std::ranges::binary_search(record.known_source_volumes, source.volume.identity);
  if (is_other_known_volume) return std::nullopt;
  return compare_root(
      "source", input.roots.source_path, look_of(source),
      {record.source.volume, known_source_folder(record), record.source.volume_name},
      comparison_on(source.volume, input.roots.source_may_be_exchanged));
}

std::optional<RootFinding> check_replica(const PassInput& input, const RootFacts& replica) {
  const PairRecord& record = *input.memory.record;
  if (input.roots.replica == nullptr) return std::nullopt;
  return compare_root(
      "replica", input.roots.replica_path, look_of(replica),
      {record.replica.volume, known_replica_folder(record), record.replica.volume_name},
      comparison_on(replica.volume, !input.roots.replica_is_new));
}

bool is_approved(const PassInput& input, const RootFinding& finding) {
  return input.approval && std::ranges::find(input.approval->roots, finding.id) !=
                               input.approval->roots.end();
}

}  // namespace

Result<RootsFacts> examine_roots(const PassInput& input) {
  const PairRecord* const record = input.memory.record;
  RootsFacts roots;
  auto source = examine_root(*input.roots.source, input.roots.source_path,
                             record != nullptr ? &record->source : nullptr);
  if (!source) return failure(source.error());
  roots.source = std::move(*source);
  if (input.roots.replica == nullptr) return roots;
  auto replica = examine_root(*input.roots.replica, input.roots.replica_path,
                              record != nullptr ? &record->replica : nullptr);
  if (!replica) return failure(replica.error());
  roots.replica = std::move(*replica);
  return roots;
}

RootsCheck check_roots(const PassInput& input, const MirrorPolicy& policy,
                       const RootsFacts& roots) {
  RootsCheck check;
  if (input.memory.record == nullptr || policy.approve) return check;
  for (const auto& finding :
       {check_source(input, roots.source), check_replica(input, roots.replica)}) {
    if (!finding) continue;
    check.findings.push_back(finding->id);
    if (is_approved(input, *finding)) continue;
    check.objection += (check.objection.empty() ? "" : "; ") + finding->sentence;
  }
  if (!check.objection.empty()) {
    check.objection += fmt::format("; or, if this is meant, {} accepts it", input.release.approve);
  }
  return check;
}

}  // namespace lockstep
