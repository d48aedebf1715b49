// `lockstep run`: mirrors again and again until it is stopped.

#include "app/host/host.h"
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
          options_of_a_mirror(Operands::interval_and_log),
          {"lockstep run ~/documents /mnt/backup/documents 60 ~/lockstep.log",
           "lockstep run /srv /mnt/srv 5m /var/log/srv.log --exclude '*.tmp' --max-delete 10%",
           "lockstep run --config /etc/lockstep/lockstep.toml --job documents"}};
}

// Runs the jobs. A reload (SIGHUP) reads the configuration again, and the command line still
// outranks it.
int perform(const Arguments& arguments) {
  for (const std::string& notice : habitual_notices(arguments)) print_error("run", notice);
  const auto load = [&arguments] {
    return read_mirror_arguments(arguments, Operands::interval_and_log);
  };
  const bool has_folders = !arguments.operands.empty();
  const auto code =
      host_jobs({load, has_folders ? HostKind::command_line : HostKind::configuration});
  return code ? *code : usage_error("run", printable(code.error().message()));
}

}  // namespace

Command run_command() { return {describe, perform}; }

}  // namespace lockstep
