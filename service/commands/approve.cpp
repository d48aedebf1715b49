// `lockstep approve`: lets the next pass do what the last one held back.

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "app/approval.h"
#include "app/config.h"
#include "app/daemon_client.h"
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
      {{"empty", "", "an emptied source may empty the replica too", "Approval"},
       {"config", "FILE", "where JOB stands", "Approval"}},
      {"lockstep approve documents", "lockstep approve /mnt/backup/documents --empty"}};
  // Whose job it is.
  const auto choices = service_choices("Service");
  spec.options.insert(spec.options.end(), choices.begin(), choices.end());
  return spec;
}

// Jobs are known by a configuration, of the service that is meant; without one a replica's path is
// enough.
Result<Settings> known_settings(const Arguments& arguments) {
  const auto file = configuration_of(arguments);
  return file ? settings_of(arguments, *file) : default_settings();
}

// Of the configuration that others may only read: the request would be left where its service does
// not look.
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

// A service that knows the job takes it up; none when there is no such service, and the request is
// left for whoever works on the replica. (A --config says that another one is meant.)
std::optional<int> tell_service(const Arguments& arguments) {
  if (arguments.has("config")) return std::nullopt;
  const std::string& job = arguments.operands.front();
  const auto told = tell_daemon(
      address_of(arguments),
      {.command = ControlCommand::approve, .job = job, .empty_source = arguments.has("empty")});
  if (!told && told.error().kind() == ErrorKind::permission_denied &&
      is_job_of_the_system(arguments)) {
    return usage_error("approve", printable(told.error().message()));
  }
  if (!told) return std::nullopt;
  print(fmt::format("Approved: the next pass of {} may do what the last one held back\n",
                    printable(job)));
  return kExitDone;
}

int perform(const Arguments& arguments) {
  if (arguments.operands.empty()) return usage_error("approve", "JOB or REPLICA is missing");
  if (arguments.operands.size() > 1)
    return usage_error("approve", unexpected(arguments.operands[1]));
  if (const auto wrong = wrong_instance(arguments); !wrong.empty())
    return usage_error("approve", wrong);
  if (const auto told = tell_service(arguments)) return *told;
  const auto settings = known_settings(arguments);
  if (!settings) return usage_error("approve", printable(settings.error().message()));
  const auto replica = request_approval(
      *settings, arguments.operands.front(),
      arguments.has("empty") ? EmptySource::may_empty_the_replica : EmptySource::stays_held);
  if (!replica) return usage_error("approve", printable(replica.error().message()));
  print(fmt::format("Approved: the next pass may do to {} what the last one held back\n",
                    printable(*replica)));
  return kExitDone;
}

}  // namespace

Command approve_command() { return {describe, perform}; }

}  // namespace lockstep
