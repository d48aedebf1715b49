// Every option there is: option.h says what one consists of.
#pragma once

#include "app/config/option.h"
#include "app/config/settings.h"

namespace lockstep {

// What a job can't do without: operands on the command line, keys in a configuration.
[[nodiscard]] OptionTable<JobSettings> job_keys();
// How a job mirrors. In a configuration also at the top, for every job.
[[nodiscard]] OptionTable<JobSettings> job_options();
[[nodiscard]] OptionTable<LogSettings> log_options();
[[nodiscard]] OptionTable<ConsoleSettings> console_options();
[[nodiscard]] OptionTable<ServiceSettings> service_keys();

}  // namespace lockstep
