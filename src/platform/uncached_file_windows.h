// Files that are read and written past the system's cache (FILE_NO_INTERMEDIATE_BUFFERING), as far
// as the system has no objection.
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "platform/aligned_file.h"
#include "platform/native_calls_windows.h"

namespace lockstep {

// How such a handle is opened. FILE_APPEND_DATA does not go with it ("NtCreateFile", CreateOptions,
// learn.microsoft.com), and FILE_GENERIC_WRITE has it.
[[nodiscard]] OpenRequest past_the_cache(OpenRequest request);

// What its offsets, lengths and memory must be multiples of; none where it had better not be opened
// so: on another computer, or on a volume that does not tell.
[[nodiscard]] std::optional<std::size_t> sector_past_the_cache(HANDLE file);

// Are files with these attributes kept in a way that leads through the cache all the same?
[[nodiscard]] bool needs_the_cache(DWORD attributes);

// Does a read or a write past the cache fail with this (GetLastError) because it is one?
[[nodiscard]] bool refuses_to_pass_the_cache(DWORD code);

// Any offset and length. Errors: not_supported when the system refuses.
class UncachedFile {
 public:
  // `file`, opened past the cache, must stay open.
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

// Opens as open_native does. Tests bring one that refuses.
using OpenNative = NativeStatus (*)(const OpenRequest&, OwnedHandle&);

// The content of an open file, past the cache by a second handle on the very same file, and by the
// first one from the moment that the system refuses.
class UncachedReader {
 public:
  // `file` must stay open.
  explicit UncachedReader(HANDLE file, OpenNative open = open_native);

  [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into);
  // Null: it is read as usual.
  [[nodiscard]] HANDLE second_handle();

 private:
  struct Second {
    Second(OwnedHandle opened, std::size_t sector)
        : handle(std::move(opened)), file(handle.get(), sector) {}
    OwnedHandle handle;
    UncachedFile file;
  };
  [[nodiscard]] std::shared_ptr<Second> second();

  const HANDLE file_;
  const OpenNative open_;
  std::mutex mutex_;
  bool asked_ = false;  // guarded by mutex_
  std::shared_ptr<Second> second_;  // guarded by mutex_
};

// What a source offers to whoever copies all of it.
class ReadsPastTheCache {
 public:
  ReadsPastTheCache(const ReadsPastTheCache&) = delete;
  ReadsPastTheCache& operator=(const ReadsPastTheCache&) = delete;
  [[nodiscard]] virtual UncachedReader& uncached() = 0;

 protected:
  ReadsPastTheCache() = default;
  ~ReadsPastTheCache() = default;
};

}  // namespace lockstep
