// The words with which a message of a hold names what releases it.
#pragma once

#include <string>

namespace lockstep {

// The words that let a held pass through, as the user would type them: options of a command for one
// pass, `lockstep approve` for a job that goes on.
struct ReleaseWords {
  std::string approve = "--approve";
  std::string empty_source = "--allow-empty-source";
  std::string show_all = "'lockstep plan'";  // prints everything that the pass would do
};

}  // namespace lockstep
