#include "core/decide/compare.h"
#include "core/pass/planned_operations.h"

#include <algorithm>
#include <string_view>

namespace lockstep {
namespace {

const char* suffix(EntryKind kind) {
  switch (kind) {
    case EntryKind::file:
      return "_file";
    case EntryKind::directory:
      return "_folder";
    case EntryKind::symlink:
      return "_link";
    default:
      return "_special";
  }
}

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
  return {.kind = std::string("create") + suffix(kind),
          .path = path_of(creation.folder, creation.name),
          .from = target_of(creation.link_to),
          .bytes = kind == EntryKind::file ? creation.source.size : 0,
          .reason = creation.link_to ? "hard link"
                                     : text(creation.replaces ? Reason::type : Reason::fresh)};
}

PlannedOperation planned(const Update& update) {
  return {
      .kind = std::string("update") + suffix(update.source.kind),
      .path = path_of(update.folder, update.name),
      .from = target_of(update.link_to),
      .bytes = update.source.kind == EntryKind::file && !update.link_to ? update.source.size : 0,
      .reason = update.reason};
}

PlannedOperation planned(const Repair& repair) {
  return {.kind = "update_metadata",
          .path = path_of(repair.folder, repair.name),
          .from = {},
          .bytes = 0,
          .reason = repair.changes.text()};
}

PlannedOperation planned(const Removal& removal) {
  return {.kind = std::string("remove") + suffix(removal.replica.kind),
          .path = path_of(removal.folder, removal.name),
          .from = {},
          .bytes = 0,
          .reason = removal.excluded    ? "excluded"
                    : removal.temporary ? "left by a pass that was cut short"
                                        : "not in the source"};
}

PlannedOperation planned(const Rename& rename) {
  return {.kind = std::string("rename") + suffix(rename.source.kind),
          .path = path_of(rename.to_folder, rename.to_name),
          .from = path_of(rename.from_folder, rename.from_name),
          .bytes = 0,
          .reason = {}};
}

void sort_by_path(std::vector<PlannedOperation>& operations) {
  std::stable_sort(operations.begin(), operations.end(),
                   [](const PlannedOperation& left, const PlannedOperation& right) {
                     return left.path < right.path;
                   });
}

void count(KindCounts& counts, std::string_view kind) {
  if (kind.ends_with("_file")) ++counts.files;
  if (kind.ends_with("_folder")) ++counts.directories;
  if (kind.ends_with("_link")) ++counts.links;
  if (kind.ends_with("_special")) ++counts.specials;
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
    if (!removal.contents || !removal.contents->retains) operations.push_back(planned(removal));
  }
  for (const auto& folder : plan.folder_repairs) {
    // Only its times will change by what is done inside.
    if (!folder->found.any()) continue;
    operations.push_back({.kind = "update_metadata",
                          .path = folder->path().text(),
                          .from = {},
                          .bytes = 0,
                          .reason = folder->found.text()});
  }
  sort_by_path(operations);
  return operations;
}

void add_left_out(const std::vector<Report::LeftOut>& left_out,
                  std::vector<PlannedOperation>& operations) {
  for (const Report::LeftOut& entry : left_out) {
    operations.push_back({.kind = std::string("create") + suffix(entry.kind),
                          .path = entry.path,
                          .from = {},
                          .bytes = 0,
                          .reason = "left out: named like a temporary"});
  }
  sort_by_path(operations);
}

void count_operations(const std::vector<PlannedOperation>& operations, PassSummary& summary) {
  for (const PlannedOperation& operation : operations) {
    const std::string_view kind = operation.kind;
    if (kind.starts_with("create_")) count(summary.created, kind);
    if (kind == "update_metadata") {
      ++summary.updated_metadata;
    } else if (kind.starts_with("update_")) {
      ++summary.updated_files;
    }
    if (kind.starts_with("rename_")) ++summary.renamed;
    if (kind.starts_with("remove_")) count(summary.removed, kind);
    summary.copied_bytes += operation.bytes;
  }
}

}  // namespace lockstep
