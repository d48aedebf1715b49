#include "core/entry/copy_content.h"

#include <algorithm>
#include <span>

#include "base/scratch_memory.h"

namespace lockstep {
namespace {

// This size measured best with read and write. A file up to this size takes one read and one write.
constexpr std::size_t kBuffer = 128 * 1024;
// From this size on, sharing blocks costs less than copying them.
constexpr std::uint64_t kWorthCloning = 64 * 1024;
// From this size on, reserving room beforehand is worth its call.
constexpr std::uint64_t kWorthReserving = 1024 * 1024;
// A stop is noticed between two steps; this size is short enough for several workers on a slow
// disk.
constexpr std::uint64_t kSystemCopyStep = 1024 * 1024;

// Files past the system's cache are written in whole pages at the least cost.
constexpr std::uint64_t kPage = 4096;

bool is_impossible(const Error& error) {
  return error.kind() == ErrorKind::not_supported || error.kind() == ErrorKind::cross_volume;
}

// Returns the rate limit, 0 for none. It may change between two steps.
std::uint64_t bytes_per_second(const Context& context) {
  return context.resources.rate_limit == nullptr ? 0
                                                 : context.resources.rate_limit->bytes_per_second();
}

// Returns the size of one step. Under a rate limit a step takes about a quarter of a second, so
// that the copy flows and its progress shows.
std::uint64_t step_size(std::uint64_t most, const Context& context) {
  constexpr std::uint64_t kLeast = 16 * 1024;
  const std::uint64_t rate = bytes_per_second(context);
  if (rate == 0) return most;
  const std::uint64_t quarter = std::max(rate / 4, kLeast);
  return std::min(most, quarter - quarter % kPage);
}

Result<void> pace(std::uint64_t bytes, const Context& context) {
  if (context.dropping()) return failure(ErrorKind::cancelled);
  Progress& progress = context.report.progress();
  if (bytes_per_second(context) > 0) {
    const Counted resting(progress.resting);
    const WorkerPool::Rest rest;
    if (!context.resources.rate_limit->acquire(bytes, context.drop))
      return failure(ErrorKind::cancelled);
  }
  progress.bytes_done.fetch_add(bytes, std::memory_order_relaxed);
  WorkerPool::give_way();
  return {};
}

Result<std::uint64_t> copy_by_hand(const FilesOfCopy& files, Extent range, const Context& context) {
  ScratchMemory<kBuffer> buffer;
  std::uint64_t copied = 0;
  while (copied < range.length) {
    const std::uint64_t most = step_size(kBuffer, context);
    const auto wanted = static_cast<std::size_t>(std::min(most, range.length - copied));
    const auto got = files.source.read(range.offset + copied, buffer.bytes().first(wanted));
    if (!got) return failure(got.error().within("read"));
    if (*got == 0) break;
    if (auto paced = pace(*got, context); !paced) return failure(paced.error());
    auto written = files.staged.write(range.offset + copied, buffer.bytes().first(*got));
    if (!written) return failure(written.error().within("write"));
    copied += *got;
  }
  return copied;
}

Result<std::uint64_t> copy_by_system(const FilesOfCopy& files, Extent range,
                                     const Context& context) {
  std::uint64_t copied = 0;
  while (copied < range.length) {
    const std::uint64_t most = step_size(kSystemCopyStep, context);
    const Extent step{range.offset + copied, std::min(most, range.length - copied)};
    const auto got = files.staged.copy_range(files.source, step);
    if (!got) return failure(got.error().within("copy"));
    if (*got == 0) break;
    if (auto paced = pace(*got, context); !paced) return failure(paced.error());
    copied += *got;
  }
  return copied;
}

Result<std::uint64_t> copy_range(const FilesOfCopy& files, Extent range, const Context& context) {
  const bool past_the_cache = files.caching == Caching::none;
  if (past_the_cache || (range.length > kBuffer && files.volume.means.copies_ranges)) {
    auto copied = copy_by_system(files, range, context);
    if (copied && *copied == range.length) return copied;
    if (!copied && !is_impossible(copied.error())) return copied;
    if (!copied && !past_the_cache) files.volume.means.copies_ranges = false;
    // Some volumes report the end of a file too early, so the rest is read to find out.
    const std::uint64_t done = copied ? *copied : 0;
    auto rest = copy_by_hand(files, {range.offset + done, range.length - done}, context);
    if (!rest) return rest;
    return done + *rest;
  }
  return copy_by_hand(files, range, context);
}

}  // namespace

Result<CopiedContent> copy_content(const FilesOfCopy& files, const Entry& entry,
                                   const Context& context) {
  if (entry.size == 0) return CopiedContent();
  if (entry.size >= kWorthCloning && files.volume.means.clones) {
    const auto cloned = files.staged.clone(files.source);
    if (cloned) {
      context.report.progress().bytes_done.fetch_add(entry.size, std::memory_order_relaxed);
      return CopiedContent{.bytes = entry.size};
    }
    if (!is_impossible(cloned.error())) return failure(cloned.error().within("clone"));
    files.volume.means.clones = false;
  }
  if (!entry.sparse) {
    if (entry.size >= kWorthReserving && files.volume.volume().reserving_pays) {
      const auto reserved = files.staged.reserve(entry.size);
      if (!reserved && reserved.error().kind() != ErrorKind::not_supported)
        return failure(reserved.error().within("find room for"));
    }
    const auto done = copy_range(files, {0, entry.size}, context);
    if (!done) return failure(done.error());
    return CopiedContent{.bytes = *done, .is_whole = *done == entry.size};
  }

  CopiedContent copied;
  for (std::uint64_t offset = 0; offset < entry.size;) {
    const auto data = files.source.next_data(offset);
    if (!data) return failure(data.error().within("find data in"));
    if (!*data || (**data).offset >= entry.size) break;
    const Extent range{(**data).offset, std::min((**data).length, entry.size - (**data).offset)};
    const auto done = copy_range(files, range, context);
    if (!done) return failure(done.error());
    copied.bytes += *done;
    copied.is_whole = *done == range.length;
    if (!copied.is_whole) return copied;
    offset = range.offset + range.length;
  }
  if (auto sized = files.staged.set_size(entry.size); !sized)
    return failure(sized.error().within("set the size"));
  return copied;
}

}  // namespace lockstep
