#include "core/model/planned_operation.h"

namespace lockstep {

const char* operation_noun(EntryKind kind) {
  switch (kind) {
    case EntryKind::file:
      return "file";
    case EntryKind::directory:
      return "folder";
    case EntryKind::symlink:
      return "link";
    default:
      return "special";
  }
}

std::string operation_name(const PlannedOperation& operation) {
  const std::string noun = operation_noun(operation.entry);
  switch (operation.kind) {
    case OperationKind::create:
      return "create_" + noun;
    case OperationKind::update:
      return "update_" + noun;
    case OperationKind::repair_metadata:
      return "update_metadata";
    case OperationKind::rename:
      return "rename_" + noun;
    case OperationKind::remove:
      return "remove_" + noun;
  }
  return noun;
}

}  // namespace lockstep
