// `lockstep sync`: makes one pass.

#include "app/host/foreground.h"
#include "service/commands/command.h"
#include "service/commands/mirror.h"

namespace lockstep {
namespace {

CommandSpec describe() {
  std::vector<OptionSpec> options = options_of_a_mirror(Operands::two_folders);
  options.push_back({"dry-run", "", "print what would be done, as 'lockstep plan' does, and change "
                     "nothing", "Other", "n"});
  return {"sync",
          "Make one pass, then exit",
          {"SOURCE REPLICA [options]", "--config FILE [--job NAME]... [options]"},
          std::move(options),
          {"lockstep sync ~/documents /mnt/backup/documents",
           "lockstep sync ~/documents /mnt/backup/documents --exclude '*.tmp' --json"}};
}

int perform(const Arguments& arguments) {
  return with_mirror_arguments("sync", arguments, Operands::two_folders,
                               [&arguments](const Settings& settings) {
                                 if (arguments.has("dry-run"))
                                   return preview_in_foreground(settings, Preview::plan);
                                 return sync_in_foreground(settings);
                               });
}

}  // namespace

Command sync_command() { return {describe, perform}; }

}  // namespace lockstep
