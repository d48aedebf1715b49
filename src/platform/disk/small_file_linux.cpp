#include <cstdint>
#include <cstdio>
#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#include "platform/disk/own_file_linux.h"
#include "platform/disk/small_file.h"
#include "platform/system/descriptor_posix.h"
#include "platform/system/os_error.h"

namespace lockstep {
namespace {

// False for a text with zero bytes, which would cut the path short.
bool can_be_a_path(const std::string& path) {
  return !path.empty() && path.find('\0') == std::string::npos;
}

Result<std::string> unguessable_name() {
  std::uint64_t number = 0;
  if (uninterrupted([&] { return getrandom(&number, sizeof number, 0); }) != sizeof number) {
    return failure(os_error(errno));
  }
  char name[32];
  std::snprintf(name, sizeof name, ".lockstep-%016llx", static_cast<unsigned long long>(number));
  return name;
}

Result<void> write_durably(int folder, const char* name, mode_t mode, const std::string& content) {
  const Descriptor file(uninterrupted([&] {
    return openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
  }));
  if (!file.is_open()) {
    return failure(os_error(errno));
  }
  if (auto written = write_all(file.number(), content); !written) {
    return written;
  }
  if (uninterrupted([&] { return fsync(file.number()); }) != 0) {
    return failure(os_error(errno));
  }
  return {};
}

Result<std::string> read_all(const Descriptor& file, std::size_t limit) {
  std::string content;
  constexpr std::size_t kStep = 16 * 1024;
  for (;;) {
    const std::size_t before = content.size();
    content.resize(before + kStep);
    const ssize_t count =
        uninterrupted([&] { return ::read(file.number(), content.data() + before, kStep); });
    if (count < 0) {
      return failure(os_error(errno));
    }
    content.resize(before + static_cast<std::size_t>(count));
    if (content.size() > limit) {
      return failure(os_error(EFBIG));
    }
    if (count == 0) {
      return content;
    }
  }
}

}  // namespace

Result<std::string> read_small_file(const std::string& path, std::size_t limit) {
  if (!can_be_a_path(path)) {
    return failure(ErrorKind::invalid, "Not a path");
  }
  const Descriptor file(
      uninterrupted([&] { return open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY); }));
  if (!file.is_open()) {
    return failure(os_error(errno));
  }
  return read_all(file, limit);
}

Result<std::string> read_state_file(const std::string& path, std::size_t limit) {
  const auto place = find_own_place(path);
  if (!place) {
    return failure(place.error());
  }
  const auto file = open_own_file(*place, O_RDONLY);
  if (!file) {
    return failure(file.error());
  }
  return read_all(*file, limit);
}

Result<void> write_small_file(const std::string& path, const std::string& content,
                              Replacement replacement) {
  const auto place = find_own_folder_of(path);
  if (!place) {
    return failure(place.error());
  }
  // The place's own handle names a folder and can't flush one.
  const Descriptor folder(uninterrupted([&] {
    return openat(place->descriptor(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  }));
  if (!folder.is_open()) {
    return failure(os_error(errno));
  }
  const auto temporary = unguessable_name();
  if (!temporary) {
    return failure(temporary.error());
  }
  constexpr mode_t kOwnerOnly = 0600;
  auto written = write_durably(folder.number(), temporary->c_str(), kOwnerOnly, content);
  if (written && renameat(folder.number(), temporary->c_str(), folder.number(),
                          place->name.c_str()) != 0) {
    written = failure(os_error(errno));
  }
  if (!written) {
    if (written.error().kind() != ErrorKind::already_exists) {
      unlinkat(folder.number(), temporary->c_str(), 0);
    }
    return written;
  }
  if (replacement == Replacement::left_to_system) return {};
  // Volumes that keep no folders to flush (some network and FUSE ones) say EINVAL or the like:
  // nothing more can be done.
  if (uninterrupted([&] { return fsync(folder.number()); }) != 0 && errno == EIO) {
    return failure(os_error(errno));
  }
  return {};
}

Result<void> create_small_file(const std::string& path, const std::string& content) {
  const auto place = find_own_folder_of(path);
  if (!place) {
    return failure(place.error());
  }
  constexpr mode_t kAsTheUserWants = 0666;  // minus the umask
  return write_durably(place->descriptor(), place->name.c_str(), kAsTheUserWants, content);
}

Result<void> remove_small_file(const std::string& path) {
  const auto place = find_own_folder_of(path);
  if (!place) {
    return failure(place.error());
  }
  if (unlinkat(place->descriptor(), place->name.c_str(), 0) != 0) {
    return failure(os_error(errno));
  }
  return {};
}

}  // namespace lockstep
