// Asks the daemon that runs on this machine, over its control socket.
#pragma once

#include <string>

#include "app/host/control.h"
#include "base/result.h"

namespace lockstep {

struct DaemonAddress {
  enum class Owner {
    whoever,    // the system's for root; others' own, else the system's
    system,
    this_user,
    parent,     // the one whose unit started this process ($RUNTIME_DIRECTORY)
  } owner = Owner::whoever;
  std::string instance;  // of lockstep@.service
};

// Returns the daemon's reply, for control.h to read. Fails with not_found if there is no daemon,
// permission_denied if it does not listen to this user, and `busy` if it does not answer.
[[nodiscard]] Result<std::string> ask_daemon(const DaemonAddress& daemon,
                                             const ControlRequest& request);

// Does the same if only success or failure is of interest. Errors may be the daemon's own, too.
[[nodiscard]] Result<void> tell_daemon(const DaemonAddress& daemon, const ControlRequest& request);

}  // namespace lockstep
