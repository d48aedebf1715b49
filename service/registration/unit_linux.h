// Makes the text of systemd's units. Pure.
#pragma once

#include <string>
#include <string_view>

namespace lockstep {

// These two return service/lockstep.service.in and lockstep-user.service.in.
[[nodiscard]] std::string_view system_unit_template();
[[nodiscard]] std::string_view user_unit_template();

// Returns the unit that runs `program` (a path) with `configuration` (a path).
[[nodiscard]] std::string fill_unit(std::string_view unit_template, const std::string& program,
                                    const std::string& configuration);

// Returns a path as one word of a unit's command line, whatever bytes it has (systemd.service(5)).
[[nodiscard]] std::string unit_word(std::string_view path);

// Returns whether a version of Lockstep has made this unit. Others are never overwritten.
[[nodiscard]] bool is_our_unit(std::string_view text);

}  // namespace lockstep
