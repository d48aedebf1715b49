// The entries that the last complete pass left out by its options, and this one does not. That pass
// compared none of them, so its time vouches for none.
#pragma once

#include <optional>

#include "base/entry.h"
#include "base/relative_path.h"
#include "core/model/filter.h"
#include "core/model/policy.h"
#include "core/model/record.h"

namespace lockstep {

class LeftOutThen {
 public:
  // Left out nothing.
  LeftOutThen() = default;
  // `record` is null if there is none, and no pass vouches for anything.
  LeftOutThen(const PairRecord* record, const MirrorPolicy& policy);

  // True if the record does not say what was left out, while the options were others than now. Then
  // it may have been anything.
  [[nodiscard]] bool is_unknown() const { return unknown_; }
  [[nodiscard]] bool is_nothing() const { return !filter_ && !other_volumes_; }
  // True if this entry of the source was left out, with all that is below it. (Whether `folder` was
  // is not asked again.)
  [[nodiscard]] bool was(const RelativePath& folder, const Entry& source) const;

 private:
  std::optional<Filter> filter_;
  bool other_volumes_ = false;
  bool unknown_ = false;
};

}  // namespace lockstep
