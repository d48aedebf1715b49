#include "service/command_line.h"

#include <algorithm>

#include <fmt/format.h>

// cxxopts uses its hand-written parser, since std::regex recurses once a character and its "."
// matches no newline.
#define CXXOPTS_NO_REGEX
#include <cxxopts.hpp>

#include "base/printable.h"
#include "service/wording.h"

namespace lockstep {
namespace {

const OptionSpec kHelp = {"help", "", "show this help", "Other", "h"};
const OptionSpec kVersion = {"version", "", "show the version", "Other", "V"};

cxxopts::Options describe(const CommandSpec& command) {
  cxxopts::Options options("lockstep " + command.name, command.summary);
  options.set_width(80);
  const auto add = [&](const OptionSpec& option) {
    const auto value = option.argument.empty()
                           ? std::shared_ptr<cxxopts::Value>(cxxopts::value<bool>())
                           : std::shared_ptr<cxxopts::Value>(cxxopts::value<std::string>());
    options.add_option(option.group, option.short_name, option.name, option.help, value,
                       option.argument);
  };
  for (const OptionSpec& option : command.options) add(option);
  add(kHelp);
  add(kVersion);
  return options;
}

std::vector<std::string> groups_of(const CommandSpec& command) {
  std::vector<std::string> groups;
  const auto add = [&](const std::string& group) {
    const bool is_new = std::find(groups.begin(), groups.end(), group) == groups.end();
    if (is_new && group != kNotInHelp) groups.push_back(group);
  };
  for (const OptionSpec& option : command.options) add(option.group);
  add(kHelp.group);
  return groups;
}

// Returns what cxxopts put between quotation marks in its message.
std::string quoted_in(std::string_view message) {
  const auto begin = message.find(cxxopts::LQUOTE);
  const auto end = message.rfind(cxxopts::RQUOTE);
  if (begin == std::string_view::npos || end == std::string_view::npos || end <= begin) return {};
  const auto first = begin + cxxopts::LQUOTE.size();
  return std::string(message.substr(first, end - first));
}

bool is_digit(char character) { return character >= '0' && character <= '9'; }

// Words the error about the first word that begins with a dash and is no option. `name` is what
// cxxopts took for its name.
Error unknown_option(const CommandSpec& command, std::span<const std::string> words,
                     const std::string& name) {
  const auto negative = std::find_if(words.begin(), words.end(), [](const std::string& word) {
    return word.size() > 1 && word[0] == '-' && is_digit(word[1]);
  });
  if (name.size() == 1 && is_digit(name[0]) && negative != words.end()) {
    return Error(ErrorKind::invalid,
                 fmt::format("'{}': nothing here may be negative", printable(*negative)));
  }
  std::vector<std::string> known = {"--" + kHelp.name, "--" + kVersion.name};
  for (const OptionSpec& option : command.options) {
    if (option.group != kNotInHelp) known.push_back("--" + option.name);
  }
  return Error(ErrorKind::invalid,
               unknown("option", (name.size() == 1 ? "-" : "--") + name, known));
}

Arguments arguments_of(const cxxopts::ParseResult& parsed) {
  Arguments arguments;
  arguments.operands = parsed.unmatched();
  for (const auto& option : parsed.arguments()) {
    if (option.key() == kHelp.name) arguments.help = true;
    if (option.key() == kVersion.name) arguments.version = true;
    arguments.options.push_back({option.key(), option.value()});
  }
  return arguments;
}

// Removes the spaces that cxxopts leaves where it breaks a line.
std::string without_trailing_spaces(std::string_view text) {
  std::string trimmed;
  for (const char character : text) {
    while (character == '\n' && trimmed.ends_with(' ')) {
      trimmed.pop_back();
    }
    trimmed.push_back(character);
  }
  return trimmed;
}

}  // namespace

bool Arguments::has(std::string_view option) const {
  return std::any_of(options.begin(), options.end(),
                     [&](const GivenOption& given) { return given.name == option; });
}

std::string Arguments::value(std::string_view option) const {
  const auto found = std::find_if(options.rbegin(), options.rend(),
                                  [&](const GivenOption& given) { return given.name == option; });
  return found == options.rend() ? std::string() : found->value;
}

Result<Arguments> parse_arguments(const CommandSpec& command, std::span<const std::string> words) {
  std::vector<const char*> raw = {"lockstep"};
  for (const std::string& word : words) raw.push_back(word.c_str());
  try {
    return arguments_of(describe(command).parse(static_cast<int>(raw.size()), raw.data()));
  } catch (const cxxopts::exceptions::no_such_option& error) {
    return failure(unknown_option(command, words, quoted_in(error.what())));
  } catch (const cxxopts::exceptions::missing_argument& error) {
    return failure(ErrorKind::invalid,
                   fmt::format("the option '--{}' wants a value", quoted_in(error.what())));
  } catch (const cxxopts::exceptions::incorrect_argument_type& error) {
    // A flag was given a value. The message names only that value.
    const std::string value = "=" + quoted_in(error.what());
    const auto word = std::find_if(words.begin(), words.end(), [&](const std::string& candidate) {
      return candidate.ends_with(value);
    });
    return failure(ErrorKind::invalid, fmt::format("'{}': this is either true or false",
                                                   printable(word == words.end() ? value : *word)));
  } catch (const cxxopts::exceptions::exception& error) {
    return failure(ErrorKind::invalid,
                   fmt::format("'{}' is not an option", printable(quoted_in(error.what()))));
  }
}

std::string help_text(const CommandSpec& command) {
  std::string text = command.summary + "\n\nUsage:\n";
  for (const std::string& form : command.forms)
    text += fmt::format("  lockstep {} {}\n", command.name, form);
  cxxopts::Options options = describe(command);
  options.custom_help("");
  // The first lines of cxxopts (summary and usage) are left out; the groups begin behind an empty
  // line.
  const std::string groups = options.help(groups_of(command), false);
  const auto begin = groups.find("\n\n");
  text += "\n" + without_trailing_spaces(groups.substr(begin == std::string::npos ? 0 : begin + 2));
  if (!command.examples.empty()) text += "\nExamples:\n";
  for (const std::string& example : command.examples) text += "  " + example + "\n";
  return text;
}

}  // namespace lockstep
