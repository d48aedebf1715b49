#include "service/commands/meant_service.h"

#include "app/host/control.h"
#include "service/commands/service.h"
#include "service/service_choice.h"

namespace lockstep {
namespace {

using Owner = DaemonAddress::Owner;

// Returns whether the service answers. One that nobody registered has no unit, but answers; the
// system's may answer that it does not listen to this user.
bool answers(Owner owner) {
  const auto reply = ask_daemon({owner, {}}, {.command = ControlCommand::status, .job = {}});
  return reply || reply.error().kind() != ErrorKind::not_found;
}

ServicesSeen look_around() {
  ServicesSeen seen;
  const auto own = registration_state({ServiceOwner::this_user, {}, {}});
  const auto system = registration_state({ServiceOwner::system, {}, {}});
  seen.own_runs = (own && own->is_running()) || answers(Owner::this_user);
  seen.own_is_enabled = own && own->enabled == "enabled";
  seen.system_runs = (system && system->is_running()) || answers(Owner::system);
  seen.system_is_enabled = system && system->enabled == "enabled";
  return seen;
}

}  // namespace

ServiceOwner owner_meant(const ServicesSeen& seen) {
  if (seen.own_runs) return ServiceOwner::this_user;
  if (seen.system_runs) return ServiceOwner::system;
  return seen.own_is_enabled && !seen.system_is_enabled ? ServiceOwner::this_user
                                                        : ServiceOwner::system;
}

MeantService find_meant_service(const Arguments& arguments) {
  MeantService meant{service_of(arguments), address_of(arguments), {}, false};
  const bool is_named =
      arguments.has("user") || arguments.has("system") || arguments.has("instance");
  const bool is_ordinary_user = may_mean_own_service();
  if (!is_ordinary_user && !is_named) return meant;
  if (!is_named) {
    const ServicesSeen seen = look_around();
    meant.service.owner = owner_meant(seen);
    meant.other_runs_too = seen.own_runs && seen.system_runs;
    meant.address.owner =
        meant.service.owner == ServiceOwner::this_user ? Owner::this_user : Owner::system;
  }
  const bool is_own = meant.service.owner == ServiceOwner::this_user;
  if (is_own || is_ordinary_user) meant.whose = is_own ? " of this user" : " of the system";
  return meant;
}

}  // namespace lockstep
