#include "core/leave_out.h"

#include <algorithm>
#include <array>

#include "core/temporaries.h"

namespace lockstep {
namespace {

// At a volume's root these belong to the volume, on both sides.
constexpr std::array<std::string_view, 3> kVolumesOwn = {"lost+found", "System Volume Information",
                                                         "$RECYCLE.BIN"};

bool is_volumes_own(const Pair& pair, Name name) {
  return (pair.source_entry.mount_point || pair.replica_entry.mount_point) &&
         std::find(kVolumesOwn.begin(), kVolumesOwn.end(), name) != kVolumesOwn.end();
}

// A folder above a protected path stays a folder of the mirror; only the path itself is left out.
bool is_protected(const RelativePath& folder, Name name, const std::vector<RelativePath>& paths) {
  return std::any_of(paths.begin(), paths.end(), [&](const RelativePath& path) {
    return path.name() == name && path.parent() == folder;
  });
}

// A name that one side protects is left alone on the other too: copying our own log would never
// end.
bool is_protected(const RelativePath& folder, Name name, const MirrorPolicy& policy) {
  return is_protected(folder, name, policy.protected_in_source) ||
         is_protected(folder, name, policy.protected_in_replica);
}

bool asks_for_paths(const MirrorPolicy& policy) {
  return !policy.filter.empty() || !policy.protected_in_source.empty() ||
         !policy.protected_in_replica.empty();
}

// Nobody asks why an entry is unreadable that is left out.
void forget_failures_of_left_out(Listing& listing) {
  std::erase_if(listing.failures, [&listing](const Listing::Failure& failure) {
    const auto place =
        std::lower_bound(listing.entries.begin(), listing.entries.end(), failure.name,
                         [](const Entry& entry, Name name) { return entry.name < name; });
    return place == listing.entries.end() || place->name != failure.name;
  });
}

}  // namespace

bool is_excluded(const Pair& pair, const Entry& entry, const Context& context) {
  return !context.policy.filter.empty() &&
         context.policy.filter.excludes(pair.path(), entry.name, entry.kind);
}

Names leave_out_of_source(Listing& listing, const Pair& pair, const Context& context) {
  const MirrorPolicy& policy = context.policy;
  const bool paths = asks_for_paths(policy);
  const RelativePath folder = paths ? pair.path() : RelativePath();
  Names left_out;
  std::erase_if(listing.entries, [&](const Entry& entry) {
    const bool leave_out = is_own_temporary(entry.name) || is_volumes_own(pair, entry.name) ||
                           (paths && (policy.filter.excludes(folder, entry.name, entry.kind) ||
                                      is_protected(folder, entry.name, policy)));
    if (leave_out) left_out.push_back(entry.name);
    return leave_out;
  });
  forget_failures_of_left_out(listing);
  return left_out;
}

LeftOut leave_out_of_replica(Listing& listing, const Pair& pair, const Context& context,
                             const Names& left_out_of_source) {
  const MirrorPolicy& policy = context.policy;
  const bool paths = asks_for_paths(policy);
  const RelativePath folder = paths ? pair.path() : RelativePath();
  const auto taken_out = std::erase_if(listing.entries, [&](const Entry& entry) {
    if (is_own_temporary(entry.name) && entry.kind != EntryKind::directory) return false;
    if (is_volumes_own(pair, entry.name)) return true;
    if (paths && is_protected(folder, entry.name, policy)) return true;
    if (policy.excluded == ExcludedEntries::remove) return false;
    return std::binary_search(left_out_of_source.begin(), left_out_of_source.end(), entry.name) ||
           (paths && policy.filter.excludes(folder, entry.name, entry.kind));
  });
  forget_failures_of_left_out(listing);
  return {.any_kept_back = taken_out > 0};
}

}  // namespace lockstep
