// Checks of AlignedFile that hold for any file of whole sectors.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <span>
#include <string>

#include <doctest/doctest.h>

#include "platform/disk/aligned_file.h"

namespace lockstep {

// Makes random writes, reads and sizes, from a seed, through AlignedFile on an empty `file`:
// content and size are those of a string to which the same was done.
inline void check_like_plain_writes(SectorFile& file, std::size_t sector, int steps,
                                    std::uint64_t seed) {
  CAPTURE(seed);
  CAPTURE(sector);
  std::mt19937_64 random(seed);
  const auto below = [&](std::uint64_t limit) { return random() % limit; };
  // Returns multiples of a sector, their neighbours, and anything; now and then more than a block.
  const auto somewhere = [&](std::uint64_t most) -> std::uint64_t {
    const std::uint64_t multiple = below(most / sector + 1) * sector;
    switch (below(4)) {
      case 0:
        return multiple;
      case 1:
        return multiple + 1 + below(2);
      case 2:
        return multiple == 0 ? 0 : multiple - 1;
      default:
        return below(most);
    }
  };
  const auto length = [&] {
    return somewhere(below(8) == 0 ? 5 * SectorMemory::kSize / 2 : 3 * sector) + 1;
  };
  AlignedFile aligned(file, sector);
  std::string model;
  std::string buffer(3 * SectorMemory::kSize + 4 * sector, '\0');
  for (int step = 0; step < steps; ++step) {
    CAPTURE(step);
    const std::uint64_t offset = below(3) == 0 ? model.size() : somewhere(2 * SectorMemory::kSize);
    const auto count = static_cast<std::size_t>(length());
    // The place in memory is any, that of a whole sector among them.
    const std::size_t skew = below(2) * below(sector);
    const auto bytes = std::as_writable_bytes(std::span(buffer)).subspan(skew, count);
    switch (below(6)) {
      case 0: {
        const std::uint64_t size = somewhere(2 * SectorMemory::kSize);
        REQUIRE(aligned.set_size(size));
        model.resize(static_cast<std::size_t>(size));
        break;
      }
      case 1: {
        const auto got = aligned.read(offset, bytes);
        REQUIRE(got);
        const std::string expected =
            offset < model.size() ? model.substr(static_cast<std::size_t>(offset), count) : "";
        REQUIRE(*got == expected.size());
        REQUIRE((buffer.compare(skew, *got, expected) == 0));
        break;
      }
      default: {
        const auto letter = static_cast<char>('a' + below(26));
        std::fill_n(buffer.begin() + static_cast<std::ptrdiff_t>(skew), count, letter);
        REQUIRE(aligned.write(offset, bytes));
        if (model.size() < offset + count) model.resize(static_cast<std::size_t>(offset) + count);
        std::fill_n(model.begin() + static_cast<std::ptrdiff_t>(offset), count, letter);
      }
    }
    REQUIRE(file.size() == model.size());
  }
  std::string all(model.size() + 1, '\0');
  const auto got = aligned.read(0, std::as_writable_bytes(std::span(all)));
  REQUIRE(got == model.size());
  all.resize(model.size());
  CHECK((all == model));
}

}  // namespace lockstep
