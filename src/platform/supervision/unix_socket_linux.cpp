#include "platform/supervision/unix_socket_linux.h"

#include <cstring>

namespace lockstep {

Result<SocketAddress> SocketAddress::of(const std::string& path) {
  SocketAddress result;
  if (path.empty() || path.size() >= sizeof result.address.sun_path) {
    return failure(ErrorKind::name_not_possible, "Not possible as the path of a socket");
  }
  result.address.sun_family = AF_UNIX;
  std::memcpy(result.address.sun_path, path.c_str(), path.size() + 1);
  return result;
}

Descriptor make_unix_socket() {
  return Descriptor(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

std::optional<uid_t> peer_user(const Descriptor& socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(socket.number(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
    return std::nullopt;
  }
  return peer.uid;
}

}  // namespace lockstep
