// `lockstep approve`: lets the next pass do what the last one held back.

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "app/config/config.h"
#include "app/host/daemon_client.h"
#include "app/job/approval.h"
#include "base/printable.h"
#include "service/commands/command.h"
#include "service/commands/service.h"
#include "service/console.h"
#include "service/service_choice.h"
#include "service/wording.h"

namespace lockstep {
namespace {

CommandSpec describe() {
  CommandSpec spec{
      "approve",
      "Let the next pass do what the last one held back, and no more",
      {"JOB|REPLICA [--empty] [--config FILE]" + service_choice_form()},
      {{"empty", "", "let an emptied source empty the replica, too", "Held"},
       {"config", "FILE", "the configuration that JOB is in", "Held"}},
      {"lockstep approve documents", "lockstep approve /mnt/backup/documents --empty"}};
  // These options say whose job is meant.
  const auto choices = service_choices("Service");
  spec.options.insert(spec.options.end(), choices.begin(), choices.end());
  return spec;
}

// Returns the settings that name the jobs, from the configuration of the service that is meant.
// Without a configuration a replica's path is enough.
Result<Settings> known_settings(const Arguments& arguments) {
  const auto file = configuration_of(arguments);
  return file ? settings_of(arguments, *file) : default_settings();
}

// Returns whether the job is one of the system's configuration, which this user may only read. A
// request would then be left where that service does not look.
bool is_job_of_the_system(const Arguments& arguments) {
  const auto file = configuration_of(arguments);
  const auto own = find_user_configuration();
  if (!file || (own && *own == *file)) return false;
  const auto settings = settings_of(arguments, *file);
  return settings &&
         std::any_of(settings->jobs.begin(), settings->jobs.end(), [&](const JobSettings& job) {
           return job.name == arguments.operands.front();
         });
}

int tell(const Result<std::string>& approved) {
  if (!approved) return usage_error("approve", printable(approved.error().message()));
  print(printable(*approved) + "\n");
  return kExitDone;
}

// Asks the service that knows the job. Returns none if there is no such service; then the request
// is left for whoever works on the replica. (A --config says that another service is meant.)
std::optional<int> ask_service(const Arguments& arguments) {
  if (arguments.has("config")) return std::nullopt;
  const std::string& job = arguments.operands.front();
  const auto reply = ask_daemon(
      address_of(arguments),
      {.command = ControlCommand::approve, .job = job, .empty_source = arguments.has("empty")});
  if (!reply) {
    if (reply.error().kind() == ErrorKind::permission_denied && is_job_of_the_system(arguments))
      return tell(failure(reply.error()));
    return std::nullopt;
  }
  const auto approved = read_message(*reply);
  // The name may be the path of a replica that some other process mirrors to.
  if (!approved && approved.error().kind() == ErrorKind::not_found) return std::nullopt;
  return tell(approved);
}

int perform(const Arguments& arguments) {
  if (arguments.operands.empty()) return usage_error("approve", "JOB or REPLICA is missing");
  if (arguments.operands.size() > 1)
    return usage_error("approve", unexpected(arguments.operands[1]));
  if (const auto wrong = wrong_instance(arguments); !wrong.empty())
    return usage_error("approve", wrong);
  if (const auto asked = ask_service(arguments)) return *asked;
  const auto settings = known_settings(arguments);
  if (!settings) return usage_error("approve", printable(settings.error().message()));
  return tell(approve_held(
      *settings, arguments.operands.front(),
      arguments.has("empty") ? EmptySource::may_empty_the_replica : EmptySource::stays_held));
}

}  // namespace

Command approve_command() { return {describe, perform}; }

}  // namespace lockstep
