// A configuration file: settings written by hand, in TOML. lockstep.toml(5) and
// config/lockstep.toml say what may stand in it.
#pragma once

#include <string>
#include <string_view>

#include "app/settings.h"
#include "base/result.h"

namespace lockstep {

// On failure one error, `invalid`: "file:line:column: what is wrong, and the nearest right name".
// Only the files that exclude_from names are read. `defaults` holds where there is no key.
[[nodiscard]] Result<Settings> parse_configuration(std::string_view text, std::string_view file,
                                                   Settings defaults = {});

// The same from a file of at most 1 MiB, on top of this user's defaults.
[[nodiscard]] Result<Settings> read_configuration(const std::string& path);

// What holds for this user where neither a configuration nor the command line says otherwise.
[[nodiscard]] Settings default_settings();

// The configuration that is read when none is named: the system's, else the user's. not_found when
// there is neither.
[[nodiscard]] Result<std::string> find_configuration();
// This user's own alone.
[[nodiscard]] Result<std::string> find_user_configuration();

// Where the two look for it, whether it is there or not.
enum class ConfigurationOwner { system, this_user };
[[nodiscard]] std::string usual_configuration(ConfigurationOwner owner);

// Settings as a configuration with every key, that comes to the same when it is parsed.
[[nodiscard]] std::string configuration_text(const Settings& settings);

// The commented example, config/lockstep.toml.
[[nodiscard]] std::string_view example_configuration();

}  // namespace lockstep
