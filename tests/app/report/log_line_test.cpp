#include "app/report/log_line.h"

#include <algorithm>

#include <doctest/doctest.h>

using namespace lockstep;

namespace {

LogLine line_of(const std::string& job, LogLevel level = LogLevel::info) {
  LogLine line;
  line.level = level;
  line.job = job;
  line.event = "copied_file";
  line.message = "Copied file: /s/a\nb";
  line.source = "/s/a\nb";
  return line;
}

bool has(const std::vector<std::string>& fields, const std::string& field) {
  return std::ranges::find(fields, field) != fields.end();
}

}  // namespace

TEST_CASE("a job's name breaks no line, as little as a path does") {
  CHECK(text_of(line_of("a\nb\x1b")) == R"([a\nb\x1b] Copied file: /s/a\nb)");
  CHECK(text_of(line_of("")) == R"(Copied file: /s/a\nb)");
  CHECK(json_of(line_of("a\nb"), {}).find(R"("job":"a\\nb")") != std::string::npos);
  const auto fields = journal_fields(line_of("a\nb"));
  CHECK(has(fields, R"(LOCKSTEP_JOB=a\nb)"));
  CHECK(has(fields, R"(LOCKSTEP_SOURCE=/s/a\nb)"));
  CHECK(has(fields, R"(MESSAGE=[a\nb] Copied file: /s/a\nb)"));
}

TEST_CASE("a level has its name and its priority in the journal") {
  const auto written = [](LogLevel level) {
    const auto fields = journal_fields(line_of("", level));
    const auto priority = std::ranges::find_if(
        fields, [](const std::string& field) { return field.starts_with("PRIORITY="); });
    REQUIRE(priority != fields.end());
    return std::string(name_of(level)) + " " + *priority;
  };
  CHECK(written(LogLevel::debug) == "debug PRIORITY=7");
  CHECK(written(LogLevel::info) == "info PRIORITY=6");
  CHECK(written(LogLevel::warning) == "warning PRIORITY=4");
  CHECK(written(LogLevel::error) == "error PRIORITY=3");
}
