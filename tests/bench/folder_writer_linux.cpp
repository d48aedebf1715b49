#include "bench/folder_writer_linux.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <span>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace lockstep::bench {
namespace {

constexpr std::size_t kBlock = 1024 * 1024;

// Returns bytes that no compression and no deduplication makes smaller: a window into two blocks of
// noise, each time another one.
std::span<const char> noise(Random& random, std::size_t length) {
  static const std::vector<char> all_noise = [] {
    Random source(0);
    std::vector<char> bytes(2 * kBlock);
    for (std::size_t i = 0; i < bytes.size(); i += sizeof(std::uint64_t)) {
      const std::uint64_t word = source.next();
      std::memcpy(&bytes[i], &word, sizeof word);
    }
    return bytes;
  }();
  return std::span(all_noise).subspan(random.below(kBlock), length);
}

void write_all(int file, std::span<const char> bytes, const std::string& name) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0) checked(-1, "write", name);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

void set_time(int file, Random& random, const std::string& name) {
  const timespec time = some_time(random);
  const timespec times[2] = {time, time};
  checked(::futimens(file, times), "set the time of", name);
}

int create(int folder, const std::string& name) {
  return checked(::openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644),
                 "create", name);
}

int open_folder(int parent, const std::string& name) {
  return checked(::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC), "open", name);
}

int open_empty(const std::string& path) {
  std::filesystem::create_directories(path);
  if (!std::filesystem::is_empty(path)) {
    throw std::system_error(ENOTEMPTY, std::generic_category(), path);
  }
  return open_folder(AT_FDCWD, path);
}

}  // namespace

int checked(int result, std::string_view what, std::string_view name) {
  if (result >= 0) return result;
  throw std::system_error(errno, std::generic_category(),
                          std::string(what).append(" ").append(name));
}

timespec some_time(Random& random) {
  return {static_cast<time_t>(1'000'000'000 + random.below(700'000'000)),
          static_cast<long>(random.below(1'000'000'000))};
}

FolderWriter::FolderWriter(const std::string& path, Random& random)
    : FolderWriter(open_empty(path), random) {}

FolderWriter::FolderWriter(FolderWriter&& other) noexcept
    : random_(other.random_), descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderWriter::~FolderWriter() {
  if (descriptor_ < 0) return;
  const timespec time = some_time(*random_);
  const timespec times[2] = {time, time};
  // A failure is ignored: the folder then has the time of its last change.
  static_cast<void>(::futimens(descriptor_, times));
  ::close(descriptor_);
}

FolderWriter FolderWriter::folder(const std::string& name) {
  checked(::mkdirat(descriptor_, name.c_str(), 0755), "create", name);
  return {open_folder(descriptor_, name), *random_};
}

void FolderWriter::file(const std::string& name, std::uint64_t size) {
  sparse_file(name, size, kBlock, kBlock);
}

void FolderWriter::sparse_file(const std::string& name, std::uint64_t size, std::uint64_t every,
                               std::uint64_t bytes) {
  const int file = create(descriptor_, name);
  for (std::uint64_t start = 0; start < size; start += every) {
    checked(static_cast<int>(::lseek(file, static_cast<off_t>(start), SEEK_SET) < 0 ? -1 : 0),
            "seek in", name);
    write_all(file, noise(*random_, std::min(bytes, size - start)), name);
  }
  if (bytes < every) checked(::ftruncate(file, static_cast<off_t>(size)), "set the size of", name);
  set_time(file, *random_, name);
  checked(::close(file), "close", name);
}

void FolderWriter::link(const std::string& name, const std::string& target) {
  checked(::symlinkat(target.c_str(), descriptor_, name.c_str()), "create", name);
}

}  // namespace lockstep::bench
