#include "app/host/daemon_client.h"

#include <vector>

#include "platform/supervision/control_socket.h"
#include "platform/system/process.h"

namespace lockstep {
namespace {

constexpr std::chrono::seconds kPatience{10};
constexpr std::chrono::seconds kReloadPatience{60};  // stopping jobs may have to end a flush

std::vector<std::string> paths_of(const DaemonAddress& daemon) {
  using Owner = DaemonAddress::Owner;
  const auto path = [&](ServiceScope scope) { return control_socket_path(scope, daemon.instance); };
  switch (daemon.owner) {
    case Owner::system:
      return {path(ServiceScope::system)};
    case Owner::this_user:
      return {path(ServiceScope::user)};
    case Owner::parent:
      return {own_control_socket_path()};
    case Owner::whoever:
      break;
  }
  if (is_superuser()) return {path(ServiceScope::system)};
  return {path(ServiceScope::user), path(ServiceScope::system)};
}

}  // namespace

Result<std::string> ask_daemon(const DaemonAddress& daemon, const ControlRequest& request) {
  const auto patience = request.command == ControlCommand::reload ? kReloadPatience : kPatience;
  for (const std::string& path : paths_of(daemon)) {
    if (path.empty()) continue;
    auto reply = ask_control(path, request_text(request), patience);
    if (reply || reply.error().kind() != ErrorKind::not_found) return reply;
  }
  return failure(ErrorKind::not_found, "the service does not run");
}

Result<void> tell_daemon(const DaemonAddress& daemon, const ControlRequest& request) {
  const auto reply = ask_daemon(daemon, request);
  if (!reply) return failure(reply.error());
  return read_reply(*reply);
}

}  // namespace lockstep
