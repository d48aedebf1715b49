// Files whose content is kept elsewhere (Windows: cloud folders, tape): to read them would fetch
// all of it, without anybody having asked for that.
#pragma once

#include "base/entry.h"
#include "core/compare.h"

namespace lockstep {

[[nodiscard]] inline Error offline_error() {
  return Error(ErrorKind::not_supported,
               "its content is kept elsewhere (in a cloud, or offline) and is not fetched");
}

[[nodiscard]] inline bool needs_offline_content(const Finding& finding) {
  const bool reads = finding.verdict == Verdict::create || finding.verdict == Verdict::update ||
                     finding.verdict == Verdict::undecided;
  return reads && finding.source->offline;
}

}  // namespace lockstep
