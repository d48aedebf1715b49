// The exit statuses of the program. Scripts rely on them: lockstep(1) explains each one.
#pragma once

#include "core/model/summary.h"

namespace lockstep {

inline constexpr int kExitDone = 0;
inline constexpr int kExitDifferences = 1;  // of `verify`
inline constexpr int kExitUsage = 2;
inline constexpr int kExitProblems = 3;
inline constexpr int kExitHeld = 4;
inline constexpr int kExitUnavailable = 5;
inline constexpr int kExitLocked = 6;
inline constexpr int kExitInternal = 70;
inline constexpr int kExitInterrupted = 130;  // SIGINT
inline constexpr int kExitTerminated = 143;   // SIGTERM

// Returns the exit code for one pass. A cancelled pass is `kExitInterrupted`, since only whoever
// read the signal knows better. A held pass that also had problems is held.
[[nodiscard]] int exit_code(const PassSummary& summary);

// Returns the one of two that matters more.
[[nodiscard]] int worse_exit_code(int one, int other);

}  // namespace lockstep
