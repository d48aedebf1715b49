// Reads contents to decide what the inodes leave open.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <stop_token>

#include "platform/disk/directory.h"

namespace lockstep {

enum class ContentMatch { equal, different };

// Says whether both files have holes, as far as their inodes tell. If they do, a range that is a
// hole in both is not read.
enum class Holes { none, in_both };
[[nodiscard]] inline Holes common_holes(const Entry& source, const Entry& replica) {
  return source.sparse && replica.sparse ? Holes::in_both : Holes::none;
}

// Two files that are to be read up to `size`, by which their entries say that they end.
struct FilesToCompare {
  ReadableFile& source;
  ReadableFile& replica;
  std::uint64_t size = 0;
  Holes holes = Holes::none;
};

// Reads both files side by side in blocks, hashes each block of either (XXH3-128) and stops at the
// first that differs. A replica that can't be read counts as different: it will be replaced. An
// error is always the source's, or `cancelled`. `read_bytes` counts along; other pools get their
// turn between blocks.
[[nodiscard]] Result<ContentMatch> compare_contents(const FilesToCompare& files,
                                                    std::atomic<std::uint64_t>& read_bytes,
                                                    const std::stop_token& stop);

}  // namespace lockstep
