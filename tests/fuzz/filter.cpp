// Input: the path in the first line, a pattern in each further one. Whatever they are: no crash, no
// answer that changes, and no pattern takes long (libFuzzer's own timeout sees that).
#include "core/model/filter.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lockstep;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> lines;
  while (true) {
    const std::size_t end = rest.find('\n');
    lines.emplace_back(rest.substr(0, end));
    if (end == std::string_view::npos) {
      break;
    }
    rest.remove_prefix(end + 1);
  }
  const RelativePath path(lines.front());
  lines.erase(lines.begin());

  const auto filter = Filter::parse(lines);
  if (!filter) {
    require(filter.error().kind() == ErrorKind::invalid && !filter.error().reason().empty());
    return 0;
  }
  const bool file = filter->excludes(path.parent(), path.name(), EntryKind::file);
  const bool folder = filter->excludes(path.parent(), path.name(), EntryKind::directory);
  require(!filter->empty() || (!file && !folder));
  require(file == filter->excludes(path.parent(), path.name(), EntryKind::symlink));

  // Patterns behind the last one overrule all the others.
  lines.emplace_back("*");
  require(Filter::parse(lines)->excludes(path.parent(), path.name(), EntryKind::file));
  lines.emplace_back("!*/");
  require(!Filter::parse(lines)->excludes(path.parent(), path.name(), EntryKind::directory));
  return 0;
}
