#include "platform/disk/readable_file_linux.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "platform/disk/lease_linux.h"
#include "platform/system/os_error.h"
#include "platform/system/system_calls_linux.h"

namespace lockstep {
namespace {

Error no_regular_file() { return Error(ErrorKind::changed, "It is no regular file any more"); }

class LinuxReadableFile final : public DescriptorHandle<ReadableFile, Descriptor, Access::full> {
 public:
  using DescriptorHandle::DescriptorHandle;

  // The file was opened without a look at its kind. Folders, fifos and sockets can't be read at an
  // offset and say so; only a device could be taken for a file. It shows at the first read that
  // fills its buffer, or finds nothing at the very start: a small file costs no call more, and no
  // endless device is read beyond one buffer.
  [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) override {
    auto count = read_at(descriptor(), offset, into);
    const bool suspicious = count && (*count == into.size() || (*count == 0 && offset == 0));
    if (suspicious && !known_regular_.load(std::memory_order_relaxed)) {
      if (auto regular = check_regular(descriptor()); !regular) {
        return failure(regular.error());
      }
      known_regular_.store(true, std::memory_order_relaxed);
    }
    return count;
  }

  [[nodiscard]] Result<std::optional<Extent>> next_data(std::uint64_t offset) override {
    return next_data_of(descriptor(), offset);
  }

  // A lease is only granted, or refused because of writers, for a regular file (EINVAL for all
  // others), so the answer saves the look at its kind.
  [[nodiscard]] Writers writers() const override {
    const Writers writers = ask_for_writers(descriptor());
    if (writers != Writers::unknown) known_regular_.store(true, std::memory_order_relaxed);
    return writers;
  }

 private:
  mutable std::atomic<bool> known_regular_{false};
};

}  // namespace

Result<std::size_t> read_at(int descriptor, std::uint64_t offset, std::span<std::byte> into) {
  const ssize_t count = uninterrupted(
      [&] { return pread(descriptor, into.data(), into.size(), static_cast<off_t>(offset)); });
  if (count >= 0) {
    return static_cast<std::size_t>(count);
  }
  if (errno == EISDIR || errno == ESPIPE || errno == EINVAL || errno == EAGAIN) {
    if (auto regular = check_regular(descriptor); !regular) {
      return failure(regular.error());
    }
  }
  return failure(os_error(errno));
}

Result<void> check_regular(int descriptor) {
  const int code = errno;
  struct stat status{};
  if (fstat(descriptor, &status) != 0) {
    return failure(os_error(errno));
  }
  errno = code;
  if (!S_ISREG(status.st_mode)) {
    return failure(no_regular_file());
  }
  return {};
}

Result<std::optional<Extent>> next_data_of(int descriptor, std::uint64_t offset) {
  // This moves the descriptor's own position, which nobody uses.
  off_t start = lseek(descriptor, static_cast<off_t>(offset), SEEK_DATA);
  off_t end = start == -1 ? -1 : lseek(descriptor, start, SEEK_HOLE);
  if (start >= 0 && end > start) {
    return Extent{static_cast<std::uint64_t>(start), static_cast<std::uint64_t>(end - start)};
  }
  const int code = errno;
  if (start == -1 && code == ENXIO) {  // from there to the end is a hole, or nothing
    return std::nullopt;
  }
  if (auto regular = check_regular(descriptor); !regular) {
    return failure(regular.error());
  }
  if (start == -1 && code != EINVAL && code != EOPNOTSUPP) {
    return failure(os_error(code));
  }
  // The volume does not tell, or the file was cut short between the two questions.
  start = static_cast<off_t>(offset);
  end = lseek(descriptor, 0, SEEK_END);
  if (end == -1) {
    return failure(os_error(errno));
  }
  if (end <= start) {
    return std::nullopt;
  }
  return Extent{offset, static_cast<std::uint64_t>(end - start)};
}

Result<std::unique_ptr<ReadableFile>> open_readable_file(int folder, const char* name) {
  // O_NONBLOCK: a fifo without a writer opens at once. O_NOCTTY: no terminal becomes ours.
  Descriptor file(open_child_descriptor(
      folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | O_NOATIME));
  if (!file.is_open()) {
    const int code = errno;
    // O_NONBLOCK gives this answer if a lease is in the way (fcntl(2)); its holder was told.
    if (code == EAGAIN) {
      return failure(os_error(code, ErrorKind::leased));
    }
    // The entry is a socket, or a device without a driver.
    return failure(code == ENXIO || code == ENODEV ? no_regular_file() : os_error(code));
  }
  return std::make_unique<LinuxReadableFile>(std::move(file));
}

}  // namespace lockstep
