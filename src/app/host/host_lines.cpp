#include "app/host/host_lines.h"

#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/config/option_values.h"

namespace lockstep {

LogLine host_line(LogLevel level, const char* event, std::string message) {
  LogLine line;
  line.level = level;
  line.event = event;
  line.message = std::move(message);
  return line;
}

LogLine host_error_line(const char* event, const std::string& message, const std::string& error) {
  LogLine line = host_line(LogLevel::error, event, message);
  line.error = error;
  return line;
}

std::string shown_name(const Settings& settings, const JobSettings& job) {
  return settings.jobs.size() == 1 ? std::string() : job.name;
}

LogLine mirroring_line(const JobSettings& job, const std::string& shown_name, const char* advice) {
  LogLine line = host_line(LogLevel::info, "mirroring",
                           fmt::format("Mirroring {} -> {} every {}{}", job.source, job.replica,
                                       interval_text(job.interval), advice));
  line.job = shown_name;
  line.source = job.source;
  line.replica = job.replica;
  return line;
}

LogLine reloaded_line(const ReloadReport& report) {
  std::string text;
  const auto add = [&](const char* what, const std::vector<std::string>& jobs) {
    if (jobs.empty()) return;
    text += fmt::format("{}{} {}", text.empty() ? "" : "; ", what, fmt::join(jobs, ", "));
  };
  add("kept", report.kept);
  add("restarted", report.restarted);
  add("added", report.added);
  add("removed", report.removed);
  return host_line(LogLevel::info, "reloaded", "Reloaded: " + text);
}

}  // namespace lockstep
