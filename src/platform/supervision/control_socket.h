// The socket over which a running service is asked for its state and told what to do, from the same
// machine: a request is one line, and so is the answer. Only the service's own user and root are
// heard.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"

namespace lockstep {

class ControlSocket {
 public:
  // Waits for the answer in hand; after that no request is heard.
  virtual ~ControlSocket() = default;
};

// Returns the answer to a request, both without their newlines.
using ControlAnswer = std::function<std::string(const std::string& request)>;

// Listens at `path`; its folder is created, its parents are not. `answer` is called on a thread of
// its own, one request after another. A client that asks slowly or too much, or never reads, keeps
// no other waiting and is cut off. The socket of a process that died is replaced. Fails with
// `locked` if a process answers there already, permission_denied if the file there belongs to
// another user, already_exists if it is no socket.
[[nodiscard]] Result<std::unique_ptr<ControlSocket>> listen_for_control(const std::string& path,
                                                                        ControlAnswer answer);

// Asks the service that listens at `path`. Fails with not_found if none does, permission_denied if
// this user is not heard.
[[nodiscard]] Result<std::string> ask_control(const std::string& path, const std::string& request,
                                              std::chrono::milliseconds timeout);

enum class ServiceScope { system, user };

// Returns where the service of a scope listens: /run/lockstep/control.sock (for an instance NAME of
// the unit's template in /run/lockstep-NAME), $XDG_RUNTIME_DIR/lockstep/control.sock. The result is
// empty if there is no such folder.
[[nodiscard]] std::string control_socket_path(ServiceScope scope, const std::string& instance = "");
// Returns where this process should listen: in $RUNTIME_DIRECTORY if the supervisor has set it,
// else at the path above.
[[nodiscard]] std::string own_control_socket_path();

}  // namespace lockstep
