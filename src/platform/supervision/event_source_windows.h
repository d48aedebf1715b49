// Our lines in Windows' Event Log (Application), which finds their texts in the program itself
// (packaging/windows/messages.mc).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace lockstep {

enum class EventSeverity { information, warning, error };

// Registers this program as the place of the texts. Only administrators may.
[[nodiscard]] Result<void> register_event_source();
// Takes the registration back. It is no failure if there is none.
[[nodiscard]] Result<void> unregister_event_source();

// Prepares a line so that viewers of events leave it as it is: they would replace anything that
// looks like an insertion ("%1", "%%", "%{"), time and again, and a percent sign can only be
// written as "\x25" there (MS-EVEN, 3.2.4.1.5). The result is no longer than the log takes. Pure.
[[nodiscard]] std::wstring event_text(std::wstring_view line);

// Reports an event, from any thread. An event that can't be delivered is lost.
void report_event(EventSeverity kind, const std::string& line);

}  // namespace lockstep
