#include "platform/disk/aligned_file.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace lockstep {
namespace {

constexpr std::size_t kPage = 4096;

}  // namespace

std::optional<std::size_t> usable_sector(std::uint64_t told) {
  if (!std::has_single_bit(told) || told > SectorMemory::kLargestSector) return std::nullopt;
  return std::max(kPage, static_cast<std::size_t>(told));
}

std::span<std::byte> SectorMemory::bytes() {
  const std::span<std::byte> all = memory_.bytes();
  const auto beyond = reinterpret_cast<std::uintptr_t>(all.data()) % kLargestSector;
  return all.subspan(beyond == 0 ? 0 : kLargestSector - beyond, kSize);
}

bool AlignedFile::is_aligned(std::uint64_t offset, std::span<const std::byte> bytes) const {
  return offset % sector_ == 0 && bytes.size() % sector_ == 0 &&
         reinterpret_cast<std::uintptr_t>(bytes.data()) % sector_ == 0;
}

Result<std::size_t> AlignedFile::read(std::uint64_t offset, std::span<std::byte> into) {
  if (is_aligned(offset, into)) return file_.read(offset, into);
  SectorMemory memory;
  std::size_t done = 0;
  while (done < into.size()) {
    const std::uint64_t at = offset + done;
    const std::uint64_t start = down(at);
    const auto skipped = static_cast<std::size_t>(at - start);
    const auto asked = static_cast<std::size_t>(
        std::min<std::uint64_t>(up(offset + into.size()) - start, SectorMemory::kSize));
    const auto got = file_.read(start, memory.bytes().first(asked));
    if (!got) return got;
    if (*got <= skipped) break;
    const std::size_t count = std::min(*got - skipped, into.size() - done);
    std::memcpy(into.data() + done, memory.bytes().data() + skipped, count);
    done += count;
    if (*got < asked) break;
  }
  return done;
}

Result<void> AlignedFile::write(std::uint64_t offset, std::span<const std::byte> bytes) {
  if (bytes.empty()) return {};
  const std::scoped_lock lock(mutex_);
  if (is_aligned(offset, bytes)) return file_.write(offset, bytes);
  const auto size = file_.size();
  if (!size) return failure(size.error());
  if (auto written = write_through(offset, bytes); !written) return written;
  const std::uint64_t end = std::max<std::uint64_t>(*size, offset + bytes.size());
  // The last sector was written whole, so the size is set to the end of the content.
  return end < up(offset + bytes.size()) ? file_.set_size(end) : Result<void>();
}

Result<void> AlignedFile::write_through(std::uint64_t offset, std::span<const std::byte> bytes) {
  SectorMemory memory;
  while (!bytes.empty()) {
    const std::uint64_t start = down(offset);
    const auto skipped = static_cast<std::size_t>(offset - start);
    const std::size_t count = std::min(bytes.size(), SectorMemory::kSize - skipped);
    const auto whole = memory.bytes().first(static_cast<std::size_t>(up(skipped + count)));
    if (skipped != 0) {
      if (auto fetched = fetch(start, whole.first(sector_)); !fetched) return fetched;
    }
    const bool has_tail = (skipped + count) % sector_ != 0;
    // The head's sector may be the tail's too.
    if (has_tail && (skipped == 0 || whole.size() > sector_)) {
      const auto tail = whole.last(sector_);
      if (auto fetched = fetch(start + whole.size() - sector_, tail); !fetched) return fetched;
    }
    std::memcpy(whole.data() + skipped, bytes.data(), count);
    if (auto written = file_.write(start, whole); !written) return written;
    offset += count;
    bytes = bytes.subspan(count);
  }
  return {};
}

Result<void> AlignedFile::fetch(std::uint64_t offset, std::span<std::byte> into) {
  const auto got = file_.read(offset, into);
  if (!got) return failure(got.error());
  std::fill(into.begin() + static_cast<std::ptrdiff_t>(*got), into.end(), std::byte{0});
  return {};
}

Result<void> AlignedFile::set_size(std::uint64_t size) {
  const std::scoped_lock lock(mutex_);
  return file_.set_size(size);
}

}  // namespace lockstep
