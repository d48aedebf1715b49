// The Event Log gets what an administrator should see: starts and stops, warnings, errors. A line
// for every file would drown all other programs' events; those lines are in our own log file.

#include <algorithm>
#include <array>
#include <string_view>

#include "platform/supervision/event_source_windows.h"
#include "platform/supervision/journal.h"
#include "platform/supervision/supervisor_windows.h"

namespace lockstep {
namespace {

constexpr std::array<std::string_view, 5> kMilestones = {"launched", "mirroring", "reloaded",
                                                         "stopped", "problem_ended"};

std::string value_of(const std::vector<std::string>& fields, std::string_view name) {
  for (const std::string& field : fields) {
    if (field.starts_with(name)) return field.substr(name.size());
  }
  return {};
}

}  // namespace

// A service has no console: its output goes to the Event Log.
bool leads_to_journal(Stream /*stream*/) { return is_below_scm(); }

void send_to_journal(const std::vector<std::string>& fields) {
  // The numbers are syslog's: 3 is an error, 4 a warning.
  const std::string priority = value_of(fields, "PRIORITY=");
  const std::string event = value_of(fields, "LOCKSTEP_EVENT=");
  const EventSeverity kind = priority <= "3"   ? EventSeverity::error
                             : priority <= "4" ? EventSeverity::warning
                                               : EventSeverity::information;
  const bool is_milestone = std::ranges::find(kMilestones, event) != kMilestones.end();
  if (kind == EventSeverity::information && !is_milestone) return;
  report_event(kind, value_of(fields, "MESSAGE="));
}

}  // namespace lockstep
