// One thing that a user may choose. The same tables of options serve the command line, the
// configuration, `config show`, `--help` and the search for the nearest right name, so that an
// option and its key can't drift apart.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lockstep {

// The type of the value that a configuration writes for an option.
enum class ValueType {
  flag,  // true or false; it has no value on the command line
  number,  // a whole number that is not negative
  text,
  path,  // absolute in a configuration
  number_or_text,  // 20 or "10%"
  texts,  // several
  paths,
};

enum class Availability {
  everywhere,
  run_and_configuration,  // it means nothing to a command that makes one pass
  configuration_only,
};

// The values of one option as text; none if it was left alone. Only texts and paths have several.
using Values = std::vector<std::string>;

template <typename Target>
struct Option {
  std::string_view name;  // "max-delete"; a configuration's key is "max_delete"
  std::string_view argument;  // the name of the value in help; empty for flags
  ValueType type{};
  std::string_view group;  // its heading in help
  std::string_view help;
  // Understands `value` ("true" or "false" for flags) and changes `target`, or says in one sentence
  // why not. It is called for several values one after the other.
  Result<void> (*set)(Target& target, std::string_view value) = nullptr;
  // Returns the values that `set` would need to get the same `target`; null if another option
  // returns them.
  Values (*get)(const Target& target) = nullptr;
  std::string_view when_unset = {};  // the text for a value that `get` does not give
  Availability availability = Availability::everywhere;

  [[nodiscard]] std::string key() const {
    std::string text(name);
    std::replace(text.begin(), text.end(), '-', '_');
    return text;
  }
};

// The options of one section of a configuration. On the command line their names begin with
// `prefix`.
template <typename Target>
struct OptionTable {
  std::string_view section;
  std::string_view prefix;
  std::span<const Option<Target>> options;

  [[nodiscard]] std::string option_name(const Option<Target>& option) const {
    return std::string(prefix).append(option.name);
  }
};

// Returns whether all options have the same values.
template <typename Target>
[[nodiscard]] bool same_choices(const OptionTable<Target>& table, const Target& one,
                                const Target& other) {
  return std::all_of(table.options.begin(), table.options.end(), [&](const auto& option) {
    return option.get == nullptr || option.get(one) == option.get(other);
  });
}

// Returns the keys of the options whose values differ, as a reader of the configuration would name
// them: "log.max_size".
template <typename Target>
[[nodiscard]] std::vector<std::string> changed_keys(const OptionTable<Target>& table,
                                                    const Target& one, const Target& other) {
  std::vector<std::string> keys;
  for (const auto& option : table.options) {
    if (option.get != nullptr && option.get(one) != option.get(other))
      keys.push_back(std::string(table.section) + "." + option.key());
  }
  return keys;
}

}  // namespace lockstep
