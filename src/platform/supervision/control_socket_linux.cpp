#include <exception>
#include <list>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "platform/supervision/control_socket.h"
#include "platform/supervision/unix_socket_linux.h"
#include "platform/system/os_error.h"

namespace lockstep {
namespace {

using Time = std::chrono::steady_clock;

constexpr std::size_t kMostClients = 16;
constexpr std::size_t kLongestRequest = 64 * 1024;
// The time after which a client that neither asks nor reads is cut off.
constexpr std::chrono::seconds kPatience{2};
constexpr mode_t kOwnerOnly = 0600;

struct Client {
  Descriptor socket;
  std::string request;
  std::string answer;  // the part that is still to be sent
  bool answering = false;
  Time::time_point give_up = Time::now() + kPatience;
};

enum class Progress { goes_on, over };

Progress receive(Client& client) {
  char buffer[4096];
  const ssize_t count =
      uninterrupted([&] { return recv(client.socket.number(), buffer, sizeof buffer, 0); });
  if (count < 0) {
    return errno == EAGAIN ? Progress::goes_on : Progress::over;
  }
  client.request.append(buffer, static_cast<std::size_t>(count));
  return count == 0 || client.request.size() > kLongestRequest ? Progress::over : Progress::goes_on;
}

Progress send_some(Client& client) {
  const ssize_t count = uninterrupted([&] {
    return send(client.socket.number(), client.answer.data(), client.answer.size(), MSG_NOSIGNAL);
  });
  if (count < 0) {
    return errno == EAGAIN ? Progress::goes_on : Progress::over;
  }
  client.answer.erase(0, static_cast<std::size_t>(count));
  client.give_up = Time::now() + kPatience;
  return client.answer.empty() ? Progress::over : Progress::goes_on;
}

bool may_ask(const Descriptor& socket) {
  const auto user = peer_user(socket);
  return user && (*user == 0 || *user == geteuid());
}

class LinuxControlSocket final : public ControlSocket {
 public:
  LinuxControlSocket(Descriptor listener, Descriptor wake, std::string path, ControlAnswer answer)
      : listener_(std::move(listener)),
        wake_(std::move(wake)),
        path_(std::move(path)),
        answer_(std::move(answer)),
        thread_([this] { serve(); }) {}
  LinuxControlSocket(const LinuxControlSocket&) = delete;
  LinuxControlSocket& operator=(const LinuxControlSocket&) = delete;

  ~LinuxControlSocket() override {
    unlink(path_.c_str());
    eventfd_write(wake_.number(), 1);
    thread_.join();
  }

 private:
  void serve() {
    std::list<Client> clients;
    while (wait(clients)) {
      for (auto client = clients.begin(); client != clients.end();) {
        const bool over = advance(*client) == Progress::over || Time::now() >= client->give_up;
        client = over ? clients.erase(client) : std::next(client);
      }
      if (clients.size() < kMostClients) {
        accept_one(clients);
      }
    }
  }

  // Returns false when it is time to end.
  bool wait(const std::list<Client>& clients) const {
    std::vector<pollfd> waited = {{wake_.number(), POLLIN, 0}};
    if (clients.size() < kMostClients) {
      waited.push_back({listener_.number(), POLLIN, 0});
    }
    auto until = Time::time_point::max();
    for (const Client& client : clients) {
      const short events = client.answering ? POLLOUT : POLLIN;
      waited.push_back({client.socket.number(), events, 0});
      until = std::min(until, client.give_up);
    }
    int timeout = -1;
    if (!clients.empty()) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Time::now());
      timeout = static_cast<int>(std::max<std::chrono::milliseconds::rep>(left.count(), 0));
    }
    (void)uninterrupted([&] { return poll(waited.data(), waited.size(), timeout); });
    return waited.front().revents == 0;
  }

  void accept_one(std::list<Client>& clients) const {
    Descriptor socket(uninterrupted([&] {
      return accept4(listener_.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    }));
    if (socket.is_open() && may_ask(socket)) {
      clients.push_back({.socket = std::move(socket), .request = {}, .answer = {}});
    }
  }

  Progress advance(Client& client) const {
    if (client.answering) {
      return send_some(client);
    }
    if (receive(client) == Progress::over) {
      return Progress::over;
    }
    const auto end = client.request.find('\n');
    if (end == std::string::npos) {
      return Progress::goes_on;
    }
    try {
      client.answer = answer_(client.request.substr(0, end)) + '\n';
    } catch (const std::exception&) {  // there is no memory: the client may ask again
      return Progress::over;
    }
    client.answering = true;
    client.give_up = Time::now() + kPatience;
    return send_some(client);
  }

  Descriptor listener_;
  Descriptor wake_;
  std::string path_;
  ControlAnswer answer_;
  std::thread thread_;  // the last member: it uses all the others
};

bool somebody_answers(const SocketAddress& address) {
  const Descriptor socket = make_unix_socket();
  // EAGAIN means that a listener's queue is full, so there is a listener.
  return connect(socket.number(), address.get(), SocketAddress::size()) == 0 || errno == EAGAIN;
}

// Removes the socket that a process that died left at `path`.
Result<void> clear(const std::string& path, const SocketAddress& address) {
  struct stat found{};
  if (lstat(path.c_str(), &found) != 0) {
    return errno == ENOENT ? Result<void>() : failure(os_error(errno));
  }
  if (found.st_uid != geteuid()) {
    return failure(ErrorKind::permission_denied, "it belongs to another user and is left alone");
  }
  if (!S_ISSOCK(found.st_mode)) {
    return failure(ErrorKind::already_exists, "it is no socket and is left alone");
  }
  if (somebody_answers(address)) {
    return failure(ErrorKind::locked, "another instance answers there");
  }
  return unlink(path.c_str()) == 0 || errno == ENOENT ? Result<void>() : failure(os_error(errno));
}

Result<Descriptor> bind_and_listen(const std::string& path) {
  const auto address = SocketAddress::of(path);
  if (!address) {
    return failure(address.error());
  }
  if (auto cleared = clear(path, *address); !cleared) {
    return failure(cleared.error());
  }
  Descriptor socket = make_unix_socket();
  // The file gets the mode that the unbound socket has: at no moment may other users connect.
  if (!socket.is_open() || fchmod(socket.number(), kOwnerOnly) != 0 ||
      bind(socket.number(), address->get(), SocketAddress::size()) != 0 ||
      listen(socket.number(), SOMAXCONN) != 0) {
    return failure(os_error(errno));
  }
  return socket;
}

}  // namespace

Result<std::unique_ptr<ControlSocket>> listen_for_control(const std::string& path,
                                                          ControlAnswer answer) {
  constexpr mode_t kEverybodyLooks = 0755;
  const std::string folder = path.substr(0, path.rfind('/'));
  if (mkdir(folder.c_str(), kEverybodyLooks) != 0 && errno != EEXIST) {
    return failure(os_error(errno).within("create", folder));
  }
  auto listener = bind_and_listen(path);
  if (!listener) {
    return failure(listener.error().within("listen at", path));
  }
  Descriptor wake(eventfd(0, EFD_CLOEXEC));
  if (!wake.is_open()) {
    return failure(os_error(errno));
  }
  return std::make_unique<LinuxControlSocket>(*std::move(listener), std::move(wake), path,
                                              std::move(answer));
}

}  // namespace lockstep
