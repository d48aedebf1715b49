#include "app/config/config_findings.h"

#include <fmt/format.h>

#include "base/printable.h"

namespace lockstep {

void Findings::add(Position where, std::string what) {
  if (found_ && where_ <= where) return;
  found_ = true;
  where_ = where;
  what_ = std::move(what);
}

std::optional<Error> Findings::first() const {
  if (!found_) return std::nullopt;
  const std::string file = printable(file_);
  if (where_.line == 0) return Error(ErrorKind::invalid, fmt::format("{}: {}", file, what_));
  return Error(ErrorKind::invalid,
               fmt::format("{}:{}:{}: {}", file, where_.line, where_.column, what_));
}

}  // namespace lockstep
