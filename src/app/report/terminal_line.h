// The last line of a terminal, which is redrawn while a pass runs, and the lock that keeps whole
// lines apart from it.
#pragma once

#include <cstddef>
#include <cstdio>
#include <mutex>
#include <string_view>
#include <utility>

namespace lockstep {

class TerminalLine {
 public:
  // `file` is standard output or standard error, borrowed.
  explicit TerminalLine(std::FILE* file) : file_(file) {}

  // Puts `text` (printable, shorter than the terminal is wide) in place of what stands there.
  void show(std::string_view text);
  void clear() { show({}); }

  // Calls `print`, which prints whole lines, while the redrawn line is out of the way; the next
  // `show` brings it back.
  template <typename Print>
  void print_above(Print&& print) {
    const std::scoped_lock lock(mutex_);
    replace({});
    std::forward<Print>(print)();
  }

 private:
  void replace(std::string_view text);

  std::mutex mutex_;
  std::FILE* file_;
  std::size_t shown_ = 0;  // guarded by mutex_: columns in use
};

}  // namespace lockstep
