#include "app/report/log.h"

#include <filesystem>
#include <regex>
#include <sstream>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "app/scratch_folder.h"
#include "support/fake_clock.h"

using namespace lockstep;

namespace {

struct LogFixture {
  ScratchFolder scratch;
  FakeClock clock;
  LogSettings settings{.file = scratch.at("deep/er/mirror.log"), .console = false};

  std::unique_ptr<Log> open() {
    auto log = Log::open(settings, {}, {&clock, nullptr});
    REQUIRE_MESSAGE(log, log.error().message());
    return std::move(*log);
  }
  std::vector<std::string> lines() {
    std::istringstream stream(scratch.read("deep/er/mirror.log"));
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
  }
  static LogLine say(std::string message, LogLevel level = LogLevel::info) {
    LogLine line;
    line.level = level;
    line.message = std::move(message);
    return line;
  }
};

}  // namespace

TEST_CASE("a new log file and its parents are created, and the first line says so") {
  LogFixture fixture;
  fixture.open();
  REQUIRE(fixture.lines().size() == 1);
  CHECK(std::regex_match(
      fixture.lines()[0],
      std::regex(R"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} info Log file created)")));
  fixture.open();
  CHECK(fixture.lines().size() == 1);
}

TEST_CASE("a line shows level and job, and what is below the level is left out") {
  LogFixture fixture;
  const auto log = fixture.open();
  LogLine line = LogFixture::say("Removed file: /r/x", LogLevel::warning);
  line.job = "documents";
  log->write(line);
  log->write(LogFixture::say("nobody wants to know", LogLevel::debug));
  REQUIRE(fixture.lines().size() == 2);
  CHECK(fixture.lines()[1].ends_with(" warning [documents] Removed file: /r/x"));
  CHECK_FALSE(log->wants(LogLevel::debug));
}

TEST_CASE("a log says whether anybody reads a line of a level") {
  FakeClock clock;
  const auto wanted = [&clock](const LogSettings& settings, bool quiet) {
    const auto log = *Log::open(settings, {.quiet = quiet}, {&clock, nullptr});
    return std::pair(log->wants(LogLevel::info), log->wants(LogLevel::warning));
  };
  const ScratchFolder scratch;
  const std::string file = scratch.at("log");
  CHECK(wanted({.file = "", .console = true}, false) == std::pair(true, true));
  CHECK(wanted({.file = "", .console = true}, true) == std::pair(false, true));
  CHECK(wanted({.file = file, .console = true}, true) == std::pair(true, true));
  CHECK(wanted({.file = file, .level = LogLevel::error, .console = true}, true) ==
        std::pair(false, true));
  CHECK(wanted({.file = "", .console = false}, false) == std::pair(false, false));
}

TEST_CASE("a line stays a line whatever the name in it") {
  LogFixture fixture;
  const auto log = fixture.open();
  log->write(LogFixture::say("Copied file: /s/a\nb\x1b[31m\xff -> /r/{}%v"));
  REQUIRE(fixture.lines().size() == 2);
  CHECK(fixture.lines()[1].ends_with(R"( info Copied file: /s/a\nb\x1b[31m\xff -> /r/{}%v)"));
}

TEST_CASE("in JSON every line is an object with the same fields") {
  LogFixture fixture;
  fixture.settings.format = LogFormat::json;
  const auto log = fixture.open();
  LogLine line = LogFixture::say("Copied file: /s/a\\b\n\xff -> /r/a");
  line.event = "copied_file";
  line.source = "/s/a\\b\n\xff";
  line.bytes = 7;
  log->write(line);
  REQUIRE(fixture.lines().size() == 2);
  for (const std::string& text : fixture.lines()) {
    const auto json = nlohmann::json::parse(text);
    for (const char* field :
         {"time", "level", "job", "event", "source", "replica", "reason", "bytes", "error"}) {
      CHECK_MESSAGE(json.contains(field), field);
    }
    CHECK(std::regex_match(json["time"].get<std::string>(),
                           std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d)")));
  }
  const auto json = nlohmann::json::parse(fixture.lines()[1]);
  CHECK(json["event"] == "copied_file");
  CHECK(json["source"] == R"(/s/a\\b\n\xff)");
  CHECK(json["bytes"] == 7);
  CHECK(json["job"].is_null());
}

TEST_CASE("a log file that can't be opened is an error that names it") {
  LogFixture fixture;
  fixture.scratch.write("file", "");
  fixture.scratch.make_folder("folder");
  for (const char* inner : {"file/log", "folder"}) {
    fixture.settings.file = fixture.scratch.at(inner);
    const auto log = Log::open(fixture.settings, {}, {&fixture.clock, nullptr});
    REQUIRE_FALSE(log);
    CHECK(log.error().message().find(fixture.settings.file) != std::string::npos);
  }
}

TEST_CASE("a log file that was removed is there again before anything is logged, and says so") {
  LogFixture fixture;
  SUBCASE("text") {}
  SUBCASE("JSON") { fixture.settings.format = LogFormat::json; }
  const auto log = fixture.open();
  std::filesystem::remove(fixture.scratch.at("deep/er/mirror.log"));
  fixture.clock.advance(std::chrono::seconds(2));
  log->look_after_file();
  REQUIRE(fixture.lines().size() == 1);
  CHECK(fixture.lines()[0].find("Log file created") != std::string::npos);
  CHECK(fixture.lines()[0].starts_with('{') == (fixture.settings.format == LogFormat::json));
  log->write(LogFixture::say("after"));
  CHECK(fixture.lines().size() == 2);
}
