// Decides whether a link on a path may be followed, as far as its owner and its folder tell.
#pragma once

#include <optional>
#include <string>
#include <sys/stat.h>

#include "platform/disk/roots.h"

namespace lockstep {

struct LinkOnPath {
  std::string folder;  // the folder's path, "" for the root
  std::string name;
  std::string target;
  struct stat folder_status{};
  struct stat link_status{};
};

// Returns none if only root and this user could have put the link where it is. That it belongs to
// one of them does not prove this: whoever may write to two folders can move anybody's link from
// one to the other, under another name. The sticky bit does not keep links from being moved in.
[[nodiscard]] std::optional<ForeignLink> as_foreign(const LinkOnPath& link);

}  // namespace lockstep
