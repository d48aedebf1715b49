// Errors are values. A function that can fail returns Result<T>; the error says what kind it is (to
// branch on), what the system said (for the log), and grows context leftwards as it travels:
//   mirror '/s/a': open '/s/a/b': Permission denied
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace lockstep {

enum class ErrorKind {
  not_found,  // the name does not exist: the only error that means absence
  already_exists,
  permission_denied,
  not_a_directory,
  is_a_directory,
  is_a_link,  // a link or reparse point stood where none may be followed
  not_empty,
  no_space,  // the volume is full, out of inodes, or over quota
  read_only,  // the volume is mounted read-only
  name_not_possible,  // the volume can't hold such a name (too long, reserved, an illegal byte)
  too_large,  // the volume can't hold a file or an attribute of this size
  too_many_links,
  too_many_open,  // out of descriptors
  not_supported,  // the volume or the kernel can't do this at all
  cross_volume,
  busy,
  leased,  // another program holds a lease on it, and was asked just now to give it up: try again
  locked,  // somebody else holds the lock
  input_output,  // the device or the network failed; also a stale handle
  changed,  // the entry is no longer what was expected there
  cancelled,  // a stop was asked for
  invalid,  // the user's input can't be understood
  other,
};

class Error {
 public:
  // `reason` is the sentence for people; it may be empty if `context` says it all.
  explicit Error(ErrorKind kind, std::string reason = {}, int system_code = 0)
      : kind_(kind), system_code_(system_code), reason_(std::move(reason)) {}

  [[nodiscard]] ErrorKind kind() const { return kind_; }
  // Returns errno or GetLastError(), or 0 if the system was not asked.
  [[nodiscard]] int system_code() const { return system_code_; }
  [[nodiscard]] const std::string& reason() const { return reason_; }

  // Returns the error with "what 'path': " in front of its message.
  [[nodiscard]] Error within(std::string_view what, std::string_view path) const&;
  [[nodiscard]] Error within(std::string_view what) const&;

  // Returns "context: reason" with paths as raw bytes; the caller makes it printable before it is
  // shown.
  [[nodiscard]] std::string message() const;

 private:
  ErrorKind kind_;
  int system_code_;
  std::string reason_;
  std::string context_;
};

template <typename T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> failure(Error error) {
  return tl::unexpected<Error>(std::move(error));
}
[[nodiscard]] inline tl::unexpected<Error> failure(ErrorKind kind, std::string reason = {}) {
  return tl::unexpected<Error>(Error(kind, std::move(reason)));
}

}  // namespace lockstep
