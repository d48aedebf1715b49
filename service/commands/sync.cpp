// `lockstep sync`: one pass.

#include "app/foreground.h"
#include "service/commands/command.h"
#include "service/commands/mirror.h"

namespace lockstep {
namespace {

CommandSpec describe() {
  return {"sync",
          "Make one pass, then exit",
          {"SOURCE REPLICA [options]", "--config FILE [--job NAME]... [options]"},
          mirror_options(),
          {"lockstep sync ~/documents /mnt/backup/documents",
           "lockstep sync ~/documents /mnt/backup/documents --exclude '*.tmp' --json"}};
}

int perform(const Arguments& arguments) {
  return with_mirror_arguments(
      "sync", arguments, Operands::two_folders, [](const MirrorArguments& mirror) {
        return mirror_in_foreground(mirror.settings, Repetition::one_pass, MissingRoots::fail);
      });
}

}  // namespace

Command sync_command() { return {describe, perform}; }

}  // namespace lockstep
