// `lockstep approve`: lets the next pass do what the last one held back.

#include <fmt/format.h>

#include "app/approval.h"
#include "app/config.h"
#include "base/printable.h"
#include "service/commands/command.h"
#include "service/console.h"
#include "service/wording.h"

namespace lockstep {
namespace {

CommandSpec describe() {
  return {"approve",
          "Let the next pass do what the last one held back, and no more",
          {"JOB|REPLICA [--empty] [--config FILE]"},
          {{"empty", "", "an emptied source may empty the replica too", "Approval"},
           {"config", "FILE", "where JOB stands", "Approval"}},
          {"lockstep approve documents", "lockstep approve /mnt/backup/documents --empty"}};
}

// Jobs are known by a configuration; without one a replica's path is enough.
Result<Settings> known_settings(const Arguments& arguments) {
  if (arguments.has("config")) return read_configuration(arguments.value("config"));
  const auto found = find_configuration();
  return found ? read_configuration(*found) : default_settings();
}

int perform(const Arguments& arguments) {
  if (arguments.operands.empty()) return usage_error("approve", "JOB or REPLICA is missing");
  if (arguments.operands.size() > 1)
    return usage_error("approve", unexpected(arguments.operands[1]));
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
