// What the system told of a rename: a guess that saves work, since it may be wrong, late, or about
// something that has changed again.
#pragma once

#include <cstdint>
#include <optional>

#include "base/relative_path.h"

namespace lockstep {

struct RenameHint {
  RelativePath from = {};
  RelativePath to = {};
  bool is_folder = false;
  // Identity::object of the folder that was covered as `from`, if it is known.
  std::optional<std::uint64_t> object = {};
  friend bool operator==(const RenameHint&, const RenameHint&) = default;
};

}  // namespace lockstep
