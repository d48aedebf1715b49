#include "support/trees/sparse_bytes.h"

#include <algorithm>
#include <cstring>

namespace lockstep {

std::uint64_t SparseBytes::allocated() const {
  const std::uint64_t whole = blocks_.size() * kBlock;
  const std::uint64_t tail = size_ % kBlock;
  const bool last_is_partial = tail != 0 && blocks_.contains(size_ / kBlock);
  return last_is_partial ? whole - (kBlock - tail) : whole;
}

std::size_t SparseBytes::read(std::uint64_t offset, std::span<std::byte> into) const {
  if (offset >= size_) return 0;
  const auto wanted =
      static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size_ - offset));
  std::size_t done = 0;
  while (done < wanted) {
    const std::uint64_t at = offset + done;
    const auto within = static_cast<std::size_t>(at % kBlock);
    const std::size_t part = std::min(wanted - done, static_cast<std::size_t>(kBlock) - within);
    const auto block = blocks_.find(at / kBlock);
    if (block == blocks_.end()) {
      std::memset(into.data() + done, 0, part);
    } else {
      std::memcpy(into.data() + done, block->second->data() + within, part);
    }
    done += part;
  }
  return wanted;
}

void SparseBytes::write(std::uint64_t offset, std::span<const std::byte> bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const std::uint64_t at = offset + done;
    const auto within = static_cast<std::size_t>(at % kBlock);
    const std::size_t part =
        std::min(bytes.size() - done, static_cast<std::size_t>(kBlock) - within);
    auto& block = blocks_[at / kBlock];
    auto fresh = block ? std::make_shared<Block>(*block) : std::make_shared<Block>(Block{});
    std::memcpy(fresh->data() + within, bytes.data() + done, part);
    block = std::move(fresh);
    done += part;
  }
  size_ = std::max(size_, offset + bytes.size());
}

void SparseBytes::resize(std::uint64_t size) {
  if (size < size_) {
    const std::uint64_t tail = size % kBlock;
    blocks_.erase(blocks_.lower_bound(size / kBlock + (tail != 0 ? 1 : 0)), blocks_.end());
    if (const auto last = blocks_.find(size / kBlock); last != blocks_.end()) {
      // Bytes that are cut off must not come back when the file grows again.
      auto fresh = std::make_shared<Block>(*last->second);
      std::memset(fresh->data() + tail, 0, static_cast<std::size_t>(kBlock - tail));
      last->second = std::move(fresh);
    }
  }
  size_ = size;
}

void SparseBytes::set_block(std::uint64_t index, std::shared_ptr<const Block> block) {
  if (index * kBlock >= size_) return;
  if (!block) {
    blocks_.erase(index);
    return;
  }
  const std::uint64_t room = size_ - index * kBlock;
  if (room < kBlock) {
    auto fresh = std::make_shared<Block>(*block);
    std::memset(fresh->data() + room, 0, static_cast<std::size_t>(kBlock - room));
    block = std::move(fresh);
  }
  blocks_[index] = std::move(block);
}

std::optional<Extent> SparseBytes::next_data(std::uint64_t offset) const {
  auto block = blocks_.lower_bound(offset / kBlock);
  if (offset >= size_ || block == blocks_.end()) return std::nullopt;
  const std::uint64_t begin = std::max(offset, block->first * kBlock);
  std::uint64_t last = block->first;
  while (++block != blocks_.end() && block->first == last + 1) ++last;
  return Extent{begin, std::min(size_, (last + 1) * kBlock) - begin};
}

}  // namespace lockstep
