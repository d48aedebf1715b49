#include "platform/system/command_line_windows.h"

#include <algorithm>

namespace lockstep {
namespace {

bool is_space(wchar_t character) { return character == L' ' || character == L'\t'; }

// Takes the program's name. In it a backslash is a backslash, and quotation marks only hold spaces
// together.
std::wstring take_program(std::wstring_view& rest) {
  std::wstring program;
  bool quoted = false;
  while (!rest.empty() && (quoted || !is_space(rest.front()))) {
    if (rest.front() == L'"') {
      quoted = !quoted;
    } else {
      program += rest.front();
    }
    rest.remove_prefix(1);
  }
  return program;
}

// Takes one word by the rules of "Parsing C++ command-line arguments" (learn.microsoft.com):
// backslashes are themselves except before a quotation mark, where two are one and an odd one makes
// the mark an ordinary character; two marks within quotation are one.
std::wstring take_word(std::wstring_view& rest) {
  std::wstring word;
  bool quoted = false;
  while (!rest.empty() && (quoted || !is_space(rest.front()))) {
    const std::size_t backslashes = std::min(rest.find_first_not_of(L'\\'), rest.size());
    rest.remove_prefix(backslashes);
    const bool before_mark = !rest.empty() && rest.front() == L'"';
    word.append(before_mark ? backslashes / 2 : backslashes, L'\\');
    if (before_mark && backslashes % 2 == 0) {
      rest.remove_prefix(1);
      const bool doubled = quoted && !rest.empty() && rest.front() == L'"';
      if (!doubled) {
        quoted = !quoted;
        continue;
      }
    }
    if (rest.empty() || (backslashes > 0 && !before_mark)) continue;
    word += rest.front();
    rest.remove_prefix(1);
  }
  return word;
}

}  // namespace

std::vector<std::wstring> words_of(std::wstring_view command_line) {
  std::vector<std::wstring> words;
  if (command_line.empty()) return words;
  words.push_back(take_program(command_line));
  while (true) {
    while (!command_line.empty() && is_space(command_line.front())) command_line.remove_prefix(1);
    if (command_line.empty()) return words;
    words.push_back(take_word(command_line));
  }
}

}  // namespace lockstep
