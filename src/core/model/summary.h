// The summary of what one pass did.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace lockstep {

enum class PassResult { ok, problems, held, unavailable, locked, cancelled, error };

struct KindCounts {
  std::uint64_t files = 0;
  std::uint64_t directories = 0;
  std::uint64_t links = 0;
  std::uint64_t specials = 0;
  [[nodiscard]] std::uint64_t total() const { return files + directories + links + specials; }
};

struct Problem {
  std::string path;       // absolute, raw bytes
  std::string operation;  // "copy", "list", "remove"…
  std::string error;
  ErrorKind kind = ErrorKind::other;
};

struct Hold {
  std::uint64_t removals = 0;
  std::vector<std::string> reasons;  // sentences, each with the words that release it
};

struct PassSummary {
  PassResult result = PassResult::ok;
  double seconds = 0;  // from opening the roots to the end; set by whoever has the pass made
  std::uint64_t scanned_entries = 0;      // of the source
  std::uint64_t scanned_directories = 0;
  KindCounts created;
  std::uint64_t updated_files = 0;
  std::uint64_t updated_metadata = 0;
  std::uint64_t renamed = 0;
  KindCounts removed;
  std::uint64_t hashed_files = 0;
  std::uint64_t hashed_bytes = 0;
  std::uint64_t copied_bytes = 0;
  Hold held;
  std::vector<Problem> problems;          // the first 1,000; `problem_count` counts all
  std::uint64_t problem_count = 0;
  std::string unavailable;  // says why, if the result is unavailable, locked or error

  [[nodiscard]] bool changed_nothing() const {
    return created.total() + updated_files + updated_metadata + renamed + removed.total() == 0;
  }
};

}  // namespace lockstep
