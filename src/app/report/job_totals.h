// The counts of all that a job has done since it began. These are values alone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/model/summary.h"

namespace lockstep {

// All passes of a job are counted together. Each number only grows; a job that a reload changed
// begins anew. The numbers that are counted when a pass ends are taken from its summary.
struct JobTotals {
  static constexpr std::size_t kResults = 7;  // the number of values of PassResult

  KindCounts created;  // from here on counted when it happens
  KindCounts removed;
  std::uint64_t updated_files = 0;
  std::uint64_t updated_metadata = 0;
  std::uint64_t renamed = 0;
  std::uint64_t copied_bytes = 0;
  std::uint64_t problems = 0;  // a problem counts in every pass that meets it
  std::uint64_t scanned_entries = 0;  // from here on counted when a pass ends
  std::uint64_t scanned_directories = 0;
  std::uint64_t hashed_files = 0;
  std::uint64_t hashed_bytes = 0;
  std::array<std::uint64_t, kResults> passes = {};  // including attempts that could not begin

  [[nodiscard]] std::uint64_t passes_with(PassResult result) const {
    return passes.at(static_cast<std::size_t>(result));
  }
};

}  // namespace lockstep
