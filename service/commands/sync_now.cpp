// `lockstep sync-now`: lets the running service start a pass at once.

#include <fmt/format.h>

#include "app/host/daemon_client.h"
#include "base/printable.h"
#include "service/commands/command.h"
#include "service/commands/service.h"
#include "service/console.h"
#include "service/service_choice.h"
#include "service/wording.h"

namespace lockstep {
namespace {

CommandSpec describe() {
  return {"sync-now",
          "Have the running service start a pass at once",
          {"[JOB]" + service_choice_form()},
          service_choices("Service"),
          {"lockstep sync-now documents", "lockstep sync-now     all jobs"}};
}

int perform(const Arguments& arguments) {
  const auto& operands = arguments.operands;
  if (operands.size() > 1) return usage_error("sync-now", unexpected(operands[1]));
  if (const auto wrong = wrong_instance(arguments); !wrong.empty())
    return usage_error("sync-now", wrong);
  ControlRequest request{.command = ControlCommand::sync_now, .job = {}};
  if (!operands.empty()) request.job = operands.front();
  if (const auto told = tell_daemon(address_of(arguments), request); !told)
    return usage_error("sync-now", printable(told.error().message()));
  print(operands.empty() ? std::string("Started: a pass of every job\n")
                         : fmt::format("Started: a pass of {}\n", printable(operands.front())));
  return kExitDone;
}

}  // namespace

Command sync_now_command() { return {describe, perform}; }

}  // namespace lockstep
