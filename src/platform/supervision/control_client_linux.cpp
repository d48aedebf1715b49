#include <cstdlib>
#include <poll.h>
#include <unistd.h>

#include "platform/supervision/control_socket.h"
#include "platform/supervision/unix_socket_linux.h"
#include "platform/system/os_error.h"

namespace lockstep {
namespace {

constexpr const char* kName = "/control.sock";
constexpr std::size_t kLongestAnswer = 64 * 1024 * 1024;

// Returns the variable's absolute path without a slash at its end.
std::string folder_variable(const char* name) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets variables
  const char* const value = std::getenv(name);
  std::string folder = value != nullptr && value[0] == '/' ? value : "";
  while (folder.ends_with('/')) {
    folder.pop_back();
  }
  return folder;
}

// Other users can't connect, or get no answer. Every service that still runs hears root.
Error not_heard() {
  if (geteuid() == 0) {
    return Error(ErrorKind::busy, "it ends without an answer");
  }
  return Error(ErrorKind::permission_denied,
               "the service listens to its own user and to root alone; use sudo");
}

class Conversation {
 public:
  Conversation(Descriptor socket, std::chrono::milliseconds timeout)
      : socket_(std::move(socket)), until_(std::chrono::steady_clock::now() + timeout) {}

  Result<void> say(std::string_view text) {
    while (!text.empty()) {
      const ssize_t count = uninterrupted(
          [&] { return send(socket_.number(), text.data(), text.size(), MSG_NOSIGNAL); });
      if (count >= 0) {
        text.remove_prefix(static_cast<std::size_t>(count));
      } else if (errno == EPIPE || errno == ECONNRESET) {
        return failure(not_heard());
      } else if (auto ready = await(POLLOUT); !ready) {
        return ready;
      }
    }
    return {};
  }

  Result<std::string> hear() {
    std::string text;
    while (!text.ends_with('\n')) {
      char buffer[16 * 1024];
      const ssize_t count =
          uninterrupted([&] { return recv(socket_.number(), buffer, sizeof buffer, 0); });
      if (count > 0 && text.size() < kLongestAnswer) {
        text.append(buffer, static_cast<std::size_t>(count));
      } else if (count >= 0 || errno == ECONNRESET) {
        return failure(text.empty() ? not_heard() : Error(ErrorKind::other, "the answer is cut"));
      } else if (auto ready = await(POLLIN); !ready) {
        return failure(ready.error());
      }
    }
    text.pop_back();
    return text;
  }

 private:
  // Waits after a call that failed only because it would have had to wait; any other failure is
  // returned.
  Result<void> await(short events) {
    if (errno != EAGAIN) {
      return failure(os_error(errno));
    }
    pollfd waited{socket_.number(), events, 0};
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until_ - std::chrono::steady_clock::now());
    if (left.count() <= 0 ||
        uninterrupted([&] { return poll(&waited, 1, static_cast<int>(left.count())); }) == 0) {
      return failure(ErrorKind::busy, "it does not answer");
    }
    return {};
  }

  Descriptor socket_;
  std::chrono::steady_clock::time_point until_;
};

}  // namespace

Result<std::string> ask_control(const std::string& path, const std::string& request,
                                std::chrono::milliseconds timeout) {
  const auto address = SocketAddress::of(path);
  if (!address) {
    return failure(address.error().within("ask", path));
  }
  Descriptor socket = make_unix_socket();
  if (!socket.is_open()) {
    return failure(os_error(errno));
  }
  if (connect(socket.number(), address->get(), SocketAddress::size()) != 0) {
    const int code = errno;
    const bool nobody = code == ENOENT || code == ECONNREFUSED || code == ENOTDIR;
    return failure((nobody           ? Error(ErrorKind::not_found, "nobody answers there")
                    : code == EACCES ? not_heard()
                    : code == EAGAIN ? Error(ErrorKind::busy, "it does not answer")
                                     : os_error(code))
                       .within("ask", path));
  }
  Conversation conversation(std::move(socket), timeout);
  if (auto said = conversation.say(request + '\n'); !said) {
    return failure(said.error().within("ask", path));
  }
  auto answer = conversation.hear();
  if (!answer) {
    return failure(answer.error().within("ask", path));
  }
  return answer;
}

std::string control_socket_path(ServiceScope scope, const std::string& instance) {
  const std::string folder =
      scope == ServiceScope::system ? "/run" : folder_variable("XDG_RUNTIME_DIR");
  if (folder.empty()) {
    return {};
  }
  return folder + "/lockstep" + (instance.empty() ? "" : "-" + instance) + kName;
}

std::string own_control_socket_path() {
  // systemd separates several folders by colons.
  std::string folder = folder_variable("RUNTIME_DIRECTORY");
  folder = folder.substr(0, folder.find(':'));
  if (!folder.empty()) {
    return folder + kName;
  }
  return control_socket_path(geteuid() == 0 ? ServiceScope::system : ServiceScope::user);
}

}  // namespace lockstep
