// Addresses of sockets in the file system, and the user at the other end.
#pragma once

#include <optional>
#include <string>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>

#include "base/result.h"
#include "platform/system/descriptor_posix.h"

namespace lockstep {

struct SocketAddress {
  sockaddr_un address{};

  // Fails with name_not_possible if the path is too long for an address (107 bytes).
  [[nodiscard]] static Result<SocketAddress> of(const std::string& path);
  [[nodiscard]] const sockaddr* get() const {
    return reinterpret_cast<const sockaddr*>(&address);  // the calls take this type
  }
  [[nodiscard]] static constexpr socklen_t size() { return sizeof(sockaddr_un); }
};

// Makes a socket that is non-blocking and closed on exec. It is not open if there are no
// descriptors left (errno).
[[nodiscard]] Descriptor make_unix_socket();

// Returns the user who made the other end; none if the system does not say.
[[nodiscard]] std::optional<uid_t> peer_user(const Descriptor& socket);

}  // namespace lockstep
