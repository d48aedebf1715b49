// A small tree in which changes are made, with calls that fail and things that happen meanwhile.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <doctest/doctest.h>

#include "platform/disk/perform.h"
#include "support/faults/faulty_tree.h"
#include "support/trees/memory_tree.h"
#include "support/trees/tree_access.h"
#include "support/trees/tree_text.h"

namespace lockstep {

inline constexpr const char* kBefore = "e/ f:text into/ l->here t:new two:one twin=two";

// Returns the tree of that text, as it is drawn.
inline std::string drawn(const char* text) {
  MemoryTree tree;
  build(*tree.open(), text);
  return draw(*tree.open());
}

inline constexpr Others kOthers{.may_rename = true};

// Makes the new name for the changes under test, as a NewName.
inline std::string aside() { return "aside"; }

struct World {
  World() : faulty(tree.open()), root(faulty.open()) { build(*tree.open(), kBefore); }
  [[nodiscard]] std::string now() { return draw(*tree.open()); }
  [[nodiscard]] Entry entry(const char* name) { return examine(*tree.open(), name); }
  // Opens the tree without faults, as somebody else changes it.
  [[nodiscard]] std::unique_ptr<Directory> open() { return tree.open(); }

  MemoryTree tree;
  FaultyTree faulty;
  std::unique_ptr<Directory> root;
};

inline Result<Performed> move_into(Directory& root, Name name, const std::optional<Entry>& expected,
                                   Others others) {
  const auto into = root.open_directory("into");
  if (!into) return failure(into.error());
  return perform(root, Change{name, Move{**into, "m", others}, expected}, aside);
}

}  // namespace lockstep
