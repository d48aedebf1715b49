#include "platform/watch/watched_folders.h"

#include <algorithm>
#include <functional>
#include <ranges>
#include <utility>

namespace lockstep {
namespace {

constexpr std::size_t kFirstBuckets = 64;  // a power of two, as all later numbers of buckets
constexpr std::uint64_t kSpread = 0x9E3779B97F4A7C15ULL;

// Calls `use` with each name of the path, from the root on, until it returns false.
template <typename Use>
void for_each_name(const RelativePath& path, Use use) {
  std::string_view rest = path.text();
  while (!rest.empty()) {
    const std::string_view name = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(name.size() + 1, rest.size()));
    if (!use(name)) return;
  }
}

}  // namespace

WatchedFolders::WatchedFolders()
    : nodes_(2), by_name_(kFirstBuckets, kNone), by_watch_(kFirstBuckets, kNone) {}

std::size_t WatchedFolders::bucket_of(Folder parent, std::string_view name) const {
  const std::uint64_t hash = std::hash<std::string_view>()(name) ^ (parent * kSpread);
  return (hash * kSpread >> 32) & (by_name_.size() - 1);
}

std::size_t WatchedFolders::bucket_of(int watch) const {
  return static_cast<std::size_t>(watch) & (by_watch_.size() - 1);  // they are given out in order
}

WatchedFolders::Folder WatchedFolders::child(Folder parent, std::string_view name) const {
  Folder folder = by_name_[bucket_of(parent, name)];
  while (folder != kNone && (at(folder).parent != parent || at(folder).name != name)) {
    folder = at(folder).next_by_name;
  }
  return folder;
}

WatchedFolders::Folder WatchedFolders::find(const RelativePath& path) const {
  Folder folder = kRoot;
  for_each_name(path, [&](std::string_view name) {
    folder = child(folder, name);
    return folder != kNone;
  });
  return folder;
}

std::optional<RelativePath> WatchedFolders::path_of(Folder folder) const {
  std::vector<std::string_view> names;
  std::size_t length = 0;
  for (; folder != kRoot; folder = at(folder).parent) {
    if (folder == kNowhere || folder == kNone) return std::nullopt;
    names.push_back(at(folder).name);
    length += names.back().size() + 1;
  }
  std::string text;
  text.reserve(length);
  for (const std::string_view name : std::views::reverse(names)) {
    if (!text.empty()) text.append(1, '/');
    text.append(name);
  }
  return RelativePath(std::move(text));
}

WatchedFolders::Folder WatchedFolders::first_of(int watch) const {
  Folder folder = watch == kNoWatch ? kNone : by_watch_[bucket_of(watch)];
  while (folder != kNone && at(folder).watch != watch) folder = at(folder).next_by_watch;
  return folder;
}

std::vector<WatchedFolders::Folder> WatchedFolders::folders_of(int watch) const {
  std::vector<Folder> folders;
  for (Folder folder = first_of(watch); folder != kNone; folder = at(folder).next_by_watch) {
    if (at(folder).watch == watch) folders.push_back(folder);
  }
  return folders;
}

std::vector<WatchedFolders::Folder> WatchedFolders::below(Folder folder) const {
  std::vector<Folder> all;  // each one after its parent
  const auto add_children = [&](Folder parent) {
    for (Folder one = at(parent).first_child; one != kNone; one = at(one).next_sibling) {
      all.push_back(one);
    }
  };
  add_children(folder);
  for (std::size_t i = 0; i < all.size(); ++i) add_children(all[i]);
  return all;
}

void WatchedFolders::place(const RelativePath& path, const Identity& identity, int watch) {
  Folder folder = kRoot;
  for_each_name(path, [&](std::string_view name) {
    const Folder known = child(folder, name);
    folder = known != kNone ? known : make(folder, name);
    return true;
  });
  const int known = at(folder).watch;
  if (known != kNoWatch && known != watch) {
    forget(folder);
    if (folder != kRoot) return place(path, identity, watch);
    drop_watch(folder);
  }
  // What is known below a folder without a watch was placed there by this very path.
  if (known != watch) set_watch(folder, watch);
  at(folder).identity = identity;
  at(folder).generation = generation_;
}

