// `lockstep service install|uninstall|start|stop|restart|reload|run`.

#include <filesystem>

#include <fmt/format.h>

#include "app/config/config.h"
#include "app/config/native_path.h"
#include "app/daemon/status_sentence.h"
#include "app/host/control.h"
#include "app/host/daemon_client.h"
#include "app/host/host.h"
#include "app/report/exit_code.h"
#include "base/printable.h"
#include "service/commands/command.h"
#include "service/commands/meant_service.h"
#include "service/commands/service.h"
#include "service/console.h"
#include "service/registration/trusted_configuration.h"
#include "service/service_choice.h"

namespace lockstep {
namespace {

void tell(const std::string& line) { print(printable(line) + "\n"); }

// Returns the exit code. The code that the program itself returned tells more than systemctl's
// failure.
int code_of(const Error& error) {
  switch (error.kind()) {
    case ErrorKind::not_supported:
    case ErrorKind::permission_denied:
    case ErrorKind::not_found:
    case ErrorKind::already_exists:
    case ErrorKind::invalid:
      return kExitUsage;
    default:
      return error.system_code() > 0 ? error.system_code() : kExitInternal;
  }
}

bool is_running(const Arguments& arguments) {
  const auto state = registration_state(service_of(arguments));
  return state && state->is_running();
}

// Returns the choice of the service as it is given on the command line.
std::string choice_of(const Arguments& arguments) {
  if (arguments.has("user")) return " --user";
  return arguments.has("instance") ? " --instance " + arguments.value("instance") : "";
}

int control(const MeantService& meant, ServiceAction action, std::string_view name,
            std::string_view done) {
  const auto outcome = control_service(meant.service, action);
  if (!outcome) return service_error(name, outcome.error(), code_of(outcome.error()));
  print(fmt::format("{}{}\n", done, meant.whose.empty() ? "" : " the service" + meant.whose));
  return kExitDone;
}

// Tells which changes wait for a restart. The service manager passes on only whether a reload
// succeeded, so the service itself is asked.
void tell_what_waits(const DaemonAddress& address) {
  const auto reply = ask_daemon(address, {.command = ControlCommand::status, .job = {}});
  const auto status = reply ? read_status(*reply) : failure(reply.error());
  if (!status) return;
  if (const std::string waits = restart_sentence(status->needs_restart); !waits.empty())
    tell(waits);
}

}  // namespace

RegisteredService service_of(const Arguments& arguments) {
  return {arguments.has("user") ? ServiceOwner::this_user : ServiceOwner::system,
          arguments.value("instance"), arguments.value("account")};
}

Result<std::string> configuration_of(const Arguments& arguments) {
  std::string file = arguments.value("config");
  if (file.empty() && arguments.has("instance")) {
    file = instance_configuration(arguments.value("instance"));
  } else if (file.empty()) {
    auto found = arguments.has("user") ? find_user_configuration() : find_configuration();
    if (!found) return found;
    file = *std::move(found);
  }
  std::error_code failed;
  const auto absolute = std::filesystem::absolute(native_path(file), failed).lexically_normal();
  if (failed) return failure(Error(ErrorKind::other, failed.message()).within("find", file));
  return from_native(absolute);
}

Result<Settings> settings_of(const Arguments& arguments, const std::string& file) {
  auto settings = read_configuration(file);
  if (!settings || !arguments.has("instance")) return settings;
  std::string& state = settings->service.state_folder;
  if (state == default_settings().service.state_folder)
    state = instance_state_folder(state, arguments.value("instance"));
  return settings;
}

std::string wrong_instance(const Arguments& arguments) {
  if (arguments.has("user") && arguments.has("system"))
    return "--user and --system exclude each other";
  if (!arguments.has("instance")) return {};
  if (arguments.has("user"))
    return "--instance and --user exclude each other: lockstep@NAME is a unit of the system";
  // These characters need no escaping in a unit's name (systemd.unit(5)) and make no path.
  constexpr std::string_view kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-";
  const std::string name = arguments.value("instance");
  const bool is_name = !name.empty() && name.front() != '.' && name.front() != '-' &&
                       name.find_first_not_of(kAllowed) == std::string::npos;
  if (is_name) return {};
  return fmt::format("--instance '{}' is no name: letters, digits and _ . : - are",
                     printable(name));
}

int perform_install(const Arguments& arguments) {
  if (arguments.has("instance") && arguments.has("config")) {
    return usage_error("service",
                       "say --config or --instance: lockstep@NAME reads /etc/lockstep/NAME.toml");
  }
  const auto file = configuration_of(arguments);
  if (!file) {
    const std::string wanted = printable(usual_configuration(
        arguments.has("user") ? ConfigurationOwner::this_user : ConfigurationOwner::system));
    if (wanted.empty()) return service_error("install", file.error(), kExitUsage);
    return service_error(
        "install",
        Error(ErrorKind::not_found, fmt::format("{}; 'lockstep config init {}' writes one",
                                                file.error().message(), wanted)),
        kExitUsage);
  }
  const auto settings = settings_of(arguments, *file);
  if (!settings) return service_error("install", settings.error(), kExitUsage);
  // The service would refuse such a configuration. (On Windows, where the service may run as
  // somebody else, install_service looks.)
  if (const auto trusted = trust_typed_configuration(*file); !trusted)
    return service_error("install", trusted.error(), kExitUsage);
  const auto installed = install_service(service_of(arguments), *file, *settings, tell);
  if (!installed) return service_error("install", installed.error(), code_of(installed.error()));
  if (is_running(arguments)) {
    print(fmt::format("It runs already; 'lockstep service restart{}' takes up what is new\n",
                      choice_of(arguments)));
  } else {
    print(fmt::format("Start it with 'lockstep service start{}'\n", choice_of(arguments)));
  }
  return kExitDone;
}

int perform_uninstall(const Arguments& arguments) {
  const auto done = uninstall_service(service_of(arguments), tell);
  return done ? kExitDone : service_error("uninstall", done.error(), code_of(done.error()));
}

int perform_start(const Arguments& arguments) {
  if (is_running(arguments)) {
    print(fmt::format(
        "It runs already; 'lockstep service reload{}' has it read its configuration again\n",
        choice_of(arguments)));
    return kExitDone;
  }
  // A service that is to be started does not run, so looking for running ones would tell nothing.
  return control({service_of(arguments), address_of(arguments), {}, false}, ServiceAction::start,
                 "start", "Started");
}
int perform_stop(const Arguments& arguments) {
  return control(find_meant_service(arguments), ServiceAction::stop, "stop", "Stopped");
}
int perform_restart(const Arguments& arguments) {
  return control(find_meant_service(arguments), ServiceAction::restart, "restart", "Restarted");
}

// The unit calls this with --direct, so that systemd learns the outcome.
int perform_reload(const Arguments& arguments) {
  if (!arguments.has("direct")) {
    const MeantService meant = find_meant_service(arguments);
    const int code = control(meant, ServiceAction::reload, "reload", "Reloaded");
    if (code == kExitDone) tell_what_waits(meant.address);
    return code;
  }
  const auto reply = ask_daemon({DaemonAddress::Owner::parent, {}},
                                {.command = ControlCommand::reload, .job = {}});
  const auto waits = reply ? read_message(*reply) : failure(reply.error());
  if (!waits) return service_error("reload", waits.error(), kExitUsage);
  if (!waits->empty()) print(*waits + "\n");
  return kExitDone;
}

int perform_run(const Arguments& arguments) {
  const auto file = configuration_of(arguments);
  if (!file) return service_error("run", file.error(), kExitUsage);
  const auto load = [&file]() -> Result<Settings> {
    const auto trusted = trust_configuration(*file);
    if (!trusted) return failure(trusted.error());
    auto settings = read_configuration(trusted->path).and_then(keep_enabled_jobs);
    if (!settings) return settings;
    for (JobSettings& job : settings->jobs) job.address = address_of_configuration(*file);
    return settings;
  };
  const auto host = [&load] {
    const auto code = host_jobs({load, HostKind::service});
    return code ? *code : service_error("run", code.error(), kExitUsage);
  };
  const auto code = run_as_service(host);
  return code ? *code : service_error("run", code.error(), kExitUsage);
}

}  // namespace lockstep
