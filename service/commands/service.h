// The parts of `lockstep service`.
#pragma once

#include <string>
#include <string_view>

#include "app/config/settings.h"
#include "app/host/daemon_client.h"
#include "base/result.h"
#include "service/command_line.h"
#include "service/registration/registration.h"

namespace lockstep {

[[nodiscard]] int perform_install(const Arguments& arguments);
[[nodiscard]] int perform_uninstall(const Arguments& arguments);
[[nodiscard]] int perform_start(const Arguments& arguments);
[[nodiscard]] int perform_stop(const Arguments& arguments);
[[nodiscard]] int perform_restart(const Arguments& arguments);
[[nodiscard]] int perform_reload(const Arguments& arguments);
[[nodiscard]] int perform_pause(const Arguments& arguments);
[[nodiscard]] int perform_resume(const Arguments& arguments);
[[nodiscard]] int perform_status(const Arguments& arguments);
[[nodiscard]] int perform_run(const Arguments& arguments);

// Returns whether the word names an action: "status", "start"…
[[nodiscard]] bool is_service_action(std::string_view word);

// Returns the service that --user, --system and --instance mean: the system's if none is given.
[[nodiscard]] RegisteredService service_of(const Arguments& arguments);

// Returns where that service can be asked, if it runs.
[[nodiscard]] DaemonAddress address_of(const Arguments& arguments);

// Returns the configuration of --config, else that of the service: an absolute path.
[[nodiscard]] Result<std::string> configuration_of(const Arguments& arguments);

// Returns the settings of that file. If it names no state folder, they have the one that the unit
// gives the service.
[[nodiscard]] Result<Settings> settings_of(const Arguments& arguments, const std::string& file);

// Says what is wrong with --instance, and with --user beside --system; empty if nothing is.
[[nodiscard]] std::string wrong_instance(const Arguments& arguments);

// Writes "lockstep service ACTION: …" to standard error and returns `code`.
[[nodiscard]] int service_error(std::string_view action, const Error& error, int code);

}  // namespace lockstep
