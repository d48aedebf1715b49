// Handles of the kernel's objects that close themselves.
#pragma once

#include <utility>
#include <windows.h>

namespace lockstep {

class OwnedHandle {
 public:
  OwnedHandle() = default;
  explicit OwnedHandle(HANDLE handle) : handle_(handle) {}
  OwnedHandle(OwnedHandle&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  OwnedHandle& operator=(OwnedHandle&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~OwnedHandle() {
    if (is_open()) CloseHandle(handle_);
  }

  // Some calls fail with null, others with INVALID_HANDLE_VALUE.
  [[nodiscard]] bool is_open() const {
    return handle_ != nullptr && handle_ != INVALID_HANDLE_VALUE;
  }
  [[nodiscard]] HANDLE get() const { return handle_; }

 private:
  HANDLE handle_ = nullptr;
};

}  // namespace lockstep
