// Lends memory to read into, and takes it back.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>

namespace lockstep {

// Returns this thread's number; threads are counted as they ask for the first time.
inline std::size_t number_of_this_thread() {
  static std::atomic<std::size_t> next = 0;
  static_assert(std::is_trivially_destructible_v<std::size_t>);  // see below
  thread_local const std::size_t number = next.fetch_add(1, std::memory_order_relaxed);
  return number;
}

// Lends `Size` bytes from the start of a page: a kernel copies to there up to twice as fast as to
// malloc's sixteen bytes behind it (`rep movsb`). As a rule a thread is lent the memory that it
// gave back, which its processor's cache may still hold.
//
// No thread owns any of it: where mingw-w64 builds for Windows, a thread's objects are destroyed
// after their memory was given back (GCC bug 80816), so nothing with a destructor may be
// thread_local.
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

  [[nodiscard]] std::span<std::byte> bytes() { return std::span(pages_->bytes).first(Size); }

 private:
  static constexpr std::size_t kPage = 4096;
  static constexpr std::size_t kPlacesOfThread = 2;  // so many are in use at once
  static constexpr std::size_t kPlaces = 64;
  struct alignas(kPage) Pages {
    std::byte bytes[(Size + kPage - 1) / kPage * kPage];
  };

  // With more threads at work than that, some share their places: now and then one of them finds
  // nothing there, or no room.
  static std::atomic<Pages*>& shelf(std::size_t place) {
    // The pages on the shelves stay to the end of the process.
    static std::array<std::atomic<Pages*>, kPlaces> places;
    return places[(number_of_this_thread() * kPlacesOfThread + place) % kPlaces];
  }

  std::unique_ptr<Pages> pages_;
};

}  // namespace lockstep
