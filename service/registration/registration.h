// Registers Lockstep as a service of this system: as a systemd unit, or in Windows' list of
// services.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "app/config/settings.h"
#include "base/result.h"

namespace lockstep {

enum class ServiceOwner { system, this_user };

struct RegisteredService {
  ServiceOwner owner = ServiceOwner::system;
  std::string instance;  // of lockstep@.service; empty for lockstep.service
  std::string account;   // on Windows, the account to run as; empty for LocalSystem
};

// The service manager's knowledge of the service. Windows' states are told in systemd's words if
// there are any.
struct RegistrationState {
  std::string unit;         // "lockstep.service", "Lockstep"
  std::string load;         // "loaded", "not-found"
  std::string active;       // "active", "inactive", "failed", "activating"…
  std::string sub;          // "running", "dead", "auto-restart"…
  std::string enabled;      // "enabled", "disabled", "automatic"; "" if there is no such unit
  std::string result;       // of the last run: "success", "exit-code", "watchdog"…
  std::string sentence;     // the service's own words about its state
  int process_id = 0;
  int exit_code = 0;        // of the last run
  unsigned restarts = 0;
  bool lacks_configuration = false;  // true if it did not start for that reason
  [[nodiscard]] bool is_running() const { return active == "active" || active == "reloading"; }
};

// Tells the user what was done, a line at a time.
using Tell = std::function<void(const std::string& line)>;

// Writes and enables the unit, or registers the service, for `configuration` (a path; `settings`
// are its content), and makes the folders that `settings` names. Folders that are there already are
// left as they are.
[[nodiscard]] Result<void> install_service(const RegisteredService& service,
                                           const std::string& configuration,
                                           const Settings& settings, const Tell& tell);
// Stops and disables the service and removes the unit, unless it is a package's. Nothing else is
// removed.
[[nodiscard]] Result<void> uninstall_service(const RegisteredService& service, const Tell& tell);

enum class ServiceAction { start, stop, restart, reload };
// Does the action and returns when it is done. The error tells why the service failed, and its
// system_code is the program's exit code, if it returned one.
[[nodiscard]] Result<void> control_service(const RegisteredService& service, ServiceAction action);

// Returns the state of the service. Fails with not_supported if there is no service manager.
[[nodiscard]] Result<RegistrationState> registration_state(const RegisteredService& service);

}  // namespace lockstep
