// Reads and writes of any offset and length, for a file that accepts only whole sectors: one that
// is open past the system's cache (FILE_NO_INTERMEDIATE_BUFFERING, O_DIRECT).
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>

#include "base/result.h"
#include "base/scratch_memory.h"

namespace lockstep {

// Returns the sector size to use when the volume reports `told` as the greatest that it knows of:
// at least the page's. None if that can't be relied on.
[[nodiscard]] std::optional<std::size_t> usable_sector(std::uint64_t told);

// Memory for a mebibyte, at a multiple of any usable sector's size.
class SectorMemory {
 public:
  static constexpr std::size_t kSize = 1024 * 1024;
  static constexpr std::size_t kLargestSector = 64 * 1024;

  [[nodiscard]] std::span<std::byte> bytes();

 private:
  ScratchMemory<kSize + kLargestSector> memory_;
};

// The underlying file. Offset, length and place in memory are multiples of its sector's size.
class SectorFile {
 public:
  virtual ~SectorFile() = default;

  // Reads all of `into`; less only at the end, 0 beyond it.
  [[nodiscard]] virtual Result<std::size_t> read(std::uint64_t offset,
                                                 std::span<std::byte> into) = 0;
  [[nodiscard]] virtual Result<void> write(std::uint64_t offset,
                                           std::span<const std::byte> bytes) = 0;
  // Returns the size to the byte.
  [[nodiscard]] virtual Result<std::uint64_t> size() = 0;
  [[nodiscard]] virtual Result<void> set_size(std::uint64_t size) = 0;
};

// Passes aligned requests straight through; for all others the head and the tail are completed with
// what the file holds there. Whenever a call has succeeded, content and size are to the byte what
// plain writes would have made of them.
class AlignedFile {
 public:
  // `file` must outlive this.
  AlignedFile(SectorFile& file, std::size_t sector) : file_(file), sector_(sector) {}

  // Reads all of `into`; less only at the end.
  [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into);
  [[nodiscard]] Result<void> write(std::uint64_t offset, std::span<const std::byte> bytes);
  [[nodiscard]] Result<void> set_size(std::uint64_t size);

 private:
  [[nodiscard]] std::uint64_t down(std::uint64_t offset) const { return offset - offset % sector_; }
  [[nodiscard]] std::uint64_t up(std::uint64_t offset) const { return down(offset + sector_ - 1); }
  [[nodiscard]] bool is_aligned(std::uint64_t offset, std::span<const std::byte> bytes) const;
  // Fills one sector's memory with the file's content there, and zeros beyond it.
  [[nodiscard]] Result<void> fetch(std::uint64_t offset, std::span<std::byte> into);
  [[nodiscard]] Result<void> write_through(std::uint64_t offset, std::span<const std::byte> bytes);

  SectorFile& file_;
  const std::size_t sector_;
  // Held while the file is written to: two writes may share a sector, and a tail sets the size.
  std::mutex mutex_;
};

}  // namespace lockstep
