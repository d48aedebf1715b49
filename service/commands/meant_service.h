// Finds out which service an action is about when the command line does not say: a user who is not
// root may have one of their own beside the system's.
#pragma once

#include <string>

#include "app/host/daemon_client.h"
#include "service/command_line.h"
#include "service/registration/registration.h"

namespace lockstep {

// The state of the user's own service and of the system's.
struct ServicesSeen {
  bool own_runs = false;
  bool own_is_enabled = false;
  bool system_runs = false;
  bool system_is_enabled = false;
};

// Returns whose service an ordinary user means: the one that runs, and their own if both do, since
// the system's listens to nobody but root. If none runs, it is the one that starts by itself.
[[nodiscard]] ServiceOwner owner_meant(const ServicesSeen& seen);

struct MeantService {
  RegisteredService service;
  DaemonAddress address;
  // " of this user", " of the system"; empty if there can be no doubt.
  std::string whose;
  bool other_runs_too = false;  // the system's, beside the one of this user
};

// Decides by --user, --system and --instance. Without them root means the system's service; for
// another user the services that run decide (owner_meant).
[[nodiscard]] MeantService find_meant_service(const Arguments& arguments);

}  // namespace lockstep
