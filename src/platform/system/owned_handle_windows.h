// Handles that close themselves.
#pragma once

#include <memory>
#include <utility>
#include <windows.h>

#include "platform/system/os_error.h"

namespace lockstep {

class OwnedHandle {
 public:
  OwnedHandle() = default;
  // Both nullptr and INVALID_HANDLE_VALUE mean that there is none: the system's calls do not agree
  // on one.
  explicit OwnedHandle(HANDLE handle)
      : handle_(handle == INVALID_HANDLE_VALUE ? nullptr : handle) {}
  OwnedHandle(OwnedHandle&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  OwnedHandle& operator=(OwnedHandle&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~OwnedHandle() {
    if (is_open()) CloseHandle(handle_);
  }

  [[nodiscard]] bool is_open() const { return handle_ != nullptr; }
  [[nodiscard]] HANDLE get() const { return handle_; }

 private:
  HANDLE handle_ = nullptr;
};

// A folder's handle lives as long as the last file staged in it.
using SharedHandle = std::shared_ptr<const OwnedHandle>;

// Returns the error of GetLastError(); to be called before anything else can change that.
[[nodiscard]] inline Error last_error() { return os_error(static_cast<int>(GetLastError())); }

}  // namespace lockstep
