// The system's journal, which takes a line with its fields instead of a text with a time stamp.
#pragma once

#include <string>
#include <vector>

#include "platform/system/terminal.h"

namespace lockstep {

// Does what is written to `stream` end up in the journal?
[[nodiscard]] bool leads_to_journal(Stream stream);

// One entry; each field is "NAME=value" and may hold any bytes. What can't be delivered is lost.
void send_to_journal(const std::vector<std::string>& fields);

}  // namespace lockstep
