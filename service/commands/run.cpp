// `lockstep run`: mirrors again and again until it is stopped.

#include "app/foreground.h"
#include "service/commands/command.h"
#include "service/commands/mirror.h"

namespace lockstep {
namespace {

CommandSpec describe() {
  return {"run",
          "Mirror every INTERVAL in the foreground until stopped",
          {"SOURCE REPLICA INTERVAL LOGFILE [options]", "--config FILE [--job NAME]... [options]"},
          mirror_options(),
          {"lockstep run ~/documents /mnt/backup/documents 60 ~/lockstep.log",
           "lockstep run /srv /mnt/srv 5m /var/log/srv.log --exclude '*.tmp' --max-delete 10%",
           "lockstep run --config /etc/lockstep/lockstep.toml --job documents"}};
}

int perform(const Arguments& arguments) {
  return with_mirror_arguments(
      "run", arguments, Operands::interval_and_log, [](const MirrorArguments& mirror) {
        const bool waits = mirror.origin == MirrorArguments::Origin::configuration;
        return mirror_in_foreground(mirror.settings, Repetition::many_passes,
                                    waits ? MissingRoots::wait : MissingRoots::fail);
      });
}

}  // namespace

Command run_command() { return {describe, perform}; }

}  // namespace lockstep
