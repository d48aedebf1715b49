// Asks the daemon that runs on this machine, over its control socket.
#pragma once

#include <string>

#include "app/host/control.h"
#include "base/result.h"

namespace lockstep {

struct DaemonAddress {
  enum class Owner {
    whoever,    // the system's for root; for others their own, else the system's
    system,
    this_user,
    parent,     // whose unit started this process ($RUNTIME_DIRECTORY)
  } owner = Owner::whoever;
  std::string instance;  // of lockstep@.service
};

// Returns the daemon's reply, for control.h to read. not_found: there is none; permission_denied:
// this user is not heard; `busy`: it does not answer.
[[nodiscard]] Result<std::string> ask_daemon(const DaemonAddress& daemon,
                                             const ControlRequest& request);

// The same if only success or failure is of interest. Errors are the daemon's, too.
[[nodiscard]] Result<void> tell_daemon(const DaemonAddress& daemon, const ControlRequest& request);

}  // namespace lockstep
