// Writes and reads times as programs exchange them: "2024-01-31T12:00:00.000Z".
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace lockstep {

[[nodiscard]] std::string utc_text(std::chrono::system_clock::time_point time);

// Returns the time; none if the text is not written that way.
[[nodiscard]] std::optional<std::chrono::system_clock::time_point> time_of_utc(
    const std::string& text);

}  // namespace lockstep
