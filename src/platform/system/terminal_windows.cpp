#include <cstdio>
#include <fcntl.h>
#include <io.h>
#include <windows.h>

#include "platform/system/terminal.h"

namespace lockstep {
namespace {

HANDLE handle_of(Stream stream) {
  return GetStdHandle(stream == Stream::output ? STD_OUTPUT_HANDLE : STD_ERROR_HANDLE);
}

}  // namespace

// Only a console has a mode; files, pipes and NUL refuse the question.
bool is_terminal(Stream stream) {
  DWORD mode = 0;
  return GetConsoleMode(handle_of(stream), &mode) != 0;
}

int terminal_width(Stream stream) {
  CONSOLE_SCREEN_BUFFER_INFO info;
  if (GetConsoleScreenBufferInfo(handle_of(stream), &info) == 0) return 80;
  return info.srWindow.Right - info.srWindow.Left + 1;
}

void prepare_output() {
  SetConsoleOutputCP(CP_UTF8);
  _setmode(_fileno(stdout), _O_BINARY);
  _setmode(_fileno(stderr), _O_BINARY);
}

}  // namespace lockstep
