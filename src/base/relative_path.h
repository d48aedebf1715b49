// A path below a root: names joined by '/', empty for the root itself. It keeps the native bytes of
// every name (Windows: WTF-8) and is the same on every system; only the platform layer turns it
// into the form that the system takes.
#pragma once

#include <string>
#include <string_view>

namespace lockstep {

class RelativePath {
 public:
  RelativePath() = default;
  explicit RelativePath(std::string text) : text_(std::move(text)) {}

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool is_root() const { return text_.empty(); }
  [[nodiscard]] std::string_view name() const {
    const auto slash = text_.rfind('/');
    return slash == std::string::npos ? std::string_view(text_)
                                      : std::string_view(text_).substr(slash + 1);
  }
  [[nodiscard]] RelativePath parent() const {
    const auto slash = text_.rfind('/');
    return slash == std::string::npos ? RelativePath() : RelativePath(text_.substr(0, slash));
  }
  [[nodiscard]] RelativePath child(std::string_view name) const {
    std::string joined;
    joined.reserve(text_.size() + 1 + name.size());
    if (!text_.empty()) joined.append(text_).append(1, '/');
    joined.append(name);
    return RelativePath(std::move(joined));
  }
  // True if this path is `folder` itself or something below it.
  [[nodiscard]] bool is_within(const RelativePath& folder) const {
    if (folder.is_root() || text_ == folder.text_) return true;
    return text_.size() > folder.text_.size() && text_.starts_with(folder.text_) &&
           text_[folder.text_.size()] == '/';
  }
  // Returns the path as the user sees it, below the root they named.
  [[nodiscard]] std::string below(std::string_view root) const {
    std::string full(root);
    if (text_.empty()) return full;
    if (!full.ends_with('/')) full.append(1, '/');
    return full.append(text_);
  }

  friend auto operator<=>(const RelativePath&, const RelativePath&) = default;

 private:
  std::string text_;
};

}  // namespace lockstep
