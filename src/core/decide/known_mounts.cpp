#include "core/decide/known_mounts.h"

#include <algorithm>

#include "base/relative_path.h"
#include "core/decide/path_lists.h"

namespace lockstep {
namespace {

// True if another volume is known at this path. An identity that is not known counts as the same.
bool is_known_to_differ(const Mounts& known, const std::string& path, const std::string& identity) {
  const auto before = known.find(path);
  return !identity.empty() && before != known.end() && !before->second.empty() &&
         before->second != identity;
}

}  // namespace

bool KnownMounts::was_in_source(const std::string& path) const {
  return source.contains(path);
}

bool KnownMounts::was_below_in_replica(const std::string& path) const {
  return std::ranges::any_of(replica, [folder = RelativePath(path)](const auto& mount) {
    return RelativePath(mount.first).is_within(folder);
  });
}

bool KnownMounts::is_another_in_source(const std::string& path, const std::string& identity) const {
  return is_known_to_differ(source, path, identity);
}

bool KnownMounts::has_changed(const std::string& path, bool is_mount_point,
                              const std::string& identity) const {
  if (is_within_any(path, approved)) return false;
  if (replica.contains(path)) return !is_mount_point || is_known_to_differ(replica, path, identity);
  return is_mount_point && replica_complete;
}

KnownMounts known_mounts(const PairRecord* record, const std::optional<Held>& approval) {
  if (record == nullptr) return {};
  KnownMounts known{.source = record->source.mounts,
                    .replica = record->replica.mounts,
                    .replica_complete = record->complete_pass.found_replica_mounts};
  if (!approval) return known;
  known.approved = approval->changed_mounts;
  // The approval may name a folder above, which went with its mounts.
  std::erase_if(known.source, [&approval](const auto& mount) {
    return is_within_any(mount.first, approval->lost_mounts);
  });
  std::erase_if(known.replica, [&known](const auto& mount) {
    return is_within_any(mount.first, known.approved);
  });
  return known;
}

}  // namespace lockstep
