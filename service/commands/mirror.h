// The common part of the commands sync, plan and verify, and of run.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "service/mirror_arguments.h"

namespace lockstep {

// Returns the options of run and sync: mirror_options and habitual_options.
[[nodiscard]] std::vector<OptionSpec> options_of_a_mirror(Operands operands);

// Reads the arguments and does `work`, which returns an exit code. Errors of either are usage
// errors.
[[nodiscard]] int with_mirror_arguments(std::string_view command, const Arguments& arguments,
                                        Operands operands,
                                        const std::function<Result<int>(const Settings&)>& work);

}  // namespace lockstep
