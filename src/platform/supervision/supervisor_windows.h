// Questions about the service control manager (SCM) for files of Windows alone.
#pragma once

namespace lockstep {

// True if the SCM started the work that is being done.
[[nodiscard]] bool is_below_scm();

}  // namespace lockstep
