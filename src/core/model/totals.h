// The sizes of two trees, as a walk counted them: the guard measures a plan against them.
#pragma once

#include <cstdint>

namespace lockstep {

// Counts entries after filters. A leaf is an entry that is no folder, or an empty folder.
struct Totals {
  std::uint64_t source_entries = 0;
  std::uint64_t replica_entries = 0;
  std::uint64_t replica_leaves = 0;
  std::uint64_t replica_bytes = 0;  // held by the replica's files

  Totals& operator+=(const Totals& more) {
    source_entries += more.source_entries;
    replica_entries += more.replica_entries;
    replica_leaves += more.replica_leaves;
    replica_bytes += more.replica_bytes;
    return *this;
  }
};

// A number of entries that would be lost, and the bytes that they hold.
struct Loss {
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;

  void add(std::uint64_t held_bytes) {
    ++entries;
    bytes += held_bytes;
  }
  friend Loss operator+(const Loss& left, const Loss& right) {
    return {left.entries + right.entries, left.bytes + right.bytes};
  }
};

}  // namespace lockstep
