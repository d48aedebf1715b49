// The input of a pass: the open roots, the policy, the record, and the observers. A pass reads it
// and changes nothing in it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "base/clock.h"
#include "base/privileges.h"
#include "base/worker_pool.h"
#include "core/model/held.h"
#include "core/model/folder_identities.h"
#include "core/model/observer.h"
#include "core/model/partial_pass.h"
#include "core/model/policy.h"
#include "core/model/record.h"
#include "core/model/release_words.h"

namespace lockstep {

class Directory;
class EqualFiles;
class SourceWatch;
class RateLimit;

// The two trees. Directories are borrowed for the pass.
struct PassRoots {
  Directory* source = nullptr;
  // Null if it does not exist yet, which only `make_plan` and `verify` accept.
  Directory* replica = nullptr;
  // The nearest folder above a replica that does not exist yet, to know what its volume can hold;
  // may be null.
  Directory* above_replica = nullptr;
  // Both paths are absolute and as the user named them, for events and errors.
  std::string source_path = {};
  std::string replica_path = {};
  // True if somebody else may have put another folder in the source's place (RootPlace).
  bool source_may_be_exchanged = false;
  // True if this very pass has created the replica: it is another folder than on record, and
  // nobody's.
  bool replica_is_new = false;
};

// The memory of the passes before. All of it is borrowed for the pass.
struct PassMemory {
  const PairRecord* record = nullptr;  // null if this is a first pass
  // The source's folders as the last complete pass on record left them, or as the first passes did
  // while none was complete. Null if they are not known: then a folder's own times alone show that
  // it was exchanged.
  const FolderIdentities* folders = nullptr;
  EqualFiles* known_equal = nullptr;  // may be null
  // Leaves removed by this process for this pair within the last hour.
  std::uint64_t recent_removals = 0;
  // True if the replica is what another source, of the same name, left there: equal sizes and times
  // vouch for nothing.
  bool after_other_source = false;
};

// The means of this process that the pass may use. All of it is borrowed for the pass.
struct PassResources {
  WorkerPool* pool = nullptr;
  const Clock* clock = nullptr;
  // The passes of a job share this limit, so that its rate can be changed in the middle of one. If
  // it is null, the policy's rate holds.
  RateLimit* rate_limit = nullptr;
  // The number of files that this process may have open; bounds the folders and staged files held
  // open at once.
  std::size_t open_files = 1024;
  // The number of operations that may wait for the end of the walk. Where there are more, those
  // that need no verdict are carried out before it goes on.
  std::size_t window = 100'000;
};

struct PassInput {
  PassRoots roots = {};
  // Set for a pass over a part of the tree; null for a full one. Without a record there is no
  // partial pass: it becomes a full one. Borrowed for the pass.
  const PartialPass* partial = nullptr;
  SourceWatch* watch = nullptr;  // over the source; null if nobody watches it
  const MirrorPolicy* policy = nullptr;
  PassMemory memory = {};
  std::optional<Held> approval = {};
  ReleaseWords release = {};  // for the messages of a hold
  // Without the right to change owners these are left out with one notice.
  Privileges rights = {};
  PassResources resources = {};
  Observer* observer = nullptr;
  Progress* progress = nullptr;
  // `stop` alone lets the pass finish the files that are being copied; a request by this token
  // drops them. If none can be made by it (stop_possible()), a stop drops them at once.
  std::stop_token drop = {};
  // Called once, before the pass changes anything in the replica. An error forbids it: then nothing
  // is changed, and the pass is `unavailable` for this reason. May be empty.
  std::function<Result<void>()> before_changes = {};
  // Called before the first entry is removed, once the guard let the removals through: from then on
  // an approval is used up. May be empty.
  std::function<void()> before_removals = {};
};

}  // namespace lockstep
