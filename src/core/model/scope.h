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

  [[nodiscard]] bool is_whole_folder() const { return list || deep; }
  // True if only the entry itself is marked.
  [[nodiscard]] bool is_look_alone() const { return !list && !deep && names.empty(); }
  // Returns the marks below an entry of this folder; null if there are none.
  [[nodiscard]] const Scope* below(std::string_view name) const {
    if (deep) return this;
    const auto found = names.find(name);
    return found == names.end() ? nullptr : &found->second;
  }
  // Returns the node of this path below the folder, and makes it if there is none.
  Scope& at(std::string_view path);
  // Returns whether the entry at this path below the folder is looked at.
  [[nodiscard]] bool contains(std::string_view path) const;

  friend bool operator==(const Scope&, const Scope&) = default;
};

}  // namespace lockstep
