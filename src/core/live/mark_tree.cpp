#include "core/live/mark_tree.h"

#include <algorithm>
#include <utility>

#include <xxhash.h>

namespace lockstep {
namespace {

constexpr std::size_t kFewestBuckets = 256;

}  // namespace

std::size_t MarkTree::bytes_of_name(std::string_view name) {
  // Allocators round up to 16 bytes and keep 8 of their own.
  return std::max<std::size_t>((name.size() + 8 + 15) / 16 * 16, 32);
}

MarkTree::Id MarkTree::child(Id parent, std::string_view wanted) const {
  for (Id id = buckets_[bucket(parent, wanted)]; id != kNone; id = node(id).next_in_bucket)
    if (node(id).parent == parent && name(id) == wanted) return id;
  return kNone;
}

MarkTree::Id MarkTree::find(const RelativePath& path) const {
  Id id = kRoot;
  for (std::string_view rest = path.text(); !rest.empty() && id != kNone;) {
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    id = child(id, rest.substr(0, slash));
    rest.remove_prefix(std::min(slash + 1, rest.size()));
  }
  return id;
}

RelativePath MarkTree::path(Id id) const {
  std::vector<Id> way;
  for (; id != kRoot; id = node(id).parent) way.push_back(id);
  std::string text;
  for (auto each = way.rbegin(); each != way.rend(); ++each) {
    if (!text.empty()) text += '/';
    text += name(*each);
  }
  return RelativePath(std::move(text));
}

MarkTree::Id MarkTree::add(Id parent, std::string_view name) {
  const Id id = allocate();
  if (end_ > buckets_.size()) grow_buckets();
  node(id).name = std::make_unique_for_overwrite<char[]>(name.size());
  std::ranges::copy(name, node(id).name.get());
  node(id).name_size = static_cast<std::uint32_t>(name.size());
  name_bytes_ += bytes_of_name(name);
  link(id, parent);
  return id;
}

void MarkTree::erase(Id id) {
  unlink(id);
  name_bytes_ -= bytes_of_name(name(id));
  node(id) = Node();
  node(id).next = unused_;
  unused_ = id;
}

void MarkTree::move(Id id, Id parent) {
  unlink(id);
  link(id, parent);
}

void MarkTree::exchange(Id one, Id other) {
  const Id parent_of_one = node(one).parent;
  const Id parent_of_other = node(other).parent;
  unlink(one);
  unlink(other);
  std::swap(node(one).name, node(other).name);
  std::swap(node(one).name_size, node(other).name_size);
  link(one, parent_of_other);
  link(other, parent_of_one);
}

void MarkTree::clear() {
  chunks_.clear();
  buckets_.assign(kFewestBuckets, kNone);
  buckets_.shrink_to_fit();
  unused_ = kNone;
  end_ = 0;
  name_bytes_ = 0;
  static_cast<void>(allocate());  // the root
}

MarkTree::Id MarkTree::allocate() {
  if (unused_ != kNone) {
    const Id id = unused_;
    unused_ = node(id).next;
    node(id).next = kNone;
    return id;
  }
  if (end_ == chunks_.size() * kChunk) chunks_.push_back(std::make_unique<Node[]>(kChunk));
  return end_++;
}

std::size_t MarkTree::bucket(Id parent, std::string_view name) const {
  return XXH3_64bits_withSeed(name.data(), name.size(), parent) & (buckets_.size() - 1);
}

void MarkTree::link(Id id, Id parent) {
  Node& linked = node(id);
  Node& above = node(parent);
  linked.parent = parent;
  linked.previous = kNone;
  linked.next = above.first_child;
  if (linked.next != kNone) node(linked.next).previous = id;
  above.first_child = id;
  ++above.children;
  Id& first = buckets_[bucket(parent, name(id))];
  linked.next_in_bucket = std::exchange(first, id);
  for (Id on_the_way = parent; on_the_way != kNone; on_the_way = node(on_the_way).parent)
    node(on_the_way).below += linked.below + 1;
}

void MarkTree::unlink(Id id) {
  Node& linked = node(id);
  Node& above = node(linked.parent);
  if (linked.previous == kNone) {
    above.first_child = linked.next;
  } else {
    node(linked.previous).next = linked.next;
  }
  if (linked.next != kNone) node(linked.next).previous = linked.previous;
  --above.children;
  Id* place = &buckets_[bucket(linked.parent, name(id))];
  while (*place != id) place = &node(*place).next_in_bucket;
  *place = linked.next_in_bucket;
  for (Id way = linked.parent; way != kNone; way = node(way).parent)
    node(way).below -= linked.below + 1;
}

void MarkTree::grow_buckets() {
  buckets_.assign(buckets_.size() * 2, kNone);
  std::vector<Id> open = {kRoot};
  while (!open.empty()) {
    const Id parent = open.back();
    open.pop_back();
    for (Id id = node(parent).first_child; id != kNone; id = node(id).next) {
      Id& first = buckets_[bucket(parent, name(id))];
      node(id).next_in_bucket = std::exchange(first, id);
      open.push_back(id);
    }
  }
}

}  // namespace lockstep
