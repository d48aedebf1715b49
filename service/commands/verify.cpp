// `lockstep verify`: checks whether the replica is what it should be, to the last byte.

#include "app/host/foreground.h"
#include "service/commands/command.h"
#include "service/commands/mirror.h"

namespace lockstep {
namespace {

CommandSpec describe() {
  return {"verify",
          "Read both trees and compare contents and metadata; change nothing",
          {"SOURCE REPLICA [options]", "--config FILE [--job NAME]... [options]"},
          mirror_options(Operands::two_folders),
          {"lockstep verify ~/documents /mnt/backup/documents && echo equal"}};
}

int perform(const Arguments& arguments) {
  return with_mirror_arguments(
      "verify", arguments, Operands::two_folders,
      [](const Settings& settings) { return preview_in_foreground(settings, Preview::verify); });
}

}  // namespace

Command verify_command() { return {describe, perform}; }

}  // namespace lockstep
