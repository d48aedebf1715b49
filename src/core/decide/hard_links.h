// Hard-link groups: the names that are one file in the source, and must become one file in the
// replica. Names with more than one link on either side are gathered during the walk and decided
// together, when all are known; a group that is complete and equal on both sides is forgotten at
// once, so memory follows the groups with names unseen.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/model/plan.h"
#include "core/model/totals.h"

namespace lockstep {

enum class MemberState {
  same,    // has equal content; `changes` may name metadata
  update,  // exists in the replica with other content or kind
  create,  // is a name that the replica lacks
};

struct LinkMember {
  PairPointer folder;
  std::string name;
  Entry source;
  std::optional<Entry> replica;
  MemberState state = MemberState::same;
  Changes changes{};
  std::string reason{};  // of an update
  bool after_removals = false;  // a folder must be removed first
};

// The operations that make the groups equal in the replica, in the order of their paths.
struct LinkDecisions {
  std::vector<Creation> creations;
  std::vector<Update> updates;
  std::vector<Repair> repairs;

  // Takes out the operations that replace newer files, and the names that were to join those.
  void hold_replacements();
};

// A name that the walk saw in the replica.
struct ReplicaName {
  PairPointer folder;
  std::string name;
};

// The names of files, by the file that they lead to.
using NamesOfFiles = std::unordered_map<Identity, std::vector<ReplicaName>, IdentityHash>;

// The limits of a volume of the replica.
struct LinkLimits {
  bool mirrored = true;  // otherwise each name stands for itself
  std::uint32_t most_links = std::numeric_limits<std::uint32_t>::max();
  bool across_folders = true;
};

// The questions of the groups about the replica before they decide. Volumes are named by their
// device.
class LinkQuestions {
 public:
  virtual ~LinkQuestions() = default;
  [[nodiscard]] virtual LinkLimits limits_on(std::uint64_t device) const = 0;
  // Notes that a file on that volume has `links` names: a lower limit that was learnt is none.
  virtual void saw_links(std::uint64_t device, std::uint32_t links) const = 0;
  // Notes, to be reported, that some file can't have all its names there.
  virtual void splits_on(std::uint64_t device) const = 0;
  // Returns the file as it is now, if these are all the names that it has, and others can't move
  // them.
  [[nodiscard]] virtual std::optional<Entry> find_all_names(
      const Identity& file, const std::vector<ReplicaName>& names) const = 0;
};

class HardLinks {
 public:
  // Adds a name; called by several threads at once.
  void add(LinkMember member);
  // Notes a name of the replica that the source lacks: it accounts for one link of its file.
  void saw_extra(const Entry& replica, ReplicaName name);

  // A group of which something is to be done, and of which names are missing on one of the sides.
  struct Incomplete {
    Identity source;
    std::vector<std::string> paths;  // of the names that are there
  };
  [[nodiscard]] std::vector<Incomplete> incomplete();
  // Returns the paths of names that go from the replica or get another file there, while their file
  // has names that were not seen. Somebody may have written to it by such a name before that went.
  enum class Leaving : std::uint8_t { all, replaced };
  [[nodiscard]] std::vector<std::string> leaving_unseen_names(Leaving which = Leaving::all);
  // Forgets the names of this file: nothing is decided about them.
  void leave_out(const Identity& source);

  // Counts the names that would be replaced although they are newer in the replica.
  [[nodiscard]] Loss count_newer();

  // Decides about all members and forgets them. If groups are not mirrored, files shared with names
  // outside are still protected.
  [[nodiscard]] LinkDecisions resolve(const LinkQuestions& ask);

 private:
  // Names a group: one file in the source that can be one in the replica, because it lies on one
  // volume, by its device, that is mounted at one place.
  struct Key {
    Identity source;
    std::uint64_t device = 0;
    const Pair* mount = nullptr;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const {
      return IdentityHash()(key.source) ^ key.device ^ std::hash<const Pair*>()(key.mount);
    }
  };
  [[nodiscard]] NamesOfFiles names_to_be_counted();
  using Counts = std::unordered_map<Identity, std::size_t, IdentityHash>;
  // Returns the number of names seen of each of the replica's files. Under mutex_.
  [[nodiscard]] Counts count_names_in_replica() const;
  void tell_split_by_mounts(const LinkQuestions& ask) const;

  std::mutex mutex_;
  std::unordered_map<Key, std::vector<LinkMember>, KeyHash> groups_;  // guarded by mutex_
  NamesOfFiles extra_names_;  // guarded by mutex_
  // The link counts of these files. Guarded by mutex_.
  std::unordered_map<Identity, std::uint32_t, IdentityHash> extra_links_;
  // The most links of all files that were added, by device. Guarded by mutex_.
  std::unordered_map<std::uint64_t, std::uint32_t> most_links_;
};

}  // namespace lockstep
