#include "core/decide/compare.h"
#include "core/pass/planned_operations.h"

#include <algorithm>

namespace lockstep {
namespace {

std::string path_of(const PairPointer& folder, const std::string& name) {
  return folder ? folder->path().child(name).text() : std::string();
}

std::string target_of(const std::optional<LinkTarget>& target) {
  return target ? path_of(target->folder, target->name) : std::string();
}

PlannedOperation planned(const Creation& creation) {
  // One more name of a file is a link, as in the log.
  const EntryKind kind = creation.link_to && creation.source.kind == EntryKind::file
                             ? EntryKind::symlink
                             : creation.source.kind;
  return {.kind = OperationKind::create,
          .entry = kind,
          .path = path_of(creation.folder, creation.name),
          .from = target_of(creation.link_to),
          .bytes = kind == EntryKind::file ? creation.source.size : 0,
          .reason = creation.link_to ? "hard link"
                                     : text(creation.replaces ? Reason::type : Reason::fresh)};
}

PlannedOperation planned(const Update& update) {
  return {.kind = OperationKind::update,
          .entry = update.source.kind,
          .path = path_of(update.folder, update.name),
          .from = target_of(update.link_to),
          .bytes = update.link_to ? 0 : bytes_held_by(update.source),
          .reason = update.reason};
}

PlannedOperation planned(const Repair& repair) {
  return {.kind = OperationKind::repair_metadata,
          .entry = repair.source.kind,
          .path = path_of(repair.folder, repair.name),
          .reason = repair.changes.text()};
}

PlannedOperation planned(const Removal& removal) {
  return {.kind = OperationKind::remove,
          .entry = removal.replica.kind,
          .path = path_of(removal.folder, removal.name),
          .reason = removal.excluded    ? "excluded"
                    : removal.temporary ? "left by a pass that was cut short"
                                        : "not in the source",
          .is_of_temporary = removal.temporary};
}

PlannedOperation planned(const Rename& rename) {
  return {.kind = OperationKind::rename,
          .entry = rename.source.kind,
          .path = path_of(rename.to_folder, rename.to_name),
          .from = path_of(rename.from_folder, rename.from_name)};
}

void sort_by_path(std::vector<PlannedOperation>& operations) {
  std::stable_sort(operations.begin(), operations.end(),
                   [](const PlannedOperation& left, const PlannedOperation& right) {
                     return left.path < right.path;
                   });
}

void count(KindCounts& counts, EntryKind kind) {
  switch (kind) {
    case EntryKind::file:
      ++counts.files;
      break;
    case EntryKind::directory:
      ++counts.directories;
      break;
    case EntryKind::symlink:
      ++counts.links;
      break;
    default:
      ++counts.specials;
  }
}

}  // namespace

std::vector<PlannedOperation> list_operations(const Plan& plan, const LinkDecisions& links) {
  std::vector<PlannedOperation> operations;
  const auto add = [&operations](const auto& list) {
    for (const auto& operation : list) operations.push_back(planned(operation));
  };
  add(plan.renames);
  add(plan.creations);
  add(links.creations);
  add(plan.updates);
  add(links.updates);
  add(plan.repairs);
  add(links.repairs);
  for (const Removal& removal : plan.removals) {
    if (!removal.contents || !removal.contents->marks.retains)
      operations.push_back(planned(removal));
  }
  for (const auto& folder : plan.folder_repairs) {
    // Only its times will change by what is done inside.
    if (!folder->found.any()) continue;
    operations.push_back({.kind = OperationKind::repair_metadata,
                          .entry = EntryKind::directory,
                          .path = folder->path().text(),
                          .reason = folder->found.text()});
  }
  sort_by_path(operations);
  return operations;
}

void add_left_out(const std::vector<Report::LeftOut>& left_out,
                  std::vector<PlannedOperation>& operations) {
  for (const Report::LeftOut& entry : left_out) {
    operations.push_back({.kind = OperationKind::create,
                          .entry = entry.kind,
                          .path = entry.path,
                          .reason = "left out: named like a temporary"});
  }
  sort_by_path(operations);
}

void count_operations(const std::vector<PlannedOperation>& operations, PassSummary& summary) {
  for (const PlannedOperation& operation : operations) {
    summary.copied_bytes += operation.bytes;
    switch (operation.kind) {
      case OperationKind::create:
        count(summary.created, operation.entry);
        break;
      case OperationKind::update:
        ++summary.updated_files;
        break;
      case OperationKind::repair_metadata:
        ++summary.updated_metadata;
        break;
      case OperationKind::rename:
        ++summary.renamed;
        break;
      case OperationKind::remove:
        count(summary.removed, operation.entry);
    }
  }
}

}  // namespace lockstep
