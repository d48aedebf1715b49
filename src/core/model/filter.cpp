#include "core/model/filter.h"

#include <algorithm>

#include "core/model/pattern.h"

namespace lockstep {

struct Filter::Patterns {
  std::vector<Pattern> last_first;
  std::vector<std::string> texts;  // in the order given
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
    parsed.last_first.push_back(*std::move(pattern));
    parsed.texts.emplace_back(line);
  }
  std::ranges::reverse(parsed.last_first);
  Filter filter;
  if (!parsed.last_first.empty()) {
    filter.patterns_ = std::make_shared<const Patterns>(std::move(parsed));
  }
  return filter;
}

bool Filter::excludes(const RelativePath& folder, Name name, EntryKind kind) const {
  if (!patterns_) {
    return false;
  }
  PathBuffer path;
  for (const Pattern& pattern : patterns_->last_first) {
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

std::vector<std::string> Filter::patterns() const {
  return patterns_ ? patterns_->texts : std::vector<std::string>();
}

}  // namespace lockstep
