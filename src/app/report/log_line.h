// One line of the log as a value, with the functions that write it: as text for people, as JSON for
// programs. Names in it are raw bytes; both ways of writing escape them, so that a line stays a
// line.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/config/settings.h"

namespace lockstep {

struct LogLine {
  LogLevel level = LogLevel::info;
  std::string job;      // empty if there is only one
  std::string message;  // the text
  bool operation = false;  // tells what was done to one entry: there may be millions of them
  // The fields for programs; an empty one is written as null.
  std::string event = "message";  // "copied_file", "problem", "complete"…
  std::string source;
  std::string replica;
  std::string reason;
  std::optional<std::uint64_t> bytes;
  std::string error;
};

// Returns "debug", "info", "warning" or "error".
[[nodiscard]] const char* name_of(LogLevel level);

// Returns the part that follows time and level: "[job] message", escaped.
[[nodiscard]] std::string text_of(const LogLine& line);

// Returns one JSON object without a newline. It has `time` in local time with its offset (RFC
// 3339).
[[nodiscard]] std::string json_of(const LogLine& line, std::chrono::system_clock::time_point time);

// Returns the line's fields as "NAME=value" for the journal (systemd.journal-fields(7)): the text,
// a priority for journalctl -p, and LOCKSTEP_JOB, LOCKSTEP_EVENT and so on for its other fields.
// Values are escaped.
[[nodiscard]] std::vector<std::string> journal_fields(const LogLine& line);

}  // namespace lockstep
