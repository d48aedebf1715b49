// What is wrong with a configuration, and where.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lockstep {

struct Position {  // both from 1; 0 where there is none, as for a file that can't be read
  std::size_t line = 0;
  std::size_t column = 0;
  friend auto operator<=>(const Position&, const Position&) = default;
};

// Keeps the finding that comes first in the file: whoever mends it runs the check again.
class Findings {
 public:
  explicit Findings(std::string_view file) : file_(file) {}

  void add(Position where, std::string what);

  // "file:line:column: what".
  [[nodiscard]] std::optional<Error> first() const;

 private:
  std::string file_;
  bool found_ = false;
  Position where_;
  std::string what_;
};

}  // namespace lockstep