bool WatchedFolders::move(Folder folder, Folder parent, std::string_view name) {
  for (Folder above = parent; above != kNone; above = at(above).parent) {
    if (above == folder) return false;
  }
  const std::string own_name(name);  // `name` may be the folder's own
  detach(folder);
  attach(folder, parent, own_name);
  at(folder).moved = generation_;
  return true;
}

void WatchedFolders::forget(Folder folder) {
  for (const Folder one : std::views::reverse(below(folder))) remove(one);
  if (folder != kRoot && folder != kNowhere) remove(folder);
}

void WatchedFolders::distrust() { trusted_from_ = ++generation_; }

void WatchedFolders::begin_walk() { walk_ = ++generation_; }

void WatchedFolders::end_walk() {
  if (!walk_) return;
  const std::uint32_t began = *std::exchange(walk_, std::nullopt);
  // Those below a folder that was moved meanwhile may have been where the walk had been already.
  std::vector<Folder> settled;
  std::vector<Folder> open{kRoot};
  while (!open.empty()) {
    const Folder folder = open.back();
    open.pop_back();
    for (Folder one = at(folder).first_child; one != kNone; one = at(one).next_sibling) {
      if (at(one).moved >= began) continue;
      settled.push_back(one);
      open.push_back(one);
    }
  }
  for (const Folder folder : std::views::reverse(settled)) {
    if (at(folder).generation >= began) continue;
    drop_watch(folder);
    if (at(folder).first_child == kNone) remove(folder);
  }
}

std::vector<int> WatchedFolders::take_unused() { return std::exchange(unused_, {}); }

WatchedFolders::Folder WatchedFolders::make(Folder parent, std::string_view name) {
  Folder folder = kNone;
  if (free_.empty()) {
    folder = static_cast<Folder>(nodes_.size());
    nodes_.emplace_back();
    if (nodes_.size() > by_name_.size()) grow();
  } else {
    folder = free_.back();
    free_.pop_back();
  }
  attach(folder, parent, name);
  at(folder).generation = generation_;
  return folder;
}

void WatchedFolders::attach(Folder folder, Folder parent, std::string_view name) {
  Node& node = at(folder);
  node.parent = parent;
  node.name = name;
  node.previous_sibling = kNone;
  node.next_sibling = std::exchange(at(parent).first_child, folder);
  if (node.next_sibling != kNone) at(node.next_sibling).previous_sibling = folder;
  node.next_by_name = std::exchange(by_name_[bucket_of(parent, name)], folder);
}

void WatchedFolders::detach(Folder folder) {
  Node& node = at(folder);
  Folder* link = &by_name_[bucket_of(node.parent, node.name)];
  while (*link != folder) link = &at(*link).next_by_name;
  *link = node.next_by_name;
  Folder& before = node.previous_sibling == kNone ? at(node.parent).first_child
                                                  : at(node.previous_sibling).next_sibling;
  before = node.next_sibling;
  if (node.next_sibling != kNone) at(node.next_sibling).previous_sibling = node.previous_sibling;
  node.parent = kNone;
}

void WatchedFolders::set_watch(Folder folder, int watch) {
  ++watched_;
  if (!is_used(watch)) ++watches_;
  at(folder).watch = watch;
  at(folder).next_by_watch = std::exchange(by_watch_[bucket_of(watch)], folder);
}

void WatchedFolders::drop_watch(Folder folder) {
  const int watch = std::exchange(at(folder).watch, kNoWatch);
  if (watch == kNoWatch) return;
  Folder* link = &by_watch_[bucket_of(watch)];
  while (*link != folder) link = &at(*link).next_by_watch;
  *link = at(folder).next_by_watch;
  --watched_;
  if (is_used(watch)) return;
  --watches_;
  unused_.push_back(watch);
}

void WatchedFolders::remove(Folder folder) {
  drop_watch(folder);
  detach(folder);
  at(folder) = Node();
  free_.push_back(folder);
}

void WatchedFolders::grow() {
  by_name_.assign(by_name_.size() * 2, kNone);
  by_watch_.assign(by_watch_.size() * 2, kNone);
  for (Folder folder = 0; folder < nodes_.size(); ++folder) {
    Node& node = at(folder);
    if (node.parent != kNone) {
      node.next_by_name = std::exchange(by_name_[bucket_of(node.parent, node.name)], folder);
    }
    if (node.watch != kNoWatch) {
      node.next_by_watch = std::exchange(by_watch_[bucket_of(node.watch)], folder);
    }
  }
}

}  // namespace lockstep
