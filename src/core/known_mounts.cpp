#include "core/known_mounts.h"

#include <algorithm>
#include <iterator>

#include "base/relative_path.h"

namespace lockstep {

bool KnownMounts::was_in_source(const std::string& path) const {
  return std::ranges::binary_search(source, path);
}

bool KnownMounts::has_changed(const std::string& path, bool is_mount_point) const {
  if (std::ranges::binary_search(replica, path)) return !is_mount_point;
  return is_mount_point && replica_complete;
}

KnownMounts known_mounts(const PairRecord* record, const std::optional<Approval>& approval) {
  if (record == nullptr) return {};
  KnownMounts known{record->nested_mounts, record->replica_mounts, record->replica_mounts_complete};
  if (!approval) return known;
  // What was told may be a folder above, which went with its mounts.
  std::erase_if(known.source, [&approval](const std::string& mount) {
    return std::ranges::any_of(approval->lost_mounts, [&mount](const std::string& lost) {
      return RelativePath(mount).is_within(RelativePath(lost));
    });
  });
  std::vector<std::string> replica;
  std::ranges::set_symmetric_difference(known.replica, approval->changed_mounts,
                                        std::back_inserter(replica));
  known.replica = std::move(replica);
  return known;
}

}  // namespace lockstep
