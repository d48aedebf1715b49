// One name of a folder in the form that system calls take: ended by a zero, and certain to be one
// name, so that it can lead no call up ("..") or down ("a/b").
#pragma once

#include <cerrno>
#include <climits>
#include <cstring>

#include "base/entry.h"
#include "platform/system/os_error.h"

namespace lockstep {

class CName {
 public:
  explicit CName(Name name) {
    if (name.size() >= sizeof text_) {
      problem_ = Problem::too_long;
    } else if (name.empty() || name == "." || name == ".." ||
               std::memchr(name.data(), '/', name.size()) != nullptr ||
               std::memchr(name.data(), '\0', name.size()) != nullptr) {
      problem_ = Problem::not_one_name;
    } else {
      std::memcpy(text_, name.data(), name.size());
      text_[name.size()] = '\0';
    }
  }

  [[nodiscard]] bool usable() const { return problem_ == Problem::none; }
  [[nodiscard]] Error error() const {
    return problem_ == Problem::too_long ? os_error(ENAMETOOLONG)
                                         : Error(ErrorKind::invalid, "Not a single name");
  }
  // Returns the name. To be called only if it is usable.
  [[nodiscard]] const char* text() const { return text_; }

 private:
  enum class Problem { none, too_long, not_one_name };
  Problem problem_ = Problem::none;
  // It is not initialized: most names would zero these 4 KiB for nothing.
  char text_[PATH_MAX];  // NOLINT(cppcoreguidelines-pro-type-member-init)
};

}  // namespace lockstep
