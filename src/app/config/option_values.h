// The functions by which options read their values: each changes `field` or says in one sentence
// what is wrong with `value`.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/config/option.h"
#include "base/result.h"

namespace lockstep {

[[nodiscard]] Result<bool> read_flag(std::string_view value);
[[nodiscard]] inline Values flag_text(bool on) { return {on ? "true" : "false"}; }

template <typename Field>
[[nodiscard]] Result<void> set_flag(Field& field, std::string_view value, Field when_on,
                                    Field when_off) {
  const auto on = read_flag(value);
  if (!on) return failure(on.error());
  field = *on ? when_on : when_off;
  return {};
}
[[nodiscard]] inline Result<void> set_flag(bool& field, std::string_view value) {
  return set_flag(field, value, true, false);
}

// Reads one of a few words.
template <typename Field>
struct Choice {
  std::string_view word;
  Field value;
};
[[nodiscard]] Error not_one_of(std::string_view value, const std::vector<std::string_view>& words);

template <typename Field, std::size_t count>
[[nodiscard]] Result<void> set_choice(Field& field, std::string_view value,
                                      const Choice<Field> (&choices)[count]) {
  std::vector<std::string_view> words;
  for (const auto& choice : choices) {
    if (choice.word == value) {
      field = choice.value;
      return {};
    }
    words.push_back(choice.word);
  }
  return failure(not_one_of(value, words));
}
template <typename Field, std::size_t count>
[[nodiscard]] Values choice_text(Field field, const Choice<Field> (&choices)[count]) {
  for (const auto& choice : choices) {
    if (choice.value == field) return {std::string(choice.word)};
  }
  return {};
}

[[nodiscard]] Result<std::uint64_t> read_number(std::string_view value, std::uint64_t least,
                                                std::uint64_t most);
// Reads "10M", "4096"; size_text returns the shortest text that means exactly this size.
[[nodiscard]] Result<void> set_size(std::uint64_t& field, std::string_view value,
                                    std::uint64_t least);
[[nodiscard]] std::string size_text(std::uint64_t bytes);
// Reads "60", "90s", "1h30m", "250ms".
[[nodiscard]] Result<void> set_interval(std::chrono::milliseconds& field, std::string_view value);
[[nodiscard]] std::string interval_text(std::chrono::milliseconds interval);

// Reads a path and makes it absolute against the working folder.
[[nodiscard]] Result<void> set_path(std::string& field, std::string_view value);
// Does the same for a source or a replica; refuses the name of a folder on another machine
// (remote_name.h).
[[nodiscard]] Result<void> set_folder(std::string& field, std::string_view value);

// Appends a pattern if it can be parsed.
[[nodiscard]] Result<void> add_pattern(std::vector<std::string>& patterns, std::string pattern);
// Appends the patterns of a file, one a line.
[[nodiscard]] Result<void> add_patterns_from(std::vector<std::string>& patterns,
                                             std::string_view path);

}  // namespace lockstep
