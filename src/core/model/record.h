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
#include "core/model/held.h"
#include "core/model/mounts.h"

namespace lockstep {

// Which folder a root was.
struct RootRecord {
  // Its volume's identity, a slash, and Directory::lasting_identity. Empty: not known.
  std::string folder;
  Timestamp changed = {};  // its ctime
  friend bool operator==(const RootRecord&, const RootRecord&) = default;
};

// What is remembered of one of the two trees.
struct TreeRecord {
  // Identity of the volume that the root lay on when a pass last got as far as writing
  // (Volume::identity), and the same volume as people know it (Directory::describe_volume).
  std::string volume = {};
  std::string volume_name = {};
  // Which folder the root was then, as RootRecord::folder. Empty in an older version's record.
  std::string folder = {};
  // What the root was when the last complete pass began; while there is none, the first one.
  RootRecord compared = {};
  // Other volumes' roots below it.
  Mounts mounts = {};
  friend bool operator==(const TreeRecord&, const TreeRecord&) = default;
};

// How the first pass into this replica went.
struct FirstPassRecord {
  // The guard has not yet let a pass through: the next one is a first pass still.
  bool pending = false;
  // While no pass was ever complete: the start of the first one that wrote. What a file of the
  // source was before it, that pass saw; what it became since may hide under an old size and time.
  // None: no pass wrote yet, one was complete, or an older version wrote this record.
  std::optional<Timestamp> start = {};
  // The replica that a pass was let through into, as RootRecord::folder.
  std::string accepted_replica = {};
  // What the pass that was let through could not look into: what is found there later is as foreign
  // as all the replica was to a first pass. Sorted.
  std::vector<std::string> unread_folders = {};
  friend bool operator==(const FirstPassRecord&, const FirstPassRecord&) = default;
};

// What a pass left out by its options, and so did not compare.
struct LeftOutRecord {
  std::vector<std::string> patterns = {};  // Filter::patterns
  bool other_volumes = false;  // --one-file-system
  friend bool operator==(const LeftOutRecord&, const LeftOutRecord&) = default;
};

// The last pass that ended without problem, hold or stop.
struct CompletePassRecord {
  // Everything older than its start is known to be equal. None: no pass was complete.
  std::optional<Timestamp> start = {};
  std::optional<Timestamp> end = {};
  // It changed nothing: a later idle one tells nothing new, and need not be written down at once.
  bool was_idle = false;
  std::string policy_fingerprint = {};
  // None: an older version wrote this record.
  std::optional<LeftOutRecord> left_out = {};
  // The replica's mounts on record are all there were.
  bool found_replica_mounts = false;
  friend bool operator==(const CompletePassRecord&, const CompletePassRecord&) = default;
};

// Files that somebody may have written to while they were read: their times vouch for nothing until
// they are read with no writer there.
struct DoubtRecord {
  std::vector<std::string> files = {};  // sorted
  // Beyond a bound, folders in which every file is in doubt: hashes of their paths, sorted.
  std::vector<std::uint64_t> folders = {};
  // There were too many of these, too: the same holds for every file that changed at this time or
  // later.
  std::optional<Timestamp> all_from = {};
  friend bool operator==(const DoubtRecord&, const DoubtRecord&) = default;
};

struct PairRecord {
  // The source as the user named it, by whatever links.
  std::string named_source = {};
  // Since the last complete pass that name led to another folder, which was mirrored to this
  // replica.
  bool other_source_since = false;
  TreeRecord source = {};
  TreeRecord replica = {};
  // Other volumes that the source may lie on: it did, and somebody approved it. Sorted.
  std::vector<std::string> known_source_volumes = {};
  // Links of other users on the way to the roots, in words, that somebody let this pair's passes
  // through. Sorted.
  std::vector<std::string> approved_links = {};
  FirstPassRecord first_pass = {};
  CompletePassRecord complete_pass = {};
  DoubtRecord in_doubt = {};
  // Where the app keeps the FolderIdentities of the last complete pass (while there is none, of
  // those before it), in its own words; empty: nowhere. A pass hands it on.
  std::string folder_identities = {};
  // What the replica's volumes can hold, by Volume::identity.
  std::map<std::string, Capabilities> capabilities = {};
  // What the last pass held back: `approve` lets through at most this much.
  Held held = {};
  friend bool operator==(const PairRecord&, const PairRecord&) = default;
};

}  // namespace lockstep
