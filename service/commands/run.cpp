// `lockstep run`: mirrors again and again until it is stopped.

#include "app/host/foreground.h"
#include "app/host/service_host.h"
#include "base/printable.h"
#include "service/commands/command.h"
#include "service/commands/mirror.h"
#include "service/console.h"

namespace lockstep {
namespace {

CommandSpec describe() {
  return {"run",
          "Mirror every INTERVAL in the foreground until stopped",
          {"SOURCE REPLICA INTERVAL LOGFILE [options]", "--config FILE [--job NAME]... [options]"},
          options_of_a_mirror(),
          {"lockstep run ~/documents /mnt/backup/documents 60 ~/lockstep.log",
           "lockstep run /srv /mnt/srv 5m /var/log/srv.log --exclude '*.tmp' --max-delete 10%",
           "lockstep run --config /etc/lockstep/lockstep.toml --job documents"}};
}

// As `service run` does: a reload (SIGHUP) reads the configuration again, and what the command line
// says stays above it.
int run_configuration(const Arguments& arguments) {
  for (const std::string& notice : habitual_notices(arguments)) print_error("run", notice);
  const auto load = [arguments]() -> Result<Settings> {
    auto mirror = read_mirror_arguments(arguments, Operands::interval_and_log);
    if (!mirror) return failure(mirror.error());
    return std::move(mirror->settings);
  };
  const auto code = host_jobs({load, HostKind::foreground});
  return code ? *code : usage_error("run", printable(code.error().message()));
}

int perform(const Arguments& arguments) {
  if (arguments.operands.empty()) return run_configuration(arguments);
  return with_mirror_arguments(
      "run", arguments, Operands::interval_and_log, [](const MirrorArguments& mirror) {
        return mirror_in_foreground(mirror.settings, Repetition::many_passes, MissingRoots::fail);
      });
}

}  // namespace

Command run_command() { return {describe, perform}; }

}  // namespace lockstep
