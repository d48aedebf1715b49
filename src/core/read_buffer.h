// Where contents are read to.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace lockstep {

// A kernel copies to the start of a page up to twice as fast as to anywhere else (`rep movsb`,
// which malloc's sixteen bytes before a large block make unaligned). Memory is taken for what was
// written alone.
template <std::size_t Size>
class ReadBuffer {
 public:
  [[nodiscard]] std::span<std::byte> bytes() { return pages_->bytes; }

 private:
  static constexpr std::size_t kPage = 4096;
  struct alignas(kPage) Pages {
    std::byte bytes[Size];
  };
  std::unique_ptr<Pages> pages_ = std::make_unique_for_overwrite<Pages>();
};

}  // namespace lockstep
