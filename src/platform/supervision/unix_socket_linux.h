// Addresses of sockets in the file system, and who is at the other end.
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

  // name_not_possible when the path is too long for one (107 bytes).
  [[nodiscard]] static Result<SocketAddress> of(const std::string& path);
  [[nodiscard]] const sockaddr* get() const {
    return reinterpret_cast<const sockaddr*>(&address);  // what the calls want
  }
  [[nodiscard]] static constexpr socklen_t size() { return sizeof(sockaddr_un); }
};

// Non-blocking and closed on exec; not open when there are no descriptors left (errno).
[[nodiscard]] Descriptor make_unix_socket();

// The user who made the other end; none when the system does not say.
[[nodiscard]] std::optional<uid_t> peer_user(const Descriptor& socket);

}  // namespace lockstep
