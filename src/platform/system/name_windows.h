// One name of a folder, as the system wants it, and certain to be one name: nothing that leads up
// ("..") or down ("a\b"), nor into one of its streams ("a:b").
#pragma once

#include <string>
#include <string_view>

#include "base/entry.h"

namespace lockstep {

class WideName {
 public:
  explicit WideName(Name name);

  [[nodiscard]] bool usable() const { return problem_ == Problem::none; }
  // Only of one that is not.
  [[nodiscard]] Error error() const;
  // Only of a usable one.
  [[nodiscard]] std::wstring_view text() const { return text_; }

 private:
  enum class Problem { none, not_one_name, not_possible };
  Problem problem_ = Problem::none;
  std::wstring text_;
};

// `call` with the name in the system's form, or why there is none.
template <typename Call>
[[nodiscard]] auto with(Name name, Call call) -> decltype(call(std::wstring_view())) {
  const WideName wide(name);
  if (!wide.usable()) return failure(wide.error());
  return call(wide.text());
}

}  // namespace lockstep
