// `lockstep service`: the word is taken, so that nobody takes it for a typing error.

#include "service/commands/command.h"
#include "service/console.h"

namespace lockstep {
namespace {

CommandSpec describe() {
  return {"service",
          "Install and control the service",
          {"ACTION [--config FILE] [--user]"},
          {{"config", "FILE", "its configuration", "Other"},
           {"user", "", "of this user alone", "Other"}},
          {}};
}

int perform(const Arguments& /*arguments*/) {
  return usage_error("service",
                     "this version does not install services; start 'lockstep run --config FILE' "
                     "from your supervisor");
}

}  // namespace

Command service_command() { return {describe, perform, false}; }

}  // namespace lockstep
