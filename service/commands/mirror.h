// The common part of the commands sync, plan and verify, and of run.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "service/mirror_arguments.h"

namespace lockstep {

// Returns what run and sync take: mirror_options and the habits of other mirrors' users.
[[nodiscard]] std::vector<OptionSpec> options_of_a_mirror();

// Reads the arguments and does `work`, which returns an exit code; errors of either are usage
// errors.
[[nodiscard]] int with_mirror_arguments(std::string_view command, const Arguments& arguments,
                                        Operands operands,
                                        const std::function<Result<int>(const Settings&)>& work);

}  // namespace lockstep
