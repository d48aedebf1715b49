// `lockstep plan`: shows what sync would do.

#include "app/host/foreground.h"
#include "service/commands/command.h"
#include "service/commands/mirror.h"

namespace lockstep {
namespace {

CommandSpec describe() {
  return {"plan",
          "Print what sync would do; change nothing",
          {"SOURCE REPLICA [options]", "--config FILE [--job NAME]... [options]"},
          mirror_options(Operands::two_folders),
          {"lockstep plan ~/documents /mnt/backup/documents"}};
}

int perform(const Arguments& arguments) {
  return with_mirror_arguments(
      "plan", arguments, Operands::two_folders,
      [](const Settings& settings) { return preview_in_foreground(settings, Preview::plan); });
}

}  // namespace

Command plan_command() { return {describe, perform}; }

}  // namespace lockstep
