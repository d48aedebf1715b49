#include "base/result.h"

namespace lockstep {

Error Error::within(std::string_view what, std::string_view path) const& {
  std::string front(what);
  front.append(" '").append(path).append("'");
  return within(front);
}

Error Error::within(std::string_view what) const& {
  Error grown(*this);
  grown.context_ = what;
  if (!context_.empty()) grown.context_.append(": ").append(context_);
  return grown;
}

std::string Error::message() const {
  if (context_.empty()) return reason_;
  if (reason_.empty()) return context_;
  return context_ + ": " + reason_;
}

}  // namespace lockstep
