// Open file descriptors that close themselves, and calls that signals can't interrupt.
#pragma once

#include <cerrno>
#include <memory>
#include <unistd.h>
#include <utility>

namespace lockstep {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  // close is not repeated after EINTR: Linux has freed the number by then, and another thread may
  // have it (close(2)).
  ~Descriptor() {
    if (is_open()) {
      close(number_);
    }
  }

  [[nodiscard]] bool is_open() const { return number_ >= 0; }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_ = -1;
};

// A folder's descriptor lives as long as the last file staged in it.
using SharedDescriptor = std::shared_ptr<const Descriptor>;

[[nodiscard]] inline int number_of(const Descriptor& descriptor) { return descriptor.number(); }
[[nodiscard]] inline int number_of(const SharedDescriptor& descriptor) {
  return descriptor->number();
}

// Returns what `call` returns when no signal interrupts it; errno is the call's.
template <typename Call>
[[nodiscard]] auto uninterrupted(Call call) {
  auto result = call();
  while (result == -1 && errno == EINTR) {
    result = call();
  }
  return result;
}

}  // namespace lockstep
