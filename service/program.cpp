#include "service/program.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "app/report/refusal.h"
#include "base/printable.h"
#include "base/version.h"
#include "service/commands/command.h"
#include "service/commands/service.h"
#include "service/console.h"
#include "service/wording.h"

namespace lockstep {
namespace {

constexpr std::string_view kCommonest =
    "Lockstep keeps a replica folder an identical copy of a source folder.\n\n"
    "  lockstep sync SOURCE REPLICA                    make it one, once\n"
    "  lockstep run  SOURCE REPLICA INTERVAL LOGFILE   keep it one, every INTERVAL (60, 5m), until "
    "stopped\n\n"
    "lockstep --help shows the rest.\n";

std::string overview() {
  std::string text =
      "Lockstep keeps a replica folder an identical copy of a source folder: one way, again and "
      "again.\n\n"
      "Usage:\n";
  for (const Command& command : commands()) {
    if (!command.in_help) continue;
    const CommandSpec spec = command.describe();
    for (const std::string& form : spec.forms)
      text += fmt::format("  lockstep {} {}\n", spec.name, form);
  }
  text += "  lockstep --help | --version | COMMAND --help\n\nCommands:\n";
  for (const Command& command : commands()) {
    if (!command.in_help) continue;
    const CommandSpec spec = command.describe();
    text += fmt::format("  {:<8} {}\n", spec.name, spec.summary);
  }
  text +=
      "\nExit codes:\n"
      "  0 done   1 verify found differences   2 usage or configuration   3 some entries failed\n"
      "  4 held by the guard   5 source or replica not available   6 replica in use\n"
      "  70 internal error   130, 143 interrupted\n";
  return text;
}

std::optional<Command> find_command(std::string_view name) {
  for (const Command& command : commands()) {
    if (command.describe().name == name) return command;
  }
  return std::nullopt;
}

int unknown_word(const std::string& word) {
  std::vector<std::string> names = {"--help", "--version"};
  for (const Command& command : commands()) {
    if (command.in_help) names.push_back(command.describe().name);
  }
  std::string sentence = unknown(word.starts_with('-') ? "option" : "command", word, names);
  if (is_service_action(word)) {
    sentence = fmt::format("unknown command '{0}'; did you mean 'service {0}'?", word);
  } else if (!sentence.ends_with('?')) {
    sentence += "; 'lockstep --help' lists them";
  }
  return usage_error("", sentence);
}

void print_version() { print(fmt::format("lockstep {}\n", version())); }

int perform(const Command& command, std::span<const std::string> words) {
  const CommandSpec spec = command.describe();
  const auto arguments = parse_arguments(spec, words);
  if (!arguments) return usage_error(spec.name, arguments.error().message());
  if (arguments->help) {
    print(help_text(spec));
  } else if (arguments->version) {
    print_version();
  } else {
    return command.perform(*arguments);
  }
  return kExitDone;
}

int dispatch(std::span<const std::string> words) {
  if (words.empty()) {
    print(kCommonest);
    return kExitUsage;
  }
  const std::string& first = words.front();
  if (first == "--help" || first == "-h" || first == "help") {
    const auto command = words.size() > 1 ? find_command(words[1]) : std::nullopt;
    print(command ? help_text(command->describe()) : overview());
    return kExitDone;
  }
  if (first == "--version" || first == "-V") {
    print_version();
    return kExitDone;
  }
  const auto command = find_command(first);
  return command ? perform(*command, words.subspan(1)) : unknown_word(first);
}

}  // namespace

int run_program(std::span<const std::string> words) {
  try {
    return dispatch(words);
  } catch (const std::exception& error) {
    print_error("", printable(refusal_text(error)));
    return kExitInternal;
  }
}

}  // namespace lockstep
