// Which metadata of an entry differs.
#pragma once

#include <string>

namespace lockstep {

struct Changes {
  bool modified = false;
  bool mode = false;
  bool owner = false;
  bool attributes = false;
  // Among these attributes is one that gives rights (capabilities; on Windows whose the entry is).
  bool rights = false;

  [[nodiscard]] bool any() const { return modified || mode || owner || attributes; }

  // "mtime, mode": as the log names them.
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
