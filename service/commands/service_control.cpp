// `lockstep service pause|resume|status`: these actions ask the running service itself.

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/daemon/status_sentence.h"
#include "app/daemon/status_text.h"
#include "app/host/control.h"
#include "app/report/exit_code.h"
#include "base/printable.h"
#include "service/commands/meant_service.h"
#include "service/commands/service.h"
#include "service/console.h"

namespace lockstep {
namespace {

using Json = nlohmann::ordered_json;

// Returns the job that is named after the action; empty means all of them.
std::string job_of(const Arguments& arguments) {
  return arguments.operands.size() > 1 ? arguments.operands[1] : std::string();
}

// Returns the words that follow "Paused": " 'photos'" for one job, and whose service it is.
std::string object_of(const std::string& job, const std::string& whose) {
  if (job.empty()) return whose.empty() ? "" : " the service" + whose;
  return fmt::format(" job '{}'{}", job, whose.empty() ? "" : " of the service" + whose);
}

Json unit_json(const RegistrationState& state) {
  return {{"name", state.unit},        {"load", state.load},       {"active", state.active},
          {"sub", state.sub},          {"enabled", state.enabled}, {"result", state.result},
          {"status", state.sentence},  {"pid", state.process_id},  {"exit_code", state.exit_code},
          {"restarts", state.restarts}};
}

// Words the service manager's view of the unit, for people. The sentence that the service last gave
// to the manager is shown where the service itself can't be asked (`is_heard` is false) or has
// failed.
std::string unit_text(const RegistrationState& state, const std::string& whose, bool is_heard) {
  if (state.load == "not-found") return fmt::format("{}{}: not installed\n", state.unit, whose);
  std::string text = fmt::format("{}{}: {} ({})", state.unit, whose, state.active, state.sub);
  if (!state.enabled.empty()) text += ", " + state.enabled;
  if (state.restarts > 0) text += fmt::format(", restarted {} times by itself", state.restarts);
  if (state.active == "failed") {
    text += fmt::format("\nThe last run: {}, exit code {}", state.result, state.exit_code);
  }
  const auto reload_failed = state.sentence.find(kReloadFailed);
  if (is_heard && state.is_running() && reload_failed != std::string::npos) {
    const std::string why = state.sentence.substr(reload_failed + kReloadFailed.size());
    text += "\nThe last reload failed: " + printable(why);
  }
  if (!is_heard && state.active != "inactive" && !state.sentence.empty())
    text += "\n" + printable(state.sentence);
  return text + "\n";
}

}  // namespace

DaemonAddress address_of(const Arguments& arguments) {
  using Owner = DaemonAddress::Owner;
  const Owner other = arguments.has("system") ? Owner::system : Owner::whoever;
  return {arguments.has("user") ? Owner::this_user : other, arguments.value("instance")};
}

int perform_pause(const Arguments& arguments) {
  const MeantService meant = find_meant_service(arguments);
  const auto told =
      tell_daemon(meant.address, {.command = ControlCommand::pause, .job = job_of(arguments)});
  if (!told) return service_error("pause", told.error(), kExitUsage);
  const std::string job = printable(job_of(arguments));
  print(fmt::format("Paused{}, until 'lockstep service resume{}'; a restart does not end it\n",
                    object_of(job, meant.whose), job.empty() ? job : " " + job));
  return kExitDone;
}

int perform_resume(const Arguments& arguments) {
  const MeantService meant = find_meant_service(arguments);
  const auto told =
      tell_daemon(meant.address, {.command = ControlCommand::resume, .job = job_of(arguments)});
  if (!told) return service_error("resume", told.error(), kExitUsage);
  print(fmt::format("Resumed{}\n", object_of(printable(job_of(arguments)), meant.whose)));
  return kExitDone;
}

// Returns kExitUnavailable if the service does not run. One that nobody registered has no unit, but
// answers.
int perform_status(const Arguments& arguments) {
  const MeantService meant = find_meant_service(arguments);
  const auto unit = registration_state(meant.service);
  const auto reply = ask_daemon(meant.address, {.command = ControlCommand::status, .job = {}});
  const auto daemon = reply ? read_status(*reply) : failure(reply.error());
  const bool runs = daemon.has_value() || (unit && unit->is_running());
  if (arguments.has("json")) {
    Json json;
    json["owner"] = meant.service.owner == ServiceOwner::this_user ? "user" : "system";
    json["unit"] = unit ? unit_json(*unit) : Json(nullptr);
    json["daemon"] = daemon ? Json::parse(*reply, nullptr, false) : Json(nullptr);
    print(json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
    return runs ? kExitDone : kExitUnavailable;
  }
  if (unit) {
    print(unit_text(*unit, meant.whose, daemon.has_value()));
  } else if (daemon && !meant.whose.empty()) {
    print("The service" + meant.whose + ":\n");
  }
  if (meant.other_runs_too)
    print("The system's service runs, too: 'lockstep service status --system' shows it\n");
  if (daemon) {
    print(status_text(*daemon, std::chrono::system_clock::now()));
  } else if (!unit || unit->is_running() || daemon.error().kind() != ErrorKind::not_found) {
    print_error("service status", printable(daemon.error().message()));
    return daemon.error().kind() == ErrorKind::not_found ? kExitUnavailable : kExitUsage;
  }
  return runs ? kExitDone : kExitUnavailable;
}

}  // namespace lockstep
