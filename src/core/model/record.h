// What is remembered about a pair of roots between passes and processes. The app keeps it in the
// state folder; the core reads it and says what it should become.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/capabilities.h"
#include "base/timestamp.h"

namespace lockstep {

// Which folder a root was.
struct RootRecord {
  // Its volume's identity, a slash, and Directory::lasting_identity. Empty: not known.
  std::string folder;
  Timestamp changed = {};  // its ctime
  friend bool operator==(const RootRecord&, const RootRecord&) = default;
};

// Lists of paths are sorted.
struct PairRecord {
  // The source as the user named it, by whatever links.
  std::string named_source;
  // Since the last complete pass that name led to another folder, which was mirrored to this
  // replica.
  bool other_source_since = false;
  // Identity of the volume each root lay on when a pass last got as far as writing
  // (Volume::identity).
  std::string source_volume;
  std::string replica_volume;
  // Other volumes that the source may lie on: it did, and somebody approved it. Sorted.
  std::vector<std::string> known_source_volumes;
  // The same volumes as people know them (Directory::describe_volume).
  std::string source_volume_name;
  std::string replica_volume_name;
  // Which folders the roots were then, as RootRecord::folder. Empty in an older version's record.
  std::string source_folder;
  std::string replica_folder;
  // Links of other users on the way to the roots, in words, that somebody let this pair's passes
  // through.
  std::vector<std::string> approved_links;
  // Folders below the source that were other volumes' roots.
  std::vector<std::string> nested_mounts;
  // The same below the replica; complete when a complete pass has found them.
  std::vector<std::string> replica_mounts;
  bool replica_mounts_complete = false;
  // Which volume was mounted at each of these paths (Volume::identity), where that could be told.
  std::map<std::string, std::string> source_mounted;
  std::map<std::string, std::string> replica_mounted;
  // The guard has not yet let a pass through: the next one is a first pass still.
  bool first_pass_pending = false;
  // What the pass that was let through could not look into: what is found there later is as foreign
  // as all the replica was to a first pass.
  std::vector<std::string> unseen;
  // The replica that a pass was let through into, as RootRecord::folder.
  std::string let_through_replica;
  // The last pass that ended without problem, hold or stop: everything older than its start is
  // known to be equal.
  std::optional<Timestamp> complete_pass_start;
  std::optional<Timestamp> complete_pass_end;
  // While no pass was ever complete: the start of the first one that wrote. What a file of the
  // source was before it, that pass saw; what it became since may hide under an old size and time.
  // None: no pass wrote yet, one was complete, or an older version wrote this record.
  std::optional<Timestamp> first_pass_start;
  // Files that somebody may have written to while they were read: their times vouch for nothing
  // until they are read with no writer there. Sorted.
  std::vector<std::string> in_doubt;
  // Beyond a bound, folders in which every file is in doubt: hashes of their paths, sorted.
  std::vector<std::uint64_t> folders_in_doubt;
  // There were too many of these, too: the same holds for every file that changed at this time or
  // later.
  std::optional<Timestamp> all_in_doubt_from;
  // What the roots were when the last complete pass began; while there is none, the first one.
  RootRecord source_root;
  RootRecord replica_root;
  // That pass changed nothing: a later idle one tells nothing new, and need not be written down at
  // once.
  bool complete_pass_was_idle = false;
  std::string policy_fingerprint;
  // Where the app keeps the FolderIdentities of the last complete pass (while there is none, of
  // those before it), in its own words; empty: nowhere. A pass hands it on.
  std::string folder_identities;
  // What that pass left out, and so did not compare. None: an older version wrote this record.
  struct LeftOut {
    std::vector<std::string> patterns;  // Filter::patterns
    bool other_volumes = false;  // --one-file-system
  };
  std::optional<LeftOut> left_out;
  // What the replica's volumes can hold, by Volume::identity.
  std::map<std::string, Capabilities> capabilities;
  // What the last pass held back: `approve` lets through at most this much.
  std::uint64_t held_removals = 0;
  std::uint64_t held_newer = 0;
  bool held_empty_source = false;
  bool held_first_pass = false;
  std::vector<std::string> held_roots;  // RootFinding::id
  std::vector<std::string> held_lost_mounts;
  std::vector<std::string> held_changed_mounts;
};

}  // namespace lockstep
