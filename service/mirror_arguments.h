// The options that run, sync, plan and verify share, and the settings that result from them.
#pragma once

#include <string_view>
#include <vector>

#include "app/config/settings.h"
#include "base/result.h"
#include "service/command_line.h"

namespace lockstep {

// Returns the options that users of other mirrors type by habit (-a, -r, --delete, --progress), and
// that sync and run always obey: they are understood, but not in help. The notices say so for those
// that were given.
[[nodiscard]] std::vector<OptionSpec> habitual_options();
[[nodiscard]] std::vector<std::string> habitual_notices(const Arguments& arguments);

enum class Operands {
  two_folders,       // SOURCE REPLICA
  interval_and_log,  // SOURCE REPLICA INTERVAL LOGFILE
};

// Returns what a command with these operands has of the tables of app/config/options.h, and
// --config and --job.
[[nodiscard]] std::vector<OptionSpec> mirror_options(Operands operands);

// Returns the settings. Operands make one job without a name; without them the configuration's jobs
// are taken, or those that --job names. Options then hold for all of them and outrank the
// configuration. Every failure is a usage error.
[[nodiscard]] Result<Settings> read_mirror_arguments(const Arguments& arguments, Operands operands);

}  // namespace lockstep
