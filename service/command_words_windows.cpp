#include "service/command_words_windows.h"

namespace lockstep {

// Backslashes stand for themselves, except before a quotation mark: "Parsing C++ command-line
// arguments" (learn.microsoft.com).
std::wstring command_word(std::wstring_view word) {
  if (!word.empty() && word.find_first_of(L" \t\n\v\"") == std::wstring_view::npos)
    return std::wstring(word);
  std::wstring quoted = L"\"";
  std::size_t backslashes = 0;
  for (const wchar_t character : word) {
    if (character == L'"') quoted.append(backslashes + 1, L'\\');
    backslashes = character == L'\\' ? backslashes + 1 : 0;
    quoted += character;
  }
  quoted.append(backslashes, L'\\');
  return quoted + L'"';
}

}  // namespace lockstep
