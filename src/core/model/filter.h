// Which entries are left out: gitignore-style patterns on the path below the source. The last
// pattern that matches wins; nothing returns below an excluded folder, because the walk never goes
// there.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/entry.h"
#include "base/relative_path.h"
#include "base/result.h"

namespace lockstep {

class Filter {
 public:
  // Excludes nothing.
  Filter();

  // Patterns in the order given, "!pattern" includes again; blank ones and comments ("#…") are
  // skipped, as in a gitignore file. `invalid` with the pattern in the reason when one can't be
  // parsed (an unclosed class, a lone "!", a trailing backslash).
  [[nodiscard]] static Result<Filter> parse(const std::vector<std::string>& patterns);

  // Is `name` in `folder` excluded by a pattern of its own? (Whether `folder` is excluded is not
  // asked again.)
  [[nodiscard]] bool excludes(const RelativePath& folder, Name name, EntryKind kind) const;

  [[nodiscard]] bool empty() const;

  // As they were parsed, blank ones and comments apart.
  [[nodiscard]] std::vector<std::string> patterns() const;

 private:
  struct Patterns;
  std::shared_ptr<const Patterns> patterns_;  // immutable: copies share it, threads need no lock
};

}  // namespace lockstep
