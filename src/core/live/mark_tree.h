// A trie of names with what is waiting at each: the container of the DirtySet, which knows nothing
// of when a mark is ready. It is compact, since it may hold 100,000 names: a node takes 80 bytes
// and its name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/relative_path.h"
#include "core/live/mark.h"
#include "core/live/moment.h"

namespace lockstep {

// The mark of one node. A node without a mark is on the way to others.
struct WaitingMark {
  Moment first = {};
  Moment since = {};
  Moment ready = {};
  bool marked = false;
  MarkExtent extent = MarkExtent::look;
  Settling settling = Settling::settled;
  std::uint8_t tries = 0;
  bool fresh = false;   // the name was new since the mark was first made
  bool verify = false;  // besides, everything below is to be verified
};

class MarkTree {
 public:
  using Id = std::uint32_t;
  static constexpr Id kRoot = 0;
  static constexpr Id kNone = UINT32_MAX;

  MarkTree() { clear(); }

  [[nodiscard]] WaitingMark& mark(Id id) { return node(id).mark; }
  [[nodiscard]] const WaitingMark& mark(Id id) const { return node(id).mark; }
  [[nodiscard]] Id parent(Id id) const { return node(id).parent; }
  [[nodiscard]] Id first_child(Id id) const { return node(id).first_child; }
  [[nodiscard]] Id next_sibling(Id id) const { return node(id).next; }
  [[nodiscard]] std::size_t children(Id id) const { return node(id).children; }
  [[nodiscard]] std::size_t below(Id id) const { return node(id).below; }  // in all levels
  [[nodiscard]] std::string_view name(Id id) const {
    return {node(id).name.get(), node(id).name_size};
  }
  [[nodiscard]] Id child(Id parent, std::string_view name) const;
  [[nodiscard]] Id find(const RelativePath& path) const;  // kNone if there is no such node
  [[nodiscard]] RelativePath path(Id id) const;

  // Makes a child that is not there yet.
  Id add(Id parent, std::string_view name);
  // Drops a node without children; not the root.
  void erase(Id id);
  // Gives the subtree of a node another parent, which is not below it and has no child of its name.
  void move(Id id, Id parent);
  // Lets two nodes change places, names and parents; what is below goes along. Neither is the root
  // nor within the other.
  void exchange(Id one, Id other);
  void clear();

  [[nodiscard]] std::size_t size() const { return node(kRoot).below; }  // without the root
  [[nodiscard]] std::size_t name_bytes() const { return name_bytes_; }
  // True if so much was in use that clear() gives memory back.
  [[nodiscard]] bool has_grown() const { return chunks_.size() > 1; }
  // Returns what a name takes from the heap, of which name_bytes() is the sum.
  [[nodiscard]] static std::size_t bytes_of_name(std::string_view name);
  // A number of the queue of due marks, kept here since it is one for each node.
  [[nodiscard]] std::uint32_t& place(Id id) { return node(id).place; }

 private:
  struct Node {
    std::unique_ptr<char[]> name;
    WaitingMark mark;
    std::uint32_t name_size = 0;
    Id parent = kNone;
    Id first_child = kNone;
    Id next = kNone;
    Id previous = kNone;
    Id next_in_bucket = kNone;
    std::uint32_t children = 0;
    std::uint32_t below = 0;
    std::uint32_t place = UINT32_MAX;
  };
  static constexpr std::size_t kChunk = 512;

  [[nodiscard]] Node& node(Id id) { return chunks_[id / kChunk][id % kChunk]; }
  [[nodiscard]] const Node& node(Id id) const { return chunks_[id / kChunk][id % kChunk]; }
  [[nodiscard]] Id allocate();
  [[nodiscard]] std::size_t bucket(Id parent, std::string_view name) const;
  void link(Id id, Id parent);
  void unlink(Id id);
  void grow_buckets();

  std::vector<std::unique_ptr<Node[]>> chunks_;
  std::vector<Id> buckets_;  // of a hash table by parent and name
  Id unused_ = kNone;        // the first of a list
  Id end_ = 0;               // the first number that was never given out
  std::size_t name_bytes_ = 0;
};

}  // namespace lockstep
