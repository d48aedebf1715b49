#include "platform/disk/staged_file_linux.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/statvfs.h>

#include "platform/disk/readable_file_linux.h"
#include "platform/system/os_error.h"

namespace lockstep {
namespace {

// Returns the meaning of an answer to FICLONE or copy_file_range. Both have many ways to say that
// these two files can't do this (ioctl_ficlone(2), copy_file_range(2)). If it was something else,
// the ordinary copy that follows will tell.
Error sharing_error(int code) {
  switch (code) {
    case EINVAL:
    case EPERM:
    case EISDIR:
    case EBADF:
    case ETXTBSY:
      return os_error(code, ErrorKind::not_supported);
    default:
      return os_error(code);
  }
}

}  // namespace

Result<std::size_t> LinuxStagedFile::read(std::uint64_t offset, std::span<std::byte> into) {
  return read_at(descriptor(), offset, into);
}

Result<std::optional<Extent>> LinuxStagedFile::next_data(std::uint64_t offset) {
  return next_data_of(descriptor(), offset);
}

Result<void> LinuxStagedFile::clone(ReadableFile& source) {
  const int from = descriptor_behind(source);
  if (from < 0) {
    return failure(ErrorKind::not_supported);
  }
  if (uninterrupted([&] { return ioctl(descriptor(), FICLONE, from); }) != 0) {
    return failure(sharing_error(errno));
  }
  return {};
}

// ext4 takes all that there is before it says that it is not enough, so the volume is asked first.
Result<void> LinuxStagedFile::reserve(std::uint64_t size) {
  struct statvfs volume{};
  if (fstatvfs(descriptor(), &volume) == 0 && volume.f_frsize > 0 &&
      size / volume.f_frsize > volume.f_bfree) {
    return failure(os_error(ENOSPC));
  }
  if (uninterrupted([&] {
        return fallocate(descriptor(), FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(size));
      }) == 0) {
    return {};
  }
  // A plain write may not meet any other obstacle.
  const bool full = errno == ENOSPC || errno == EDQUOT;
  return failure(full ? os_error(errno) : os_error(errno, ErrorKind::not_supported));
}

Result<std::uint64_t> LinuxStagedFile::copy_range(ReadableFile& source, Extent range) {
  const int from = descriptor_behind(source);
  if (from < 0) {
    return failure(ErrorKind::not_supported);
  }
  auto from_offset = static_cast<off64_t>(range.offset);
  auto to_offset = static_cast<off64_t>(range.offset);
  const ssize_t count = uninterrupted([&] {
    return copy_file_range(from, &from_offset, descriptor(), &to_offset, range.length, 0);
  });
  if (count < 0) {
    return failure(sharing_error(errno));
  }
  return static_cast<std::uint64_t>(count);
}

Result<void> LinuxStagedFile::write(std::uint64_t offset, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = uninterrupted([&] {
      return pwrite(descriptor(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    });
    if (count <= 0) {
      return failure(os_error(count == 0 ? EIO : errno));
    }
    offset += static_cast<std::uint64_t>(count);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return {};
}

Result<void> LinuxStagedFile::set_size(std::uint64_t size) {
  if (uninterrupted([&] { return ftruncate(descriptor(), static_cast<off_t>(size)); }) != 0) {
    return failure(os_error(errno));
  }
  return {};
}

Result<void> LinuxStagedFile::flush() {
  if (uninterrupted([&] { return fsync(descriptor()); }) != 0) {
    return failure(os_error(errno));
  }
  return {};
}

}  // namespace lockstep
