// The two roots of a job, checked and opened. The checks are everything that must be true before a
// pass may begin.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/config/settings.h"
#include "app/job/known_pair.h"
#include "app/job/obstacle.h"
#include "app/record/record_store.h"
#include "core/model/policy.h"
#include "core/pass/pass.h"
#include "platform/disk/directory.h"
#include "platform/disk/roots.h"

namespace lockstep {

enum class MissingReplica {
  create,  // with its parents, if everything else is in order
  accept,  // for a plan; `replica` is null then
};

struct JobRoots {
  std::unique_ptr<Directory> source;
  std::unique_ptr<Directory> replica;  // null if it is missing (MissingReplica::accept)
  // The nearest folder above a missing replica; null if that can't be opened.
  std::unique_ptr<Directory> above_replica;
  std::string canonical_source;
  std::string canonical_replica;
  std::string replica_volume;  // Volume::identity; empty if it is missing
  // If this says that a record is damaged, somebody has accepted that. Then this pass does what a
  // first pass does, and nothing more is approved than that.
  KnownPair known;
  MirrorPolicy policy;
  bool source_may_be_exchanged = false;  // RootPlace::others_may_exchange
  // Links of other users on the ways to both roots, in words. Somebody has approved them.
  std::vector<std::string> foreign_links;
  RootPlace::Created created;  // the replica and its parents
};

// Opens the roots. Checks in this order, and creates nothing before all of it holds: the source is
// a folder; the roots do not overlap (a replica in the source is legal if the filter leaves it
// out); the reverse of the pair is not on record (JobSettings::reverse wants that it is); the
// record can be read; no link of another user leads to either root; the record is not damaged; a
// replica that is missing would lie on the volume on record. The last three may be approved, by the
// policy or by `approved` (Obstacle::approvable); a link by the record, too.
[[nodiscard]] tl::expected<JobRoots, Obstacle> open_job_roots(
    const JobSettings& job, const RecordStore& records, const std::vector<std::string>& own_paths,
    MissingReplica missing, const std::vector<std::string>& approved = {});

// Returns the part of a pass's input that comes from the roots and from what is known about them.
// It borrows them.
[[nodiscard]] PassInput input_of_roots(const JobSettings& job, const JobRoots& roots);

}  // namespace lockstep
