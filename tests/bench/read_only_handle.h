// A handle that can only be looked at, for the core to read from in a benchmark.
#pragma once

#include <string>

#include "platform/disk/directory.h"

namespace lockstep::bench {

[[nodiscard]] inline tl::unexpected<Error> read_only() {
  return failure(ErrorKind::read_only, "a benchmark's tree is only read");
}

// Implements Handle's functions, for Handle itself and for the interfaces derived from it.
template <typename Interface>
class ReadOnlyHandle : public Interface {
 public:
  [[nodiscard]] Result<Attributes> read_attributes() const override { return Attributes(); }
  [[nodiscard]] Result<void> set_owner(std::uint32_t /*owner*/, std::uint32_t /*group*/) override {
    return read_only();
  }
  [[nodiscard]] Result<void> set_mode(std::uint16_t /*mode*/) override { return read_only(); }
  [[nodiscard]] Result<void> set_modified(Timestamp /*time*/) override { return read_only(); }
  [[nodiscard]] Result<void> set_attribute(const std::string& /*name*/,
                                           const std::string& /*value*/) override {
    return read_only();
  }
  [[nodiscard]] Result<void> remove_attribute(const std::string& /*name*/) override {
    return read_only();
  }
};

}  // namespace lockstep::bench
