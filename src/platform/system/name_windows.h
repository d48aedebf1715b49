// One name of a folder in the form that the system takes, and certain to be one name: it leads
// neither up ("..") nor down ("a\b"), nor into one of the folder's streams ("a:b").
#pragma once

#include <string>
#include <string_view>

#include "base/entry.h"

namespace lockstep {

class WideName {
 public:
  explicit WideName(Name name);

  [[nodiscard]] bool usable() const { return problem_ == Problem::none; }
  // Returns why the name is not usable. To be called only if it is not.
  [[nodiscard]] Error error() const;
  // Returns the name. To be called only if it is usable.
  [[nodiscard]] std::wstring_view text() const { return text_; }

 private:
  enum class Problem { none, not_one_name, not_possible };
  Problem problem_ = Problem::none;
  std::wstring text_;
};

// Calls `call` with the name in the system's form, or returns why there is none.
template <typename Call>
[[nodiscard]] auto with(Name name, Call call) -> decltype(call(std::wstring_view())) {
  const WideName wide(name);
  if (!wide.usable()) return failure(wide.error());
  return call(wide.text());
}

}  // namespace lockstep
