// The memory of a pair of roots between passes and processes. The app keeps it in the state folder;
// the core reads it and says what it should become.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/capabilities.h"
#include "base/timestamp.h"
#include "core/model/held.h"
#include "core/model/mounts.h"

namespace lockstep {

// The folder that a root was at some moment.
struct RootRecord {
  // The volume's identity, a slash, and Directory::persistent_id; empty if not known.
  std::string folder;
  Timestamp changed = {};  // its ctime
  friend bool operator==(const RootRecord&, const RootRecord&) = default;
};

// The memory of one of the two trees.
struct TreeRecord {
  // The identity of the volume that the root lay on when a pass last got as far as writing
  // (Volume::identity), and the same volume as people know it (Directory::describe_volume).
  std::string volume = {};
  std::string volume_name = {};
  // The folder that the root was then, in the form of RootRecord::folder. Empty in an older
  // version's record.
  std::string folder = {};
  // The root as it was when the last complete pass began; if there is none, when the first pass
  // began.
  RootRecord compared = {};
  // The roots of other volumes below it.
  Mounts mounts = {};
  friend bool operator==(const TreeRecord&, const TreeRecord&) = default;
};

// The memory of how the first pass into this replica went.
struct FirstPassRecord {
  // True if the guard has not yet let a pass through: the next one is a first pass still.
  bool pending = false;
  // The start of the first pass that wrote, while no pass was ever complete. That pass saw what
  // each file of the source was before it; what it became since may hide under an old size and
  // time. None if no pass wrote yet, if one was complete, or if an older version wrote this record.
  std::optional<Timestamp> start = {};
  // The replica that a pass was let through into, as RootRecord::folder.
  std::string accepted_replica = {};
  // The folders that the pass that was let through could not look into: entries found there later
  // are as foreign as all the replica was to a first pass. Sorted.
  std::vector<std::string> unread_folders = {};
  friend bool operator==(const FirstPassRecord&, const FirstPassRecord&) = default;
};

// The entries that a pass left out by its options, and so did not compare.
struct LeftOutRecord {
  std::vector<std::string> patterns = {};  // Filter::patterns
  bool other_volumes = false;  // --one-file-system
  friend bool operator==(const LeftOutRecord&, const LeftOutRecord&) = default;
};

// The last pass that ended without problem, hold or stop.
struct CompletePassRecord {
  // The start of the pass: everything older is known to be equal. None if no pass was complete.
  std::optional<Timestamp> start = {};
  std::optional<Timestamp> end = {};
  // True if it changed nothing: a later idle pass tells nothing new, and need not be written down
  // at once.
  bool was_idle = false;
  std::string policy_fingerprint = {};
  // None if an older version wrote this record.
  std::optional<LeftOutRecord> left_out = {};
  // True if the replica's mounts on record are all there were.
  bool found_replica_mounts = false;
  friend bool operator==(const CompletePassRecord&, const CompletePassRecord&) = default;
};

// Files that somebody may have written to while they were read: their times vouch for nothing until
// they are read while nobody has them open for writing.
struct DoubtRecord {
  std::vector<std::string> files = {};  // sorted
  // Folders in which every file is in doubt, once there are too many files: hashes of their paths,
  // sorted.
  std::vector<std::uint64_t> folders = {};
  // Set once there were too many folders, too: every file that changed at this time or later is in
  // doubt.
  std::optional<Timestamp> all_from = {};
  friend bool operator==(const DoubtRecord&, const DoubtRecord&) = default;
};

struct PairRecord {
  // The source as the user named it, by whatever links.
  std::string named_source = {};
  // True if that name led to another folder since the last complete pass, which was mirrored to
  // this replica.
  bool other_source_since = false;
  TreeRecord source = {};
  TreeRecord replica = {};
  // Other volumes that the source may lie on: it did so once, and somebody approved that. Sorted.
  std::vector<std::string> known_source_volumes = {};
  // Links of other users on the way to the roots, in words, that somebody let this pair's passes
  // through. Sorted.
  std::vector<std::string> approved_links = {};
  FirstPassRecord first_pass = {};
  CompletePassRecord complete_pass = {};
  DoubtRecord in_doubt = {};
  // The name under which the app keeps the FolderIdentities of the last complete pass (while there
  // is none, of those before it), in the app's own words; empty if it keeps none. A pass hands it
  // on.
  std::string folder_identities = {};
  // The abilities of the replica's volumes, by Volume::identity.
  std::map<std::string, Capabilities> capabilities = {};
  // The changes that the last pass held back: `approve` lets through at most this much.
  Held held = {};
  friend bool operator==(const PairRecord&, const PairRecord&) = default;
};

}  // namespace lockstep
