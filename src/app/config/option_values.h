// The functions by which options read their values. Each returns what the text means, or says in
// one sentence what is wrong with it.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/config/option.h"
#include "base/result.h"

namespace lockstep {

// Puts what was read into an option's field, or returns why it could not be read.
template <typename Field, typename Value>
[[nodiscard]] Result<void> store(Field& field, Result<Value> read) {
  if (!read) return failure(read.error());
  field = static_cast<Field>(*std::move(read));
  return {};
}

[[nodiscard]] Result<bool> read_flag(std::string_view value);
[[nodiscard]] inline Values flag_text(bool on) { return {on ? "true" : "false"}; }

template <typename Field>
[[nodiscard]] Result<Field> read_flag(std::string_view value, Field when_on, Field when_off) {
  const auto on = read_flag(value);
  if (!on) return failure(on.error());
  return *on ? when_on : when_off;
}

// Reads one of a few words.
template <typename Field>
struct Choice {
  std::string_view word;
  Field value;
};
[[nodiscard]] Error not_one_of(std::string_view value, const std::vector<std::string_view>& words);

template <typename Field, std::size_t count>
[[nodiscard]] Result<Field> read_choice(std::string_view value,
                                        const Choice<Field> (&choices)[count]) {
  std::vector<std::string_view> words;
  for (const auto& choice : choices) {
    if (choice.word == value) return choice.value;
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
[[nodiscard]] Result<std::uint64_t> read_size(std::string_view value, std::uint64_t least);
[[nodiscard]] std::string size_text(std::uint64_t bytes);
// Reads "60", "90s", "1h30m", "250ms".
[[nodiscard]] Result<std::chrono::milliseconds> read_interval(std::string_view value);
[[nodiscard]] std::string interval_text(std::chrono::milliseconds interval);

// Reads a path and makes it absolute against the working folder.
[[nodiscard]] Result<std::string> read_path(std::string_view value);
// Does the same for a source or a replica; refuses the name of a folder on another machine
// (remote_name.h).
[[nodiscard]] Result<std::string> read_folder(std::string_view value);

using Patterns = std::vector<std::string>;
// Checks a pattern, and returns it alone.
[[nodiscard]] Result<Patterns> read_pattern(std::string_view value);
// Reads the patterns of a file, one a line.
[[nodiscard]] Result<Patterns> read_patterns_from(std::string_view path);
// Appends what was read, or returns why it could not be read.
[[nodiscard]] Result<void> append(Patterns& patterns, Result<Patterns> read);

}  // namespace lockstep
