// Files that are read and written past the system's cache (FILE_NO_INTERMEDIATE_BUFFERING), as far
// as the system has no objection: large ones in the making. Their sources are read in order through
// the cache: it reads ahead while the block before is written, and gives such pages up first. A
// handle past it would make the system write out and forget what other programs keep there.
#pragma once

#include <optional>

#include "platform/disk/aligned_file.h"
#include "platform/system/native_calls_windows.h"

namespace lockstep {

// Changes a request so that it opens such a handle. FILE_APPEND_DATA does not go with it
// ("NtCreateFile", CreateOptions, learn.microsoft.com), and FILE_GENERIC_WRITE has it.
[[nodiscard]] OpenRequest past_the_cache(OpenRequest request);

// Returns the number of which offsets, lengths and memory must be multiples; none if the file had
// better not be opened so: on another computer, or on a volume that does not tell.
[[nodiscard]] std::optional<std::size_t> sector_past_the_cache(HANDLE file);

// True if a read or a write fails with this code (GetLastError) because it goes past the cache.
[[nodiscard]] bool refuses_to_pass_the_cache(DWORD code);

// Takes any offset and length. Fails with not_supported if the system refuses.
class UncachedFile {
 public:
  // `file` was opened past the cache, and must stay open.
  UncachedFile(HANDLE file, std::size_t sector);

  [[nodiscard]] AlignedFile& content() { return aligned_; }

 private:
  class Sectors final : public SectorFile {
   public:
    explicit Sectors(HANDLE file) : file_(file) {}
    [[nodiscard]] Result<std::size_t> read(std::uint64_t offset,
                                           std::span<std::byte> into) override;
    [[nodiscard]] Result<void> write(std::uint64_t offset,
                                     std::span<const std::byte> bytes) override;
    [[nodiscard]] Result<std::uint64_t> size() override;
    [[nodiscard]] Result<void> set_size(std::uint64_t size) override;

   private:
    HANDLE file_;
  };
  Sectors sectors_;
  AlignedFile aligned_;
};

}  // namespace lockstep
