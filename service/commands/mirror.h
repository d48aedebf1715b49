// What run, sync, plan and verify have in common.
#pragma once

#include <functional>
#include <string_view>

#include "base/result.h"
#include "service/mirror_arguments.h"

namespace lockstep {

// Reads the arguments and does `work`, which returns an exit code; errors of either are usage
// errors.
[[nodiscard]] int with_mirror_arguments(
    std::string_view command, const Arguments& arguments, Operands operands,
    const std::function<Result<int>(const MirrorArguments&)>& work);

}  // namespace lockstep
