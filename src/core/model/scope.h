// The part of the tree that a partial pass looks at: marks, as a tree of names. A pass without a
// scope looks at everything.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace lockstep {

// The marks at and below one folder, which both the names on the way to a mark and the marked names
// themselves have a node for. A node without marks below is a look at that entry alone.
struct Scope {
  bool list = false;  // look at all names of this folder, and at what the nodes below say
  bool deep = false;  // look at this folder and everything below it
  std::map<std::string, Scope, std::less<>> names = {};

  // True if only the entry itself is marked.
  [[nodiscard]] bool is_look_alone() const { return !list && !deep && names.empty(); }
  // Returns the marks below an entry of this folder; null if there are none.
  [[nodiscard]] const Scope* below(std::string_view name) const {
    if (deep) return this;
    const auto found = names.find(name);
    return found == names.end() ? nullptr : &found->second;
  }
  // Returns whether the entry at this path below the folder is looked at.
  [[nodiscard]] bool contains(std::string_view path) const {
    const Scope* node = this;
    for (;;) {
      if (node->deep) return true;
      const auto slash = path.find('/');
      const Scope* const next = node->below(path.substr(0, slash));
      if (slash == std::string_view::npos) return next != nullptr || node->list;
      if (next == nullptr) return false;
      node = next;
      path.remove_prefix(slash + 1);
    }
  }
  friend bool operator==(const Scope&, const Scope&) = default;
};

}  // namespace lockstep
