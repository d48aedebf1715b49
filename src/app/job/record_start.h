// Prepares the records before a pass changes anything, so that they never vouch for something
// untrue, at whatever moment the process dies.
#pragma once

#include <memory>
#include <string>

#include "app/job/job_roots.h"
#include "app/record/record_store.h"
#include "base/result.h"
#include "platform/disk/replica_lock.h"

namespace lockstep {

// Notes in the records of KnownPair::other_sources that this source is mirrored now. When the link
// leads there again, the content that this pass leaves in the replica must not be taken for theirs.
[[nodiscard]] Result<void> outdate_other_records(RecordStore& records, const JobRoots& roots);

// Returns whether a new record is to be begun, by `begin_record`, before the pass changes anything.
[[nodiscard]] bool begins_anew(const JobRoots& roots);

// Puts the pair on record as one whose first pass is still to come, and only then sets a damaged
// record aside and forgets the reverse of the pair. Between the two both directions are on record,
// and passes of both are refused. `named_source` is the source as the user named it.
[[nodiscard]] Result<void> begin_record(RecordStore& records, const std::string& named_source,
                                        const JobRoots& roots);

// Keeps others from mirroring to a folder while it is being mirrored from.
struct SourceLock {
  std::unique_ptr<ReplicaLock> place;
  std::unique_ptr<ReplicaLock> pass;
};
// Locks the source. Fails with `locked` if somebody mirrors to it. A source that can't be opened is
// not locked, which is no error: the pass says what is wrong with it.
[[nodiscard]] Result<SourceLock> lock_source(const std::string& path);

}  // namespace lockstep
