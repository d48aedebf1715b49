// Lockstep among the services of this system: systemd's units, Windows' list of services.
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
  std::string instance;  // of the unit lockstep@.service; empty: lockstep.service
  std::string account;   // Windows: whom an installed one runs as; empty: LocalSystem
};

// The service manager's knowledge of the service. Windows' states are told in systemd's words if
// those exist.
struct RegistrationState {
  std::string unit;         // "lockstep.service", "Lockstep"
  std::string load;         // "loaded", "not-found"
  std::string active;       // "active", "inactive", "failed", "activating"…
  std::string sub;          // "running", "dead", "auto-restart"…
  std::string enabled;      // "enabled", "disabled", "automatic"; "" when there is no such unit
  std::string result;       // of the last run: "success", "exit-code", "watchdog"…
  std::string sentence;     // what the service says of itself
  int process_id = 0;
  int exit_code = 0;        // of the last run
  unsigned restarts = 0;
  bool lacks_configuration = false;  // which is why it did not start
  [[nodiscard]] bool is_running() const { return active == "active" || active == "reloading"; }
};

// Tells the user what was done, a line at a time.
using Tell = std::function<void(const std::string& line)>;

// Writes and enables the unit, or registers the service, for `configuration` (a path; `settings` is
// what it comes to), and makes the folders that `settings` names. What is there already is left as
// it is.
[[nodiscard]] Result<void> install_service(const RegisteredService& service,
                                           const std::string& configuration,
                                           const Settings& settings, const Tell& tell);
// Stops and disables it and removes the unit, unless it is a package's. Nothing else is removed.
[[nodiscard]] Result<void> uninstall_service(const RegisteredService& service, const Tell& tell);

enum class ServiceAction { start, stop, restart, reload };
// Returns when it is done. The error tells why the service failed, and its system_code is what the
// program returned, if it did.
[[nodiscard]] Result<void> control_service(const RegisteredService& service, ServiceAction action);

// not_supported when there is no service manager.
[[nodiscard]] Result<RegistrationState> registration_state(const RegisteredService& service);

}  // namespace lockstep
