// Memory to read into, lent and taken back.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <thread>
#include <utility>

namespace lockstep {

// `Size` bytes from the start of a page: a kernel copies to there up to twice as fast as to
// malloc's sixteen bytes behind it (`rep movsb`). A thread is lent what it gave back, as a rule,
// which its processor's cache may still hold.
//
// No thread owns one: where mingw-w64 builds for Windows, a thread's objects are destroyed after
// their memory was given back (GCC bug 80816), so none with a destructor may be thread_local.
template <std::size_t Size>
class ScratchMemory {
 public:
  ScratchMemory() {
    for (std::size_t place = 0; place < kPlacesOfThread; ++place) {
      pages_.reset(shelf(place).exchange(nullptr));
      if (pages_) return;
    }
    pages_ = std::make_unique_for_overwrite<Pages>();
  }
  ~ScratchMemory() {
    for (std::size_t place = 0; place < kPlacesOfThread; ++place) {
      Pages* none = nullptr;
      if (shelf(place).compare_exchange_strong(none, pages_.get())) {
        static_cast<void>(pages_.release());
        return;
      }
    }
  }
  ScratchMemory(const ScratchMemory&) = delete;
  ScratchMemory& operator=(const ScratchMemory&) = delete;

  [[nodiscard]] std::span<std::byte> bytes() { return pages_->bytes; }

 private:
  static constexpr std::size_t kPage = 4096;
  static constexpr std::size_t kPlacesOfThread = 2;  // so many are in use at once
  static constexpr std::size_t kPlaces = 64;
  struct alignas(kPage) Pages {
    std::byte bytes[Size];
  };

  // Threads may share a place: then now and then one finds nothing there, or no room.
  static std::atomic<Pages*>& shelf(std::size_t place) {
    static std::array<std::atomic<Pages*>, kPlaces> places;  // what they hold stays to the end
    const std::size_t own = std::hash<std::thread::id>()(std::this_thread::get_id());
    return places[(own * kPlacesOfThread + place) % kPlaces];
  }

  std::unique_ptr<Pages> pages_;
};

}  // namespace lockstep
