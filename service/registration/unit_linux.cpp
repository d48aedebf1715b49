#include "service/registration/unit_linux.h"

#include <fmt/format.h>

namespace lockstep {
namespace {

constexpr std::string_view kOurs = "# Lockstep as a service of ";

// Returns the path for a setting that is no command line: a specifier's percent sign is doubled,
// the rest stays as it is.
std::string unit_value(std::string_view path) {
  std::string value;
  for (const char character : path) value.append(character == '%' ? 2 : 1, character);
  return value;
}

}  // namespace

std::string unit_word(std::string_view path) {
  std::string word;
  bool plain = true;
  for (const char character : path) {
    const auto byte = static_cast<unsigned char>(character);
    const bool is_plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                          (byte >= '0' && byte <= '9') ||
                          std::string_view("/._-+@:,=").find(character) != std::string_view::npos;
    plain = plain && is_plain;
    if (byte < 0x20 || byte == 0x7f) {
      word += fmt::format("\\x{:02x}", byte);
    } else if (character == '"' || character == '\\') {
      word.append(1, '\\').append(1, character);
    } else {
      word.append(character == '%' || character == '$' ? 2 : 1, character);
    }
  }
  return plain ? word : '"' + word + '"';
}

std::string fill_unit(std::string_view unit_template, const std::string& program,
                      const std::string& configuration) {
  std::string text;
  while (!unit_template.empty()) {
    const auto end = unit_template.find('\n');
    std::string line(unit_template.substr(0, end));
    unit_template.remove_prefix(end == std::string_view::npos ? unit_template.size() : end + 1);
    const bool is_command = line.starts_with("Exec");
    const auto put = [&](std::string_view name, const std::string& value) {
      for (auto at = line.find(name); at != std::string::npos; at = line.find(name, at))
        line.replace(at, name.size(), value), at += value.size();
    };
    put("@PROGRAM@", unit_word(program));
    put("@CONFIGURATION@", is_command ? unit_word(configuration) : unit_value(configuration));
    put("@INSTANCE_TITLE@", "");
    put("@INSTANCE@", "");
    text += line + "\n";
  }
  return text;
}

bool is_our_unit(std::string_view text) { return text.starts_with(kOurs); }

}  // namespace lockstep
