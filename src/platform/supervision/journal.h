// The system's journal, which takes a line with its fields instead of a text with a time stamp.
#pragma once

#include <string>
#include <vector>

#include "platform/system/terminal.h"

namespace lockstep {

// True if the output to `stream` ends up in the journal.
[[nodiscard]] bool leads_to_journal(Stream stream);

// Sends one entry; each field is "NAME=value" and may hold any bytes. An entry that can't be
// delivered is lost.
void send_to_journal(const std::vector<std::string>& fields);

}  // namespace lockstep
