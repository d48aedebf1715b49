// The words of a command line, split into operands and options in the order given. Their meaning is
// up to the commands.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lockstep {

struct OptionSpec {
  std::string name;      // "max-delete"
  std::string argument;  // the name of its value in help; empty for flags
  std::string help;
  std::string group;     // its heading in help, or kNotInHelp
  std::string short_name = {};  // the letter of "-x"
};
// The group of options that are understood but not shown in the help.
inline constexpr const char* kNotInHelp = "";

struct CommandSpec {
  std::string name;                   // "config check"
  std::string summary;                // one line
  std::vector<std::string> forms;     // "SOURCE REPLICA [options]"
  std::vector<OptionSpec> options;    // --help need not be named
  std::vector<std::string> examples;  // whole command lines
};

struct GivenOption {
  std::string name;
  std::string value;  // "true" for flags
};

struct Arguments {
  std::vector<std::string> operands;
  std::vector<GivenOption> options;
  bool help = false;
  bool version = false;

  [[nodiscard]] bool has(std::string_view option) const;
  // Returns the value of an option that may be given once; the last one counts.
  [[nodiscard]] std::string value(std::string_view option) const;
};

// Parses the words. An unknown option is `invalid`, with the nearest right one in the reason. "--"
// ends the options.
[[nodiscard]] Result<Arguments> parse_arguments(const CommandSpec& command,
                                                std::span<const std::string> words);

// Returns the usage, the options by their groups, and the examples.
[[nodiscard]] std::string help_text(const CommandSpec& command);

}  // namespace lockstep
