// The user's choices, as far as one pass needs to know them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/filter.h"

namespace lockstep {

enum class Comparison { size_and_time, content };
enum class Removals { allowed, never };
// The excluded entries of the replica.
enum class ExcludedEntries { keep, remove };
enum class Volumes { enter_all, stay_on_source_volume };
enum class Durability { pass, file, none };
enum class WriteVerification { none, read_back };
// Files whose content is kept elsewhere.
enum class OfflineFiles { leave, fetch };

// Says which metadata is mirrored.
struct MetadataPolicy {
  bool owners = true;
  bool modes = true;
  bool times = true;
  bool attributes = true;
  bool access_control_lists = true;
  bool hard_links = true;
};

struct RemovalLimit {
  std::optional<std::uint64_t> count;      // --max-delete N
  // --max-delete N%. If neither is set, it is 50%, but at least 10 entries.
  std::optional<unsigned> percent;
  // True if the limit was chosen for this very call, on the command line: then it also lets a first
  // pass into a foreign folder through. A number in a configuration was chosen for another day.
  bool chosen_now = false;
};

// Paths below either root that are neither copied nor removed whatever the filter says: our own
// log, its rotations and the state folder. They are relative to the root.
struct ProtectedPaths {
  std::vector<RelativePath> in_source;
  std::vector<RelativePath> in_replica;
  [[nodiscard]] bool empty() const { return in_source.empty() && in_replica.empty(); }
};

struct MirrorPolicy {
  Comparison comparison = Comparison::size_and_time;
  Filter filter;
  Removals removals = Removals::allowed;
  ExcludedEntries excluded = ExcludedEntries::keep;
  RemovalLimit removal_limit;
  bool approve = false;  // lets this pass do what the guard would hold
  bool allow_empty_source = false;  // only in this pass
  Volumes volumes = Volumes::enter_all;
  MetadataPolicy metadata;
  Durability durability = Durability::pass;
  WriteVerification verification = WriteVerification::none;
  OfflineFiles offline_files = OfflineFiles::leave;
  std::uint64_t bytes_per_second = 0;  // 0: unlimited
  unsigned threads = 0;  // 0 lets the machine and the volume decide

  ProtectedPaths protected_paths;
  // Changes when a choice changes that decides what "equal" means; then the record's last complete
  // pass vouches for nothing.
  std::string fingerprint;
};

}  // namespace lockstep
