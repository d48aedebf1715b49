// Hard-link groups: which names are one file in the source, and must become one file in the
// replica. Names with more than one link on either side are gathered during the walk and decided
// together, when all are known; a group that is complete and equal on both sides is forgotten at
// once, so memory follows the groups with names unseen.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/plan.h"

namespace lockstep {

enum class MemberState {
  same,    // content equal; `changes` may name metadata
  update,  // exists in the replica with other content or kind
  create,  // the replica lacks the name
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

  // Takes out what replaces newer files, and the names that were to join those.
  void hold_replacements();
};

class HardLinks {
 public:
  // Thread-safe.
  void add(LinkMember member);
  // A name of the replica that the source lacks: it accounts for one link of its file.
  void saw_extra(const Entry& replica);

  // How many names would be replaced although they are newer in the replica.
  [[nodiscard]] std::uint64_t count_newer();

  // Decides about all members and forgets them. `mirrored` says of a device of the replica whether
  // the groups themselves are mirrored there; otherwise each name stands for itself, and only files
  // shared with names outside are still protected.
  [[nodiscard]] LinkDecisions resolve(const std::function<bool(std::uint64_t)>& mirrored);

 private:
  // A group is what is one file in the source and lies on one volume in the replica, by its device.
  struct Key {
    Identity source;
    std::uint64_t device = 0;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const { return IdentityHash()(key.source) ^ key.device; }
  };

  std::mutex mutex_;
  std::unordered_map<Key, std::vector<LinkMember>, KeyHash> groups_;  // guarded by mutex_
  std::unordered_map<Identity, std::uint32_t, IdentityHash>
      extra_names_;  // guarded by mutex_, by replica
};

}  // namespace lockstep
