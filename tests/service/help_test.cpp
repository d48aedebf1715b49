#include "app/config/options.h"
#include "service/commands/command.h"
#include "service/sandbox.h"

using namespace lockstep;

namespace {

// Returns every option of the tables that can be had there, as it is given on the command line.
std::vector<std::string> option_names(Availability where) {
  std::vector<std::string> names;
  const auto add = [&](const auto& table) {
    for (const auto& option : table.options) {
      if (option.availability == where)
        names.push_back("--" + table.option_name(option));
    }
  };
  add(job_options());
  add(log_options());
  add(console_options());
  return names;
}

std::string file_of_project(const std::string& name) {
  std::ifstream file(std::string(LOCKSTEP_SOURCE_DIR "/").append(name), std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("a bare lockstep prints the two commonest commands and exits 2") {
  const Finished finished = Sandbox().run({});
  CHECK(finished.exit_code == 2);
  CHECK(contains(finished.output, "lockstep sync SOURCE REPLICA "));
  CHECK(contains(finished.output, "lockstep run  SOURCE REPLICA INTERVAL LOGFILE "));
}

TEST_CASE("--version prints one line") {
  const Finished finished = Sandbox().run({"--version"});
  CHECK(finished.exit_code == 0);
  CHECK(finished.output.starts_with("lockstep "));
  CHECK(lines_in(finished.output) == 1);
  CHECK(finished.error.empty());
}

TEST_CASE("--help names every command") {
  const Finished finished = Sandbox().run({"--help"});
  CHECK(finished.exit_code == 0);
  for (const char* command : {"run", "sync", "plan", "verify", "approve", "config"}) {
    CHECK(contains(finished.output, std::string("lockstep ") + command));
  }
}

TEST_CASE("every command has help of its own") {
  for (const Command& command : commands()) {
    const CommandSpec spec = command.describe();
    CAPTURE(spec.name);
    const Finished finished = Sandbox().run({spec.name, "--help"});
    CHECK(finished.exit_code == 0);
    CHECK(contains(finished.output, "Usage:\n  lockstep " + spec.name));
    for (const OptionSpec& option : spec.options) {
      if (option.group != kNotInHelp) CHECK(contains(finished.output, "--" + option.name));
    }
    CHECK(finished.error.empty());
  }
}

TEST_CASE("every option of the tables is in the help of run, sync, plan and verify") {
  for (const char* command : {"run", "sync", "plan", "verify"}) {
    const std::string help = Sandbox().run({command, "--help"}).output;
    for (const std::string& name : option_names(Availability::everywhere))
      CHECK_MESSAGE(contains(help, name + " "), command, " ", name);
  }
}

TEST_CASE("what means nothing to a single pass is an option of run alone") {
  const std::vector<std::string> names = option_names(Availability::run_and_configuration);
  CHECK(names == std::vector<std::string>{"--watch", "--settle", "--full-interval"});
  for (const std::string& name : names) {
    CAPTURE(name);
    CHECK(contains(Sandbox().run({"run", "--help"}).output, name + " "));
    for (const char* command : {"sync", "plan", "verify"}) {
      CHECK_FALSE(contains(Sandbox().run({command, "--help"}).output, name + " "));
      const Finished finished = Sandbox().run({command, "s", "r", name, "1s"});
      CHECK(finished.exit_code == 2);
      CHECK(contains(finished.error, "unknown option '" + name + "'"));
    }
  }
}

TEST_CASE("help fits a terminal of eighty columns") {
  const std::string help = Sandbox().run({"sync", "--help"}).output;
  std::istringstream lines(help);
  for (std::string line; std::getline(lines, line);) {
    CHECK_MESSAGE(line.size() <= 80, line);
    CHECK_MESSAGE(!line.ends_with(' '), line);
  }
}

TEST_CASE("every option is in the table of README.md") {
  const std::string readme = file_of_project("README.md");
  if (!contains(readme, "--checksum")) return;  // it has no table yet
  for (const std::string& name : option_names(Availability::everywhere))
    CHECK_MESSAGE(contains(readme, name), name);
}
