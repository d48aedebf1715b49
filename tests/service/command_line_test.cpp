#include "service/command_line.h"

#include <doctest/doctest.h>

using namespace lockstep;

namespace {

const CommandSpec kSpec = {"try",
                           "Try it",
                           {"THING"},
                           {{"flag", "", "a flag", "First"}, {"text", "TEXT", "a text", "Second"}},
                           {"lockstep try x"}};

Arguments parse(const std::vector<std::string>& words) {
  const auto arguments = parse_arguments(kSpec, words);
  REQUIRE_MESSAGE(arguments.has_value(), arguments.error().message());
  return *arguments;
}

std::string error_of(const std::vector<std::string>& words) {
  const auto arguments = parse_arguments(kSpec, words);
  return arguments ? "none" : arguments.error().message();
}

}  // namespace

TEST_CASE("options may stand before, between and behind operands, and keep their order") {
  const Arguments arguments = parse({"--text", "1", "a", "--flag", "b", "--text=2"});
  CHECK(arguments.operands == std::vector<std::string>{"a", "b"});
  REQUIRE(arguments.options.size() == 3);
  CHECK(arguments.options[0].value == "1");
  CHECK(arguments.options[1].name == "flag");
  CHECK(arguments.options[1].value == "true");
  CHECK(arguments.options[2].value == "2");
  CHECK(arguments.value("text") == "2");
  CHECK(arguments.has("flag"));
  CHECK_FALSE(arguments.has("help"));
}

TEST_CASE("what follows -- is an operand, whatever it looks like") {
  const Arguments arguments = parse({"--", "--flag", "-x", "--"});
  CHECK(arguments.operands == std::vector<std::string>{"--flag", "-x", "--"});
  CHECK(arguments.options.empty());
}

TEST_CASE("a value is taken as it is: commas, dashes, newlines, spaces, equals signs") {
  for (const char* value : {"a,b", "--flag", "-1", "a\nb", " ", "a=b", "*.{c,h}", "\xff"}) {
    CHECK(parse({"--text", value}).value("text") == value);
    CHECK(parse({std::string("--text=") + value}).value("text") == value);
  }
  const std::string longest(100'000, 'x');
  CHECK(parse({"--text=" + longest}).value("text") == longest);
}

TEST_CASE("a lone dash is an operand") {
  CHECK(parse({"-"}).operands == std::vector<std::string>{"-"});
}

TEST_CASE("mistakes are told") {
  CHECK(error_of({"--flga"}) == "unknown option '--flga'; did you mean '--flag'?");
  CHECK(error_of({"--zebra"}) == "unknown option '--zebra'");
  CHECK(error_of({"-z"}) == "unknown option '-z'");
  CHECK(error_of({"--text"}) == "the option '--text' wants a value");
  CHECK(error_of({"--flag=no"}) == "'--flag=no': this is either true or false");
  CHECK(error_of({"-5m"}) == "'-5m': nothing here may be negative");
  CHECK(error_of({"-0.5"}) == "'-0.5' is not an option");
}

TEST_CASE("help shows usage, options by group in their order, examples") {
  const std::string help = help_text(kSpec);
  CHECK(help.starts_with("Try it\n\nUsage:\n  lockstep try THING\n\n First options:\n"));
  CHECK(help.find("--flag") < help.find(" Second options:"));
  CHECK(help.find("--text TEXT") != std::string::npos);
  CHECK(help.find("-h, --help") != std::string::npos);
  CHECK(help.ends_with("\nExamples:\n  lockstep try x\n"));
  CHECK(parse({"-h"}).help);
  CHECK(parse({"a", "--help"}).help);
}
