// The content of a file in memory: blocks and holes. A copy shares its blocks, so that MemoryTree
// can keep the content on the disk beside the one that was written, and a file of 10 GiB costs what
// its extents cost.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>

#include "platform/disk/directory.h"

namespace lockstep {

class SparseBytes {
 public:
  static constexpr std::uint64_t kBlock = 4096;
  using Block = std::array<std::byte, kBlock>;
  using Blocks = std::map<std::uint64_t, std::shared_ptr<const Block>>;

  [[nodiscard]] std::uint64_t size() const { return size_; }
  // Returns how many of the bytes lie in blocks.
  [[nodiscard]] std::uint64_t allocated() const;
  [[nodiscard]] const Blocks& blocks() const { return blocks_; }

  // Reads as many bytes as there are, holes as zeros; 0 at the end.
  [[nodiscard]] std::size_t read(std::uint64_t offset, std::span<std::byte> into) const;
  void write(std::uint64_t offset, std::span<const std::byte> bytes);
  // Cuts off the end, or appends a hole.
  void resize(std::uint64_t size);
  // Gives a block other content, or makes it a hole; the size stays.
  void set_block(std::uint64_t index, std::shared_ptr<const Block> block);

  [[nodiscard]] std::optional<Extent> next_data(std::uint64_t offset) const;

 private:
  std::uint64_t size_ = 0;
  Blocks blocks_;
};

}  // namespace lockstep
