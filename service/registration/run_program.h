// Another program's work: systemctl's, mostly.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace lockstep {

struct ProgramOutcome {
  int code = 0;         // its exit code; 128 and the signal when one ended it
  std::string output;   // standard output and standard error
};

// Runs it with $PATH and waits. not_found when there is no such program.
[[nodiscard]] Result<ProgramOutcome> run_other_program(const std::vector<std::string>& words);

}  // namespace lockstep
