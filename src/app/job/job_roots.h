// The two roots of a job, checked and opened: everything that must be true before a pass may begin.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/config/settings.h"
#include "app/job/record_store.h"
#include "core/model/policy.h"
#include "core/model/record.h"
#include "core/model/summary.h"
#include "core/pass/pass.h"
#include "platform/disk/directory.h"

namespace lockstep {

enum class MissingReplica {
  create,  // with its parents, when everything else is in order
  accept,  // for a plan: `replica` is null then
};

struct JobRoots {
  std::unique_ptr<Directory> source;
  std::unique_ptr<Directory> replica;  // null: it is missing, and MissingReplica::accept
  std::unique_ptr<Directory> above_replica;  // then the nearest folder above, if that can be opened
  std::string canonical_source;
  std::string canonical_replica;
  std::string replica_volume;  // Volume::identity; empty: it is missing
  // The pair's record for the volume that the replica lies on, or else for the pair's first volume.
  std::optional<PairRecord> record;
  // Canonical paths of folders that had the source's name before, and were mirrored to this replica
  // since the record's last complete pass.
  std::vector<std::string> other_sources;
  // The reverse of the pair is on record, and JobSettings::reverse says that it ends here.
  bool turns_round = false;
  // A record of the pair is damaged, and somebody accepted that. This pass does what a first pass
  // does, and nothing more is approved than that.
  bool record_is_damaged = false;
  MirrorPolicy policy;
  bool source_may_be_exchanged = false;  // RootPlace::others_may_exchange
  bool replica_is_new = false;  // it was missing, and was created just now
  // Links of other users on the ways to both roots, in words. Somebody has approved them.
  std::vector<std::string> foreign_links;
  int created_folders = 0;  // of the replica and its parents
};

// Why a pass can't begin.
struct Obstacle {
  PassResult result = PassResult::unavailable;
  std::string reason;
  // Where somebody may approve it: what is in the way, each in words, and of which replica.
  std::vector<std::string> approvable = {};
  std::string canonical_replica = {};
  // Where these words are not empty they say how an approval goes on ("begins a new record").
  std::string what_approval_does = {};
  // The pair is on record the other way round: others may have to work on the replica first.
  bool wrong_direction = false;
};

// The summary of a pass that could not begin.
[[nodiscard]] PassSummary summary_of(Obstacle obstacle);

// Checks in this order, and creates nothing before all of it holds: the source is a folder; the
// roots do not overlap (a replica in the source is legal where the filter leaves it out); the
// reverse of the pair is not on record (JobSettings::reverse wants that it is); the record can be
// read; no link of another user leads to either root; the record is not damaged; a replica that is
// missing would lie on the volume on record. The last three may be approved, by the policy or by
// `approved` (Obstacle::approvable); a link by the record, too.
[[nodiscard]] tl::expected<JobRoots, Obstacle> open_job_roots(
    const JobSettings& job, const RecordStore& records, const std::vector<std::string>& own_paths,
    MissingReplica missing, const std::vector<std::string>& approved = {});

// Returns the input of a pass as far as the roots and what is known of them make it up. It borrows
// them.
[[nodiscard]] PassInput input_of_roots(const JobSettings& job, const JobRoots& roots);

}  // namespace lockstep
