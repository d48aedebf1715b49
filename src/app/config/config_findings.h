// The findings of a check: faults of a configuration, and their places in the file.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lockstep {

// A place in the file. Both numbers begin at 1; they are 0 if there is no place, as for a file that
// can't be read.
struct Position {
  std::size_t line = 0;
  std::size_t column = 0;
  friend auto operator<=>(const Position&, const Position&) = default;
};

// Keeps the finding that comes first in the file, since whoever mends it runs the check again.
class Findings {
 public:
  explicit Findings(std::string_view file) : file_(file) {}

  void add(Position where, std::string what);

  // Returns the finding as "file:line:column: what"; none if there is no finding.
  [[nodiscard]] std::optional<Error> first() const;

 private:
  std::string file_;
  bool found_ = false;
  Position where_;
  std::string what_;
};

}  // namespace lockstep
