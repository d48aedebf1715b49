#include "core/decide/possible_names.h"

#include <algorithm>
#include <array>

#include "core/decide/spelling.h"

namespace lockstep {
namespace {

using namespace std::string_view_literals;

bool is_reserved(char letter) {
  return static_cast<unsigned char>(letter) < ' ' || "\"*:<>?|\\"sv.find(letter) != Name::npos;
}

// True for "NUL", "nul.txt", "COM1 .a": the part before the first dot decides, without spaces at
// its end.
bool names_a_device(Name name) {
  constexpr std::array kDevices = {"con"sv, "prn"sv, "aux"sv, "nul"sv, "conin$"sv, "conout$"sv};
  std::string stem(name.substr(0, std::min(name.find('.'), name.find(':'))));
  while (!stem.empty() && stem.back() == ' ') stem.pop_back();
  stem = in_small_letters(stem);
  if (std::ranges::find(kDevices, stem) != kDevices.end()) return true;
  if (!stem.starts_with("com"sv) && !stem.starts_with("lpt"sv)) return false;
  // Superscript digits count as digits.
  constexpr std::array kNumbers = {"1"sv, "2"sv, "3"sv, "4"sv,        "5"sv,        "6"sv,
                                   "7"sv, "8"sv, "9"sv, "\xC2\xB9"sv, "\xC2\xB2"sv, "\xC2\xB3"sv};
  return std::ranges::find(kNumbers, Name(stem).substr(3)) != kNumbers.end();
}

}  // namespace

std::optional<std::string> why_not_possible(Name name, const NameRules& rules) {
  if (rules.no_reserved_characters && std::ranges::any_of(name, is_reserved))
    return "the replica's volume can't hold a name with such a character";
  if (rules.no_trailing_dots && name.ends_with('.'))
    return "the replica's volume can't hold a name that ends with a dot";
  if (rules.no_trailing_spaces && name.ends_with(' '))
    return "the replica's volume can't hold a name that ends with a space";
  if (rules.no_device_names && names_a_device(name))
    return "the replica's volume can't hold this name, which is a device's";
  return std::nullopt;
}

}  // namespace lockstep
