// Makes the record of a pair after a pass. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/capabilities.h"
#include "core/decide/guard.h"
#include "core/decide/path_lists.h"
#include "core/model/findings.h"
#include "core/model/policy.h"
#include "core/model/record.h"
#include "core/model/root_facts.h"
#include "core/model/summary.h"

namespace lockstep {

// Says how a pass came to its end.
struct PassEnd {
  Timestamp start = {};
  Timestamp end = {};
  bool complete = false;  // ended without problem, hold or stop, and everything was seen
  bool stopped = false;
  GuardVerdict verdict = {};
  const PassSummary& summary;
};

// The other things that a pass learnt.
struct PassLessons {
  const RootsFacts& roots;
  const Findings& findings;
  Paths unread_folders = {};  // sorted
  std::map<std::string, Capabilities> capabilities = {};
  DoubtRecord in_doubt = {};
};

// The terms of a pass when it began.
struct PassTerms {
  const PairRecord* record = nullptr;  // null: there is none
  const MirrorPolicy& policy;
  const std::optional<Held>& approval;
  bool after_other_source = false;  // see PassInput
};

[[nodiscard]] PairRecord next_record(const PassTerms& terms, const PassEnd& end,
                                     const PassLessons& lessons);

// Returns the record after a partial pass. Its trust stays where the last full pass left it: what
// that pass began, compared, found empty or held. Only what was learnt joins it: abilities of
// volumes, files in doubt, mounts that were seen.
[[nodiscard]] PairRecord record_after_partial_pass(const PairRecord& record, const PassEnd& end,
                                                   const PassLessons& lessons);

}  // namespace lockstep
