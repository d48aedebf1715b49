// One line of the log as a value, and how it is written: as text for people, as JSON for programs.
// Names in it are raw bytes; both ways of writing escape them, so that a line stays a line.
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
  std::string job;      // empty: there is only one
  std::string message;  // the text
  bool operation = false;  // tells what was done to one entry: there may be millions of them
  // For programs; what is empty is null.
  std::string event = "message";  // "copied_file", "problem", "complete"…
  std::string source;
  std::string replica;
  std::string reason;
  std::optional<std::uint64_t> bytes;
  std::string error;
};

// "debug", "info", "warning", "error".
[[nodiscard]] const char* name_of(LogLevel level);

// What follows time and level: "[job] message", escaped.
[[nodiscard]] std::string text_of(const LogLine& line);

// One JSON object without a newline. `time` is local with its offset (RFC 3339).
[[nodiscard]] std::string json_of(const LogLine& line, std::chrono::system_clock::time_point time);

// "NAME=value" for the journal (systemd.journal-fields(7)): the text, a priority for journalctl -p,
// and LOCKSTEP_JOB, LOCKSTEP_EVENT and so on for what else the line has. Values are escaped.
[[nodiscard]] std::vector<std::string> journal_fields(const LogLine& line);

}  // namespace lockstep
