#include "support/trees/memory_watcher.h"

#include <algorithm>

namespace lockstep {
namespace {

bool is_folder(MemoryTree& tree, const std::string& text) {
  std::unique_ptr<Directory> folder = tree.open();
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('/', begin), text.size());
    auto next = folder->open_directory(text.substr(begin, end - begin));
    if (!next) return false;
    folder = std::move(*next);
    begin = end + 1;
  }
  return true;
}

bool is_unnamed(const std::string& path) { return path.ends_with("(unnamed)"); }

}  // namespace

std::vector<WatchedChange> take_changes(MemoryTree& tree) {
  std::vector<WatchedChange> changes;
  for (const Call& call : tree.changes()) {
    if (call.failed || is_flush(call.operation)) continue;
    if (!is_unnamed(call.path))
      changes.push_back({call.path, call.operation == Operation::create_directory});
    const bool names_another =
        call.operation == Operation::rename || call.operation == Operation::publish;
    if (names_another) changes.push_back({call.new_path, false});
  }
  tree.forget_calls();
  // A folder that was renamed is there under its new name by now, unless it went on.
  for (WatchedChange& change : changes) {
    if (!change.path.empty() && !change.deep) change.deep = is_folder(tree, change.path);
  }
  return changes;
}

void mark(Scope& root, const WatchedChange& change) {
  Scope& node = root.at(change.path);
  node.deep = node.deep || change.deep;
}

}  // namespace lockstep
