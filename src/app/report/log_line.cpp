#include "app/report/log_line.h"

#include <chrono>
#include <cstdlib>
#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/printable.h"
#include "platform/system/local_time.h"

namespace lockstep {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(printable_for_json(text));
}

// Returns "+01:00", computed from the difference, since Windows' strftime has the zone's name for
// %z.
std::string offset_of(const std::tm& local, std::chrono::sys_seconds time) {
  using namespace std::chrono;
  const auto day = year(local.tm_year + 1900) / (local.tm_mon + 1) / local.tm_mday;
  const auto ahead =
      sys_days(day) + hours(local.tm_hour) + minutes(local.tm_min) + seconds(local.tm_sec) - time;
  const auto offset = round<minutes>(ahead).count();
  return fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', std::abs(offset) / 60,
                     std::abs(offset) % 60);
}

std::string rfc3339(std::chrono::system_clock::time_point time) {
  using namespace std::chrono;
  const auto whole = floor<seconds>(time);
  const auto milli = duration_cast<milliseconds>(time - whole).count();
  const std::tm local = local_time(system_clock::to_time_t(whole));
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}{}", local, milli, offset_of(local, whole));
}

// Returns the priority in syslog's numbers.
int priority_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return 7;
    case LogLevel::info:
      return 6;
    case LogLevel::warning:
      return 4;
    case LogLevel::error:
      return 3;
  }
  return 6;
}

}  // namespace

const char* name_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    case LogLevel::error:
      return "error";
  }
  return "info";
}

std::string text_of(const LogLine& line) {
  const std::string message = printable(line.message);
  return line.job.empty() ? message : fmt::format("[{}] {}", printable(line.job), message);
}

std::string json_of(const LogLine& line, std::chrono::system_clock::time_point time) {
  Json json;
  json["time"] = rfc3339(time);
  json["level"] = name_of(line.level);
  json["job"] = text_or_null(line.job);
  json["event"] = line.event;
  json["source"] = text_or_null(line.source);
  json["replica"] = text_or_null(line.replica);
  json["reason"] = text_or_null(line.reason);
  json["bytes"] = line.bytes ? Json(*line.bytes) : Json(nullptr);
  json["error"] = text_or_null(line.error);
  json["message"] = printable_for_json(line.message);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<std::string> journal_fields(const LogLine& line) {
  std::vector<std::string> fields = {"MESSAGE=" + text_of(line),
                                     fmt::format("PRIORITY={}", priority_of(line.level)),
                                     "SYSLOG_IDENTIFIER=lockstep", "LOCKSTEP_EVENT=" + line.event};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) fields.push_back(fmt::format("LOCKSTEP_{}={}", name, printable(value)));
  };
  add("JOB", line.job);
  add("SOURCE", line.source);
  add("REPLICA", line.replica);
  add("REASON", line.reason);
  if (line.bytes) add("BYTES", fmt::format("{}", *line.bytes));
  add("ERROR", line.error);
  return fields;
}

}  // namespace lockstep
