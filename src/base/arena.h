// Storage for many short strings that die together.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace lockstep {

class Arena {
 public:
  // Returns a copy of `text` that lives as long as the arena. Earlier copies never move, not even
  // when the arena is moved.
  [[nodiscard]] std::string_view keep(std::string_view text) {
    if (text.size() > room_) grow(text.size());
    char* const place = next_;
    if (!text.empty()) std::memcpy(place, text.data(), text.size());
    next_ += text.size();
    room_ -= text.size();
    return {place, text.size()};
  }

 private:
  void grow(std::size_t wanted) {
    block_size_ = std::max(wanted, std::min<std::size_t>(block_size_ * 2, kLargestBlock));
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(block_size_));
    next_ = blocks_.back().get();
    room_ = block_size_;
  }

  static constexpr std::size_t kLargestBlock = 256 * 1024;
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* next_ = nullptr;
  std::size_t room_ = 0;
  std::size_t block_size_ = 512;
};

}  // namespace lockstep
