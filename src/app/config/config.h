// A configuration file: settings written by hand, in TOML. lockstep.toml(5) and
// config/lockstep.toml say what may stand in it.
#pragma once

#include <string>
#include <string_view>

#include "app/config/settings.h"
#include "base/result.h"

namespace lockstep {

// Parses a configuration. Fails with one error, `invalid`: "file:line:column: what is wrong, and
// the nearest right name". Reads only the files that exclude_from names. `defaults` holds for keys
// that are missing. Paths may begin with "~/" or "$HOME/" if `home` says which folder that is.
[[nodiscard]] Result<Settings> parse_configuration(std::string_view text, std::string_view file,
                                                   Settings defaults = {},
                                                   const std::string& home = {});

// Does the same with a file of at most 1 MiB, on top of this user's defaults. The home folder is
// known in a user's own configuration, but not in the system's, which may be read in anybody's
// name.
[[nodiscard]] Result<Settings> read_configuration(const std::string& path);

// Returns the settings without the jobs that have `enabled = false`. Fails with `invalid` if no
// other is left.
[[nodiscard]] Result<Settings> keep_enabled_jobs(Settings settings);

// Returns what holds for this user unless a configuration or the command line says otherwise.
[[nodiscard]] Settings default_settings();

// Fails with `invalid` if neither a configuration nor the environment says in which folder to
// remember what passes found. Call it before anything is mirrored.
[[nodiscard]] Result<void> demand_state_folder(const Settings& settings);

// Returns the configuration that is read when none is named: the system's, else the user's. Fails
// with not_found if there is neither.
[[nodiscard]] Result<std::string> find_configuration();
// Returns the configuration whose jobs this process runs when none is named. For an administrator
// it is the same; others get only their own, since the system's jobs are the service's. Fails with
// not_found, which names both.
[[nodiscard]] Result<std::string> find_own_configuration();
// Returns this user's own configuration, never the system's.
[[nodiscard]] Result<std::string> find_user_configuration();

// Returns the place where that owner's configuration is looked for, whether it is there or not.
enum class ConfigurationOwner { system, this_user };
[[nodiscard]] std::string usual_configuration(ConfigurationOwner owner);

// Returns the settings as a configuration with every key, which gives the same settings when it is
// parsed.
[[nodiscard]] std::string configuration_text(const Settings& settings);

// Returns the commented example, config/lockstep.toml.
[[nodiscard]] std::string_view example_configuration();

}  // namespace lockstep
