#include "core/look/leave_out.h"

#include <algorithm>
#include <utility>

#include "core/model/temporaries.h"

namespace lockstep {
namespace {

bool is_same_whatever_case(Name name, std::string_view lower_case) {
  const auto lower = [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  };
  return std::equal(name.begin(), name.end(), lower_case.begin(), lower_case.end(),
                    [&lower](char mine, char theirs) { return lower(mine) == theirs; });
}

// True for names that belong to the volume at its root, on both sides. Windows has spelt its
// recycle bin in several ways.
bool is_volumes_own(const Pair& pair, Name name) {
  return (pair.source_entry.mount_point || pair.replica_entry.mount_point) &&
         (name == "lost+found" || is_same_whatever_case(name, "system volume information") ||
          is_same_whatever_case(name, "$recycle.bin"));
}

// True if this name is a protected path. A folder above one stays a folder of the mirror.
bool is_protected(const RelativePath& folder, Name name, const std::vector<RelativePath>& paths) {
  return std::any_of(paths.begin(), paths.end(), [&](const RelativePath& path) {
    return path.name() == name && path.parent() == folder;
  });
}

// True if either side protects the name: it is left alone on the other too, as copying our own log
// would never end.
bool is_protected(const RelativePath& folder, Name name, const MirrorPolicy& policy) {
  return is_protected(folder, name, policy.protected_paths.in_source) ||
         is_protected(folder, name, policy.protected_paths.in_replica);
}

bool asks_for_paths(const MirrorPolicy& policy) {
  return !policy.filter.empty() || !policy.protected_paths.empty();
}

// Drops the reasons of unreadable entries that are left out: nobody asks for these.
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

ShortenedListing leave_out_of_source(Listing listing, const Pair& pair, const Context& context) {
  const MirrorPolicy& policy = context.policy;
  const bool paths = asks_for_paths(policy);
  const RelativePath folder = paths ? pair.path() : RelativePath();
  Names left_out;
  std::erase_if(listing.entries, [&](const Entry& entry) {
    const bool leave_out = is_volumes_own(pair, entry.name) ||
                           (paths && (policy.filter.excludes(folder, entry.name, entry.kind) ||
                                      is_protected(folder, entry.name, policy)));
    if (leave_out) {
      left_out.push_back(entry.name);
      return true;
    }
    // In the replica it would be removed as one of ours. It excludes nothing there: a folder of
    // this name is as extra as any other.
    if (!is_own_temporary(entry)) return false;
    context.report.named_like_temporary(pair.path().child(entry.name).text(), entry.kind);
    return true;
  });
  forget_failures_of_left_out(listing);
  return {std::move(listing), std::move(left_out)};
}

ShortenedListing leave_out_of_replica(Listing listing, const Pair& pair, const Context& context,
                                      const Names& left_out_of_source) {
  const MirrorPolicy& policy = context.policy;
  const bool paths = asks_for_paths(policy);
  const RelativePath folder = paths ? pair.path() : RelativePath();
  const auto stays = [&](const Entry& entry) {
    if (is_own_temporary(entry)) return false;
    if (is_volumes_own(pair, entry.name)) return true;
    if (paths && is_protected(folder, entry.name, policy)) return true;
    if (policy.excluded == ExcludedEntries::remove) return false;
    return std::binary_search(left_out_of_source.begin(), left_out_of_source.end(), entry.name) ||
           (paths && policy.filter.excludes(folder, entry.name, entry.kind));
  };
  Names left_out;
  std::erase_if(listing.entries, [&](const Entry& entry) {
    const bool leave_out = stays(entry);
    if (leave_out) left_out.push_back(entry.name);
    return leave_out;
  });
  forget_failures_of_left_out(listing);
  return {std::move(listing), std::move(left_out)};
}

}  // namespace lockstep
