// How the service control manager is to treat the service beyond starting it.
#pragma once

#include "service/registration/registration.h"
#include "service/registration/service_manager_windows.h"

namespace lockstep {

// Each that the system refuses is a notice: the service works without it. `is_local_system` says
// whom it runs as.
void set_service_settings(const ScmHandle& service, bool is_local_system, const Tell& tell);

// The same list of privileges as it is set: names that end with a zero each, and one more at the
// end.
[[nodiscard]] const wchar_t* required_privileges(bool is_local_system);

}  // namespace lockstep
