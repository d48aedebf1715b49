// The two folders that a step of the walk looks at, and the rules that hold for them. Internal to
// the walk.
#pragma once

#include <algorithm>
#include <optional>

#include "core/look/context.h"
#include "core/look/open_pair.h"
#include "core/look/resolve_name_clashes.h"
#include "core/look/walk.h"

namespace lockstep {

struct Walk::Folders : OpenPair {
  const CompareRules& rules;
  const OtherSpellings* other_spellings = nullptr;
  Descent descent = {};
  // True if the folder has not changed since the record's pass, on both sides; none if nobody has
  // asked yet.
  mutable std::optional<bool> unchanged = {};
  // True if names came or went in the source's folder since, as far as its times tell; none if
  // nobody has asked yet.
  mutable std::optional<bool> source_got_names = {};

  // True if the last complete pass left out this entry of the source.
  [[nodiscard]] bool left_out_then(Name name) const {
    return rules.left_out_then != nullptr &&
           std::ranges::binary_search(*rules.left_out_then, name);
  }
  [[nodiscard]] std::string path(Name name) const { return pair->path().child(name).text(); }
};

}  // namespace lockstep
