// The metadata of an entry that differs between the two sides.
#pragma once

#include <string>

namespace lockstep {

struct Changes {
  bool modified = false;
  bool mode = false;
  bool owner = false;
  bool attributes = false;
  // True if one of these attributes gives rights (capabilities; on Windows the owner).
  bool rights = false;

  [[nodiscard]] bool any() const { return modified || mode || owner || attributes; }

  // Returns "mtime, mode": the names that the log uses.
  [[nodiscard]] std::string text() const {
    std::string names;
    const auto add = [&names](bool differs, const char* name) {
      if (!differs) return;
      if (!names.empty()) names += ", ";
      names += name;
    };
    add(modified, "mtime");
    add(mode, "mode");
    add(owner, "owner");
    add(attributes, "xattrs");
    return names;
  }
};

}  // namespace lockstep
