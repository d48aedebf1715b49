// Remembers files that were copied while somebody had them open for writing, so that one that never
// rests is copied less and less often: its latest moment doubles each time, up to the interval, and
// is at least ten times what its last copy took. Pure, and bounded.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "base/relative_path.h"
#include "core/live/moment.h"
#include "core/live/settle_rules.h"

namespace lockstep {

class OpenWriters {
 public:
  static constexpr std::size_t kMost = 1'000;  // of more, the one taken longest ago is forgotten

  explicit OpenWriters(std::chrono::nanoseconds interval) : interval_(interval) {}

  // Returns the times of a file of which nothing is remembered.
  [[nodiscard]] static WriterTimes usual();
  [[nodiscard]] WriterTimes times(const RelativePath& path) const;
  // Says that a pass begins to look at a file that is still open.
  void taken(const RelativePath& path, Moment now);
  // Says what it took to copy the file; nothing is kept of files that were not open.
  void copied(const RelativePath& path, std::chrono::nanoseconds took);
  void closed(const RelativePath& path);
  [[nodiscard]] std::size_t size() const { return writers_.size(); }

 private:
  struct Writer {
    std::chrono::nanoseconds latest = {};
    std::chrono::nanoseconds copy_took = {};
    Moment taken = {};
  };
  void forget_the_oldest();

  std::chrono::nanoseconds interval_;
  std::unordered_map<std::uint64_t, Writer> writers_;  // by a hash of the path
};

}  // namespace lockstep
