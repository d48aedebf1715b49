// Reads and hashes both sides of a pair of files, from memory: the part that is left if the disk is
// infinitely fast.
#include <algorithm>
#include <cstring>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/read_only_handle.h"
#include "core/look/digest.h"

namespace lockstep::bench {
namespace {

class FileOfNoise final : public ReadOnlyHandle<ReadableFile> {
 public:
  explicit FileOfNoise(std::uint64_t size) : bytes_(size) {
    std::uint64_t state = 1;
    for (std::byte& byte : bytes_) {
      state = state * 6'364'136'223'846'793'005 + 1'442'695'040'888'963'407;
      byte = static_cast<std::byte>(state >> 56);
    }
  }
  [[nodiscard]] Result<Entry> examine() const override { return Entry(); }
  [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) override {
    if (offset >= bytes_.size()) return 0;
    const std::size_t length = std::min<std::size_t>(into.size(), bytes_.size() - offset);
    std::memcpy(into.data(), bytes_.data() + offset, length);
    return length;
  }
  [[nodiscard]] Result<std::optional<Extent>> next_data(std::uint64_t offset) override {
    if (offset >= bytes_.size()) return std::nullopt;
    return Extent{offset, bytes_.size() - offset};
  }

 private:
  std::vector<std::byte> bytes_;
};

void compare_equal_files(benchmark::State& state) {
  const auto size = static_cast<std::uint64_t>(state.range(0));
  FileOfNoise source(size);
  FileOfNoise replica(size);
  std::atomic<std::uint64_t> read_bytes{0};
  for (auto _ : state) {
    const auto match = compare_contents({source, replica, size}, read_bytes, {});
    if (!match || *match != ContentMatch::equal) state.SkipWithError("equal files differ");
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(compare_equal_files)->Arg(1000)->Arg(64 * 1024)->Arg(16 * 1024 * 1024);

}  // namespace
}  // namespace lockstep::bench
