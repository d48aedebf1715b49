#include <cstdio>
#include <fcntl.h>
#include <io.h>
#include <memory>
#include <windows.h>
#include <shellapi.h>

#include "platform/text_windows.h"
#include "service/startup.h"

namespace lockstep {

// argv is in the system's code page, which can't hold every path; the manifest makes that UTF-8,
// but only from Windows 10 1903 on.
std::vector<std::string> given_words(int /*argc*/, char** /*argv*/) {
  int count = 0;
  const std::unique_ptr<wchar_t*, decltype(&LocalFree)> words(
      CommandLineToArgvW(GetCommandLineW(), &count), LocalFree);
  std::vector<std::string> given;
  for (int index = 1; words && index < count; ++index) given.push_back(to_wtf8(words.get()[index]));
  return given;
}

// The console belongs to whoever started us, too: it gets back the page that it had.
PlainOutput::PlainOutput() : page_before_(GetConsoleOutputCP()) {
  if (page_before_ != 0) SetConsoleOutputCP(CP_UTF8);
  _setmode(_fileno(stdout), _O_BINARY);
  _setmode(_fileno(stderr), _O_BINARY);
}

PlainOutput::~PlainOutput() {
  std::fflush(stdout);
  if (page_before_ != 0) SetConsoleOutputCP(page_before_);
}

}  // namespace lockstep
