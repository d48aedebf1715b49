#include "platform/disk/aligned_file.h"

#include <cstring>
#include <optional>
#include <random>
#include <vector>

#include <doctest/doctest.h>

#include "platform/aligned_file_checks.h"

namespace lockstep {
namespace {

// A file in memory that fails the test on a request that is not aligned, as Windows would refuse
// it.
class StrictFile final : public SectorFile {
 public:
  explicit StrictFile(std::size_t sector) : sector_(sector) {}

  [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) override {
    ++reads;
    if (!is_aligned(offset, into)) return failure(ErrorKind::invalid);
    if (refuses) return failure(*refuses);
    if (offset >= content.size()) return 0U;
    const std::size_t count =
        std::min(into.size(), content.size() - static_cast<std::size_t>(offset));
    std::memcpy(into.data(), content.data() + offset, count);
    return count;
  }
  [[nodiscard]] Result<void> write(std::uint64_t offset,
                                   std::span<const std::byte> bytes) override {
    ++writes;
    if (!is_aligned(offset, bytes)) return failure(ErrorKind::invalid);
    if (refuses) return failure(*refuses);
    if (content.size() < offset + bytes.size()) {
      content.resize(static_cast<std::size_t>(offset) + bytes.size());
    }
    std::memcpy(content.data() + offset, bytes.data(), bytes.size());
    return {};
  }
  [[nodiscard]] Result<std::uint64_t> size() override { return content.size(); }
  [[nodiscard]] Result<void> set_size(std::uint64_t size) override {
    ++sizes;
    content.resize(static_cast<std::size_t>(size));
    return {};
  }

  std::string content;
  std::optional<ErrorKind> refuses;
  int reads = 0;
  int writes = 0;
  int sizes = 0;

 private:
  [[nodiscard]] bool is_aligned(std::uint64_t offset, std::span<const std::byte> bytes) const {
    return offset % sector_ == 0 && bytes.size() % sector_ == 0 &&
           reinterpret_cast<std::uintptr_t>(bytes.data()) % sector_ == 0;
  }
  const std::size_t sector_;
};

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

}  // namespace

TEST_CASE("writes of any size to whole sectors are what plain writes are") {
  const std::uint64_t first = std::random_device{}();
  for (const std::size_t sector : {std::size_t{4096}, std::size_t{8192}, std::size_t{65536}}) {
    for (std::uint64_t seed = first; seed < first + 10; ++seed) {
      StrictFile file(sector);
      check_like_plain_writes(file, sector, 60, seed);
    }
  }
}

TEST_CASE("whole blocks go straight through, and the tail alone sets the size") {
  constexpr std::size_t kSector = 4096;
  StrictFile file(kSector);
  AlignedFile aligned(file, kSector);
  SectorMemory memory;
  const auto block = memory.bytes();
  std::fill(block.begin(), block.end(), std::byte{'x'});
  for (std::uint64_t i = 0; i < 3; ++i) REQUIRE(aligned.write(i * block.size(), block));
  CHECK(file.writes == 3);
  CHECK(file.reads == 0);
  CHECK(file.sizes == 0);
  REQUIRE(aligned.write(3 * block.size(), block.first(1000)));
  CHECK(file.sizes == 1);
  CHECK(file.content.size() == 3 * block.size() + 1000);
  CHECK(aligned.read(0, block) == block.size());
  CHECK(file.reads == 2);  // the second read is for the tail's sector
}

TEST_CASE("a tail within a longer file keeps what comes after it, and the size") {
  constexpr std::size_t kSector = 4096;
  StrictFile file(kSector);
  file.content = std::string(10'000, 'o');
  AlignedFile aligned(file, kSector);
  const std::string text(5000, 'n');
  REQUIRE(aligned.write(0, bytes_of(text)));
  CHECK((file.content == text + std::string(5000, 'o')));
  REQUIRE(aligned.write(9999, bytes_of("end")));
  CHECK((file.content == text + std::string(4999, 'o') + "end"));
}

TEST_CASE("what the file refuses is told as it is") {
  StrictFile file(4096);
  AlignedFile aligned(file, 4096);
  file.refuses = ErrorKind::not_supported;
  std::string text = "abc";
  const auto written = aligned.write(1, bytes_of(text));
  REQUIRE(!written);
  CHECK(written.error().kind() == ErrorKind::not_supported);
  const auto read = aligned.read(1, std::as_writable_bytes(std::span(text)));
  REQUIRE(!read);
  CHECK(read.error().kind() == ErrorKind::not_supported);
}

TEST_CASE("a sector is a power of two, of a page at least, and no more than there is memory for") {
  CHECK(usable_sector(0) == std::nullopt);
  CHECK(usable_sector(512) == 4096U);
  CHECK(usable_sector(4096) == 4096U);
  CHECK(usable_sector(16384) == 16384U);
  CHECK(usable_sector(65536) == 65536U);
  CHECK(usable_sector(131072) == std::nullopt);
  CHECK(usable_sector(520) == std::nullopt);
  CHECK(usable_sector(6144) == std::nullopt);
  SectorMemory memory;
  CHECK(reinterpret_cast<std::uintptr_t>(memory.bytes().data()) % 65536 == 0);
  CHECK(memory.bytes().size() == 1024 * 1024);
}

}  // namespace lockstep
