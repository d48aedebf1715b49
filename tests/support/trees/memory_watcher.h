// Tells what happened in a tree in memory as marks, as a system's watcher would of real folders: it
// reads the calls that the tree recorded. Tests make it lose, double and delay them.
#pragma once

#include <string>
#include <vector>

#include "core/model/scope.h"
#include "support/trees/memory_tree.h"

namespace lockstep {

// A path at which to look again; `deep` for a folder that came, of which nothing below was watched.
struct WatchedChange {
  std::string path;
  bool deep = false;
};

// Returns what a watcher tells of the calls that the tree has recorded since this was asked last.
// The tree forgets these calls.
[[nodiscard]] std::vector<WatchedChange> take_changes(MemoryTree& tree);

// Adds a mark to the scope of a partial pass.
void mark(Scope& root, const WatchedChange& change);

}  // namespace lockstep
