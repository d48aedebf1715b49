// Our lines in Windows' Event Log (Application), which finds their texts in the program itself
// (packaging/windows/messages.mc).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace lockstep {

enum class EventSeverity { information, warning, error };

// Names this program as the place of the texts. Administrators alone may.
[[nodiscard]] Result<void> register_event_source();
// It is fine when there is none.
[[nodiscard]] Result<void> unregister_event_source();

// As whoever shows events leaves it: what looks like an insertion in a line ("%1", "%%", "%{")
// would be replaced, time and again, and there is no way to write a percent sign but as "\x25"
// there (MS-EVEN, 3.2.4.1.5). Not longer than the log takes. Pure.
[[nodiscard]] std::wstring event_text(std::wstring_view line);

// Any thread. What can't be delivered is lost.
void report_event(EventSeverity kind, const std::string& line);

}  // namespace lockstep
