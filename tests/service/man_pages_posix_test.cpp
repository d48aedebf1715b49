// The man pages say what the program knows: they are compared with the tables that make its help.

#include <regex>
#include <set>

#include "app/config/options.h"
#include "app/report/exit_code.h"
#include "service/commands/command.h"
#include "service/sandbox.h"

using namespace lockstep;

namespace {

std::string man_page(const std::string& name) {
  std::ifstream file(std::string(LOCKSTEP_SOURCE_DIR "/packaging/man/").append(name).append(".scd"),
                     std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  REQUIRE(!text.str().empty());
  return text.str();
}

// Returns the words at the head of an entry: "*--config* _FILE_" above lines that are indented.
std::set<std::string> entries(const std::string& page) {
  std::set<std::string> words;
  std::istringstream lines(page);
  const std::regex bold(R"(\*([^*]+)\*)");
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with('*') || lines.peek() != '\t') continue;
    for (std::sregex_iterator match(line.begin(), line.end(), bold), end; match != end; ++match)
      words.insert((*match)[1]);
  }
  return words;
}

std::string long_option(const std::string& name) { return std::string("--").append(name); }

// Returns the options of every command.
std::set<std::string> known_options() {
  std::set<std::string> names = {"--help", "--version"};
  for (const Command& command : commands()) {
    for (const OptionSpec& option : command.describe().options)
      names.insert(long_option(option.name));
  }
  return names;
}

// Returns the "name" of a section's keys.
std::set<std::string> known_keys() {
  std::set<std::string> keys;
  const auto add = [&](const auto& table) {
    for (const auto& option : table.options) keys.insert(option.key());
  };
  add(service_keys());
  add(log_options());
  add(console_options());
  add(job_keys());
  add(job_options());
  return keys;
}

}  // namespace

TEST_CASE("lockstep(1) has an entry for every command, option and exit code") {
  const std::string page = man_page("lockstep.1");
  const std::set<std::string> found = entries(page);
  for (const Command& command : commands()) {
    const std::string name = command.describe().name;
    CHECK_MESSAGE(contains(page, "\n*lockstep " + name), name);
    for (const OptionSpec& option : command.describe().options) {
      if (option.group == kNotInHelp) continue;
      // "approve" and "service" explain their own options where they are explained themselves.
      const std::string given = long_option(option.name);
      CHECK_MESSAGE((found.contains(given) || contains(page, std::string("*").append(given))), name,
                    " ", given);
    }
  }
  for (const char* name : {"--help", "--version"}) CHECK(found.contains(name));
  for (const int code :
       {kExitDone, kExitDifferences, kExitUsage, kExitProblems, kExitHeld, kExitUnavailable,
        kExitLocked, kExitInternal, kExitInterrupted, kExitTerminated})
    CHECK_MESSAGE(found.contains(std::to_string(code)), code);
}

TEST_CASE("lockstep(1) has no option that the program does not have") {
  const std::set<std::string> known = known_options();
  for (const std::string& word : entries(man_page("lockstep.1"))) {
    if (word.starts_with("--") && word.size() > 2)
      CHECK_MESSAGE(known.contains(word.substr(0, word.find(' '))), word);
  }
}

TEST_CASE("lockstep.toml(5) has an entry for every key, and no other") {
  const std::string page = man_page("lockstep.toml.5");
  std::set<std::string> found;
  std::istringstream lines(page.substr(page.find("# [service]")));
  // A key stands alone in its line.
  for (std::string line; std::getline(lines, line);) {
    if (line.size() > 2 && line.starts_with('*') && line.find('*', 1) == line.size() - 1)
      found.insert(line.substr(1, line.size() - 2));
  }
  const std::set<std::string> known = known_keys();
  for (const std::string& key : known) CHECK_MESSAGE(found.contains(key), key);
  for (const std::string& key : found) CHECK_MESSAGE(known.contains(key), key);
}
