// The input of a pass: the open roots, the policy, the record, and the observers. A pass reads it
// and changes nothing in it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "base/clock.h"
#include "base/worker_pool.h"
#include "core/model/held.h"
#include "core/model/folder_identities.h"
#include "core/model/observer.h"
#include "core/model/policy.h"
#include "core/model/record.h"
#include "core/model/release_words.h"

namespace lockstep {

class Directory;
class EqualFiles;
class RateLimit;

struct PassInput {
  Directory* source = nullptr;    // is borrowed for the pass, like all pointers here
  // Null if it does not exist yet; only `make_plan` and `verify` accept that.
  Directory* replica = nullptr;
  // The nearest folder above a replica that does not exist yet, to know what its volume can hold;
  // may be null.
  Directory* above_replica = nullptr;
  // True if somebody else may have put another folder in the source's place (RootPlace).
  bool source_may_be_exchanged = false;
  // True if this very pass has created the replica: it is another folder than on record, and
  // nobody's.
  bool replica_is_new = false;
  // Both are absolute paths as the user named them, for events and errors.
  std::string source_path;
  std::string replica_path;
  const MirrorPolicy* policy = nullptr;
  // Null if there is no record: this is a first pass.
  const PairRecord* record = nullptr;
  // True if another source, of the same name, was mirrored to the replica last: equal sizes and
  // times vouch for nothing.
  bool after_other_source = false;
  std::optional<Held> approval;
  ReleaseWords release = {};  // for the messages of a hold
  // The number of leaves that this process removed for this pair within the last hour.
  std::uint64_t recent_removals = 0;
  // These say what this user may do. Without `change_owners` owners are left out with one notice.
  bool change_owners = false;
  bool create_devices = false;
  // This user, as Entry::owner; none if entries have neither owners nor modes: then it is not known
  // who may rename in a folder.
  std::optional<std::uint32_t> user = {};
  // The number of files that this process may have open; it bounds the folders and staged files
  // held open at once.
  std::size_t open_files = 1024;
  // The number of operations that may wait for the end of the walk. If there are more, those that
  // need no verdict are carried out before it goes on.
  std::size_t window = 100'000;
  WorkerPool* pool = nullptr;
  Observer* observer = nullptr;
  Progress* progress = nullptr;
  const Clock* clock = nullptr;
  EqualFiles* known_equal = nullptr;  // of the passes before; may be null
  // The source's folders as the last complete pass on record left them, or as the first passes did
  // while none was complete. Null if they are not known: then a folder's own times alone show that
  // it was exchanged.
  const FolderIdentities* folders = nullptr;
  // `stop` alone lets the pass finish the files that are being copied; a request by this token
  // drops them. If none can be made by it (stop_possible()), a stop drops them at once.
  std::stop_token drop = {};
  // Shared by the passes of a job, so that its rate can be changed in the middle of one; null: the
  // policy's rate.
  RateLimit* rate_limit = nullptr;
  // Called once, before the pass changes anything in the replica. An error forbids it: then nothing
  // is changed, and the pass is `unavailable` for this reason. May be empty.
  std::function<Result<void>()> before_changes = {};
  // Called before the first entry is removed, once the guard let the removals through: from then on
  // an approval is used up. May be empty.
  std::function<void()> before_removals = {};
};

}  // namespace lockstep
