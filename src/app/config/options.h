// The tables of all options; option.h says what an option consists of.
#pragma once

#include "app/config/option.h"
#include "app/config/settings.h"

namespace lockstep {

// Returns the keys that a job can't do without: operands on the command line, keys in a
// configuration.
[[nodiscard]] OptionTable<JobSettings> job_keys();
// Returns the options that say how a job mirrors. In a configuration they may also stand at the
// top, for every job.
[[nodiscard]] OptionTable<JobSettings> job_options();
[[nodiscard]] OptionTable<LogSettings> log_options();
[[nodiscard]] OptionTable<ConsoleSettings> console_options();
[[nodiscard]] OptionTable<ServiceSettings> service_keys();

}  // namespace lockstep
