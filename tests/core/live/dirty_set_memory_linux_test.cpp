// How much memory a full set takes, as the C library counts it.
#include <algorithm>
#include <malloc.h>
#include <string>

#include <doctest/doctest.h>

#include "core/live/dirty_set.h"

using namespace lockstep;
using namespace std::chrono_literals;

namespace {

const Moment kNoon = Moment() + 12h;

Mark at(const std::string& path) { return {.path = RelativePath(path)}; }

std::size_t bytes_in_use() {
  const auto counts = mallinfo2();
  return counts.uordblks + counts.hblkhd;
}

}  // namespace

TEST_CASE("a set that is full takes no more than 15 MB") {
  struct Row {
    std::string what;
    std::string prefix;  // of each name
    int files_in_folder;
  };
  for (const Row& row :
       {Row{"usual names", "a usual name ", 100}, Row{"long ones", std::string(240, 'n'), 100},
        Row{"short ones in many folders", "", 2}}) {
    const std::size_t before = bytes_in_use();
    {
      DirtySet set{SettleRules{}};
      std::size_t most = 0;
      std::size_t bytes = 0;
      for (int each = 0; each < 150'000; ++each) {
        const std::string folder = "top" + std::to_string(each % 2) + "/folder " +
                                   std::to_string(each / row.files_in_folder);
        set.mark(at(folder + "/" + row.prefix + std::to_string(each)), kNoon);
        if (set.nodes() > most && each % 1'000 == 0) {
          most = set.nodes();
          bytes = std::max(bytes, bytes_in_use() - before);
        }
      }
      CAPTURE(row.what);
      CHECK(bytes <= 15'000'000);
      CHECK(set.nodes() <= 100'000);
      CHECK_FALSE(set.is_everything());
      while (set.ready_at()) static_cast<void>(set.take(kNoon + 1h));
      CHECK(bytes_in_use() < before + 200'000);
    }
  }
}
