// Runs another program, mostly systemctl.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace lockstep {

struct ProgramOutcome {
  int code = 0;         // its exit code; 128 plus the signal if one ended it
  std::string output;   // standard output and standard error
};

// Runs the program by $PATH and waits. Fails with not_found if there is no such program.
[[nodiscard]] Result<ProgramOutcome> run_other_program(const std::vector<std::string>& words);

}  // namespace lockstep
