#include "app/report/difference.h"

namespace lockstep {

std::string difference_name(const PlannedOperation& operation) {
  const std::string noun = operation_noun(operation.entry);
  switch (operation.kind) {
    case OperationKind::create:
      return "missing_" + noun;
    case OperationKind::remove:
      return "extra_" + noun;
    case OperationKind::update:
      return "different_" + noun;
    case OperationKind::repair_metadata:
      return "different_metadata";
    case OperationKind::rename:
      break;
  }
  return operation_name(operation);
}

std::string difference_reason(const PlannedOperation& operation) {
  const bool is_new = operation.kind == OperationKind::create && operation.reason == "new";
  return is_new ? "not in the replica" : operation.reason;
}

DifferenceCounts count_differences(const std::vector<PlannedOperation>& operations) {
  DifferenceCounts counts;
  for (const PlannedOperation& operation : operations) {
    switch (operation.kind) {
      case OperationKind::repair_metadata:
        ++counts.metadata;
        break;
      case OperationKind::create:
        ++counts.missing;
        break;
      case OperationKind::remove:
        ++counts.extra;
        break;
      default:
        ++counts.different;
    }
  }
  return counts;
}

}  // namespace lockstep
