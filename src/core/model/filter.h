// Decides which entries are left out: gitignore-style patterns on the path below the source. The
// last pattern that matches wins; an entry below an excluded folder can't be included again,
// because the walk never goes there.
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
  // Makes a filter that excludes nothing.
  Filter();

  // Takes patterns in the order given, where "!pattern" includes again; blank ones and comments
  // ("#…") are skipped, as in a gitignore file. Fails with `invalid` and the pattern in the reason
  // if one can't be parsed (an unclosed class, a lone "!", a trailing backslash).
  [[nodiscard]] static Result<Filter> parse(const std::vector<std::string>& patterns);

  // True if a pattern excludes `name` in `folder` itself. (Whether `folder` is excluded is not
  // asked again.)
  [[nodiscard]] bool excludes(const RelativePath& folder, Name name, EntryKind kind) const;

  [[nodiscard]] bool empty() const;

  // Returns the patterns as they were parsed, without blank ones and comments.
  [[nodiscard]] std::vector<std::string> patterns() const;

 private:
  struct Patterns;
  std::shared_ptr<const Patterns> patterns_;  // immutable: copies share it, threads need no lock
};

}  // namespace lockstep
