// Our lines in Windows' Event Log (Application), which finds their texts in the program itself
// (packaging/windows/messages.mc).
#pragma once

#include <string>

#include "base/result.h"

namespace lockstep {

enum class EventSeverity { information, warning, error };

// Names this program as the place of the texts. Administrators alone may.
[[nodiscard]] Result<void> register_event_source();
// It is fine when there is none.
[[nodiscard]] Result<void> unregister_event_source();

// Any thread. What can't be delivered is lost.
void report_event(EventSeverity kind, const std::string& line);

}  // namespace lockstep
