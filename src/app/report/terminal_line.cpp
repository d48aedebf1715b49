#include "app/report/terminal_line.h"

#include <algorithm>
#include <string>

namespace lockstep {

void TerminalLine::show(std::string_view text) {
  const std::scoped_lock lock(mutex_);
  replace(text);
}

// Only spaces and carriage returns are used: every terminal knows them, even a Windows console
// without escape sequences.
void TerminalLine::replace(std::string_view text) {
  if (text.empty() && shown_ == 0) return;
  const auto columns =
      static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
      }));
  std::string drawn = "\r";
  drawn.append(text);
  if (columns < shown_) drawn.append(shown_ - columns, ' ');
  if (text.empty()) drawn.append(1, '\r');
  std::fwrite(drawn.data(), 1, drawn.size(), file_);
  std::fflush(file_);
  shown_ = columns;
}

}  // namespace lockstep
