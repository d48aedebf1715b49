#include "core/decide/known_mounts.h"

#include <algorithm>

#include "base/relative_path.h"

namespace lockstep {
bool is_within_any(const std::string& path, const std::vector<std::string>& folders) {
  return std::ranges::any_of(folders, [inner = RelativePath(path)](const std::string& folder) {
    return inner.is_within(RelativePath(folder));
  });
}

bool KnownMounts::was_in_source(const std::string& path) const {
  return std::ranges::binary_search(source, path);
}

bool KnownMounts::was_below_in_replica(const std::string& path) const {
  return std::ranges::any_of(replica, [folder = RelativePath(path)](const std::string& mount) {
    return RelativePath(mount).is_within(folder);
  });
}

namespace {

// What can't be told is taken for the same.
bool is_another(const std::map<std::string, std::string>& known, const std::string& path,
                const std::string& identity) {
  const auto before = known.find(path);
  return !identity.empty() && before != known.end() && before->second != identity;
}

}  // namespace

bool KnownMounts::is_another_in_source(const std::string& path, const std::string& identity) const {
  return was_in_source(path) && is_another(source_volumes, path, identity);
}

bool KnownMounts::has_changed(const std::string& path, bool is_mount_point,
                              const std::string& identity) const {
  if (is_within_any(path, approved)) return false;
  if (std::ranges::binary_search(replica, path))
    return !is_mount_point || is_another(replica_volumes, path, identity);
  return is_mount_point && replica_complete;
}

KnownMounts known_mounts(const PairRecord* record, const std::optional<Approval>& approval) {
  if (record == nullptr) return {};
  KnownMounts known{record->nested_mounts,           record->replica_mounts,
                    record->source_mounted,          record->replica_mounted,
                    record->replica_mounts_complete, {}};
  if (!approval) return known;
  known.approved = approval->changed_mounts;
  // What was told may be a folder above, which went with its mounts.
  std::erase_if(known.source, [&approval](const std::string& mount) {
    return is_within_any(mount, approval->lost_mounts);
  });
  std::erase_if(known.replica, [&known](const std::string& mount) {
    return is_within_any(mount, known.approved);
  });
  return known;
}

}  // namespace lockstep
