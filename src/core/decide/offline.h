// Files whose content is kept elsewhere (Windows: cloud folders, tape): reading them fetches all of
// it, which only --recall asks for.
#pragma once

#include "base/entry.h"
#include "core/decide/compare.h"
#include "core/model/policy.h"

namespace lockstep {

[[nodiscard]] inline Error offline_error() {
  return Error(ErrorKind::not_supported,
               "its content is kept elsewhere (in a cloud, or offline) and is not fetched "
               "without --recall");
}

// True if this file may not be read.
[[nodiscard]] inline bool is_left_offline(const Entry& source, const MirrorPolicy& policy) {
  return source.offline && policy.offline_files == OfflineFiles::leave;
}

[[nodiscard]] inline bool needs_offline_content(const Finding& finding,
                                                const MirrorPolicy& policy) {
  const bool reads = finding.verdict == Verdict::create || finding.verdict == Verdict::update ||
                     finding.verdict == Verdict::undecided;
  return reads && is_left_offline(*finding.source, policy);
}

}  // namespace lockstep
