// What files for Windows alone ask about the service control manager (SCM).
#pragma once

namespace lockstep {

// Was it the SCM that started the work which is being done?
[[nodiscard]] bool is_below_scm();

}  // namespace lockstep
