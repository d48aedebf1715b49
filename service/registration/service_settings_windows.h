// Tells the service control manager how to treat the service beyond starting it.
#pragma once

#include "service/registration/registration.h"
#include "service/registration/service_manager_windows.h"

namespace lockstep {

// Applies the settings. Each one that the system refuses is a notice, since the service works
// without it. `is_local_system` says whether it runs as LocalSystem.
void set_service_settings(const ScmHandle& service, bool is_local_system, const Tell& tell);

// Returns the list of privileges in the form in which it is set: each name ends with a zero, and
// one more zero ends the list.
[[nodiscard]] const wchar_t* required_privileges(bool is_local_system);

}  // namespace lockstep
