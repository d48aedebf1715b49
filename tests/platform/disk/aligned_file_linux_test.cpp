// Tests AlignedFile where a system demands alignment: with O_DIRECT.
#include <fcntl.h>
#include <random>
#include <sys/stat.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "platform/aligned_file_checks.h"
#include "platform/system/os_error.h"
#include "support/trees/feature.h"

namespace lockstep {
namespace {

// An unnamed file in /var/tmp, which is seldom kept in memory alone.
class DirectFile final : public SectorFile {
 public:
  DirectFile() : file_(open("/var/tmp", O_TMPFILE | O_RDWR | O_DIRECT | O_CLOEXEC, 0600)) {}
  ~DirectFile() override {
    if (file_ >= 0) close(file_);
  }
  DirectFile(const DirectFile&) = delete;
  DirectFile& operator=(const DirectFile&) = delete;

  [[nodiscard]] bool demands_alignment() const {
    return file_ >= 0 && pwrite(file_, "x", 1, 1) < 0 && errno == EINVAL;
  }

  [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) override {
    const ssize_t count = pread(file_, into.data(), into.size(), static_cast<off_t>(offset));
    if (count < 0) return failure(os_error(errno));
    return static_cast<std::size_t>(count);
  }
  [[nodiscard]] Result<void> write(std::uint64_t offset,
                                   std::span<const std::byte> bytes) override {
    const ssize_t count = pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count != static_cast<ssize_t>(bytes.size())) return failure(os_error(errno));
    return {};
  }
  [[nodiscard]] Result<std::uint64_t> size() override {
    struct stat status{};
    if (fstat(file_, &status) != 0) return failure(os_error(errno));
    return static_cast<std::uint64_t>(status.st_size);
  }
  [[nodiscard]] Result<void> set_size(std::uint64_t size) override {
    if (ftruncate(file_, static_cast<off_t>(size)) != 0) return failure(os_error(errno));
    return {};
  }

 private:
  int file_;
};

}  // namespace

TEST_CASE("a disk that takes whole sectors alone is written as if it took anything") {
  const std::uint64_t first = std::random_device{}();
  for (std::uint64_t seed = first; seed < first + 3; ++seed) {
    DirectFile file;
    if (!file.demands_alignment()) return say_lacking(Feature::uncached_files);
    check_like_plain_writes(file, 4096, 40, seed);
  }
}

}  // namespace lockstep
