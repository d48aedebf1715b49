#include "app/config/policy_builder.h"

#include <fmt/format.h>
#include <xxhash.h>

#include "app/config/canonical_path.h"

namespace lockstep {

Result<MirrorPolicy> make_policy(const JobSettings& job, const std::string& canonical_source,
                                 const std::string& canonical_replica,
                                 const std::vector<std::string>& own_paths) {
  auto filter = Filter::parse(job.patterns);
  if (!filter) return failure(filter.error());
  MirrorPolicy policy = job.policy;
  policy.filter = std::move(*filter);
  policy.fingerprint = policy_fingerprint(job);
  for (const std::string& path : own_paths) {
    // A path that is the root itself, or that the root lies in, is no entry below the root.
    if (auto inner = path_below(canonical_source, path); inner && !inner->is_root()) {
      policy.protected_paths.in_source.push_back(std::move(*inner));
    }
    if (auto inner = path_below(canonical_replica, path); inner && !inner->is_root()) {
      policy.protected_paths.in_replica.push_back(std::move(*inner));
    }
  }
  return policy;
}

// The fingerprint depends on which entries and metadata are mirrored. It does not depend on how
// carefully (content, durability, read back) or how fast that is done, nor on how much may be
// removed: an entry that was equal stays equal.
std::string policy_fingerprint(const JobSettings& job) {
  std::string text;
  for (const std::string& pattern : job.patterns) text.append(pattern).append(1, '\0');
  const MirrorPolicy& policy = job.policy;
  const MetadataPolicy& metadata = policy.metadata;
  for (const bool choice :
       {policy.excluded == ExcludedEntries::remove,
        policy.volumes == Volumes::stay_on_source_volume, metadata.owners, metadata.modes,
        metadata.times, metadata.attributes, metadata.access_control_lists, metadata.hard_links}) {
    text.append(choice ? "1" : "0");
  }
  if (job.security_descriptors) text.append("security descriptors");
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

bool excludes_folder(const Filter& filter, const RelativePath& folder) {
  for (RelativePath path = folder; !path.is_root(); path = path.parent()) {
    if (filter.excludes(path.parent(), path.name(), EntryKind::directory)) return true;
  }
  return false;
}

}  // namespace lockstep
