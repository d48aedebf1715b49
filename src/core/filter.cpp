#include "core/filter.h"

#include <ranges>

#include "core/pattern.h"

namespace lockstep {

struct Filter::Patterns {
  std::vector<Pattern> in_order;
};

Filter::Filter() = default;

Result<Filter> Filter::parse(const std::vector<std::string>& patterns) {
  Patterns parsed;
  for (const std::string& line : patterns) {
    const std::string_view text = Pattern::trimmed(line);
    if (text.empty() || text.starts_with('#')) {
      continue;
    }
    auto pattern = Pattern::parse(text);
    if (!pattern) {
      return failure(std::move(pattern.error()));
    }
    parsed.in_order.push_back(*std::move(pattern));
  }
  Filter filter;
  if (!parsed.in_order.empty()) {
    filter.patterns_ = std::make_shared<const Patterns>(std::move(parsed));
  }
  return filter;
}

bool Filter::excludes(const RelativePath& folder, Name name, EntryKind kind) const {
  if (!patterns_) {
    return false;
  }
  // Keeps its room, so that patterns on whole paths do not allocate for each entry.
  thread_local std::string path;
  path.clear();
  for (const Pattern& pattern : patterns_->in_order | std::views::reverse) {
    if (pattern.folders_only() && kind != EntryKind::directory) {
      continue;
    }
    if (pattern.matches(folder.text(), name, path)) {
      return !pattern.negated();
    }
  }
  return false;
}

bool Filter::empty() const { return !patterns_; }

}  // namespace lockstep
