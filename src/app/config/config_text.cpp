// Writes settings as a configuration.

#include <fmt/format.h>

#include "app/config/config.h"
#include "app/config/options.h"

namespace lockstep {
namespace {

// Returns the text as a TOML basic string.
std::string quote(std::string_view text) {
  std::string result = "\"";
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (character == '"' || character == '\\') {
      result.append(1, '\\').append(1, character);
    } else if (byte < 0x20 || byte == 0x7f) {
      result += fmt::format("\\u{:04X}", byte);
    } else {
      result.append(1, character);
    }
  }
  return result.append(1, '"');
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string write_values(const Values& values, ValueType type) {
  switch (type) {
    case ValueType::flag:
    case ValueType::number:
      return values.front();
    case ValueType::number_or_text:
      return is_number(values.front()) ? values.front() : quote(values.front());
    case ValueType::text:
    case ValueType::path:
      return quote(values.front());
    case ValueType::texts:
    case ValueType::paths:
      break;
  }
  std::string list = "[";
  for (const std::string& value : values) {
    if (list.size() > 1) list += ", ";
    list += quote(value);
  }
  return list + "]";
}

template <typename Target>
void write_options(std::string& text, const OptionTable<Target>& table, const Target& target) {
  for (const Option<Target>& option : table.options) {
    if (option.get == nullptr) continue;
    const Values values = option.get(target);
    const bool is_list = option.type == ValueType::texts || option.type == ValueType::paths;
    if (values.empty() && !is_list) {
      if (!option.when_unset.empty())
        text += fmt::format("# {}: {}\n", option.key(), option.when_unset);
      continue;
    }
    text += fmt::format("{} = {}\n", option.key(), write_values(values, option.type));
  }
}

}  // namespace

std::string configuration_text(const Settings& settings) {
  std::string text = "[service]\n";
  write_options(text, service_keys(), settings.service);
  text += "\n[log]\n";
  write_options(text, log_options(), settings.log);
  text += "\n[console]\n";
  write_options(text, console_options(), settings.console);
  for (const JobSettings& job : settings.jobs) {
    text += "\n[[job]]\n";
    write_options(text, job_keys(), job);
    write_options(text, job_options(), job);
  }
  return text;
}

}  // namespace lockstep
