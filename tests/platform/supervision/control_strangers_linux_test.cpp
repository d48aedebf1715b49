// Tests strangers at the control socket: other users who ask, others' files in its place, servers
// that are not there or answer in part.
#include <cerrno>
#include <deque>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "platform/supervision/control_socket.h"
#include "platform/supervision/unix_socket_linux.h"
#include "support/system/answered_calls_linux.h"
#include "support/system/temporary_folder.h"

namespace lockstep {
namespace {

constexpr std::chrono::seconds kPatience{10};
constexpr long kUser = 4711;
constexpr uid_t kStranger = 4712;

struct Fixture {
  TemporaryFolder folder;
  std::string path = folder / "control.sock";

  // Returns what a client hears of a service of `kUser` when it is this user.
  std::string heard_by(uid_t client) {
    const auto answer = [client](const SystemCall& call) -> std::optional<long> {
      if (call.number == SYS_geteuid) return kUser;
      if (call.arguments[2] != SO_PEERCRED) return std::nullopt;
      const ucred peer{1, client, client};
      write_at(call.arguments[3], &peer, sizeof peer);
      return 0;
    };
    std::string text;
    with_answered_calls({SYS_getsockopt, SYS_geteuid}, answer, [&] {
      const auto socket = listen_for_control(path, [](const std::string& said) { return said; });
      REQUIRE(socket);
      const auto reply = ask_control(path, "hello", kPatience);
      text = reply ? *reply : "refused";
    });
    return text;
  }
};

TEST_CASE_FIXTURE(Fixture, "the service's own user and root are heard, nobody else") {
  if (heard_by(kUser).empty()) return;  // calls can't be answered here
  CHECK(heard_by(kUser) == "hello");
  CHECK(heard_by(0) == "hello");
  CHECK(heard_by(kStranger) == "refused");
}

TEST_CASE_FIXTURE(Fixture, "another user's socket is left alone, dead as it may be") {
  {
    const Descriptor left = make_unix_socket();
    const auto address = SocketAddress::of(path);
    REQUIRE(address);
    REQUIRE(bind(left.number(), address->get(), SocketAddress::size()) == 0);
  }
  const auto tell_owner = [this](const SystemCall& call) -> std::optional<long> {
    if (text_at(call.arguments[1]) != path) return std::nullopt;
    const long result = make_call(call);
    struct stat status{};
    read_at(call.arguments[2], &status, sizeof status);
    status.st_uid = geteuid() + 1;
    write_at(call.arguments[2], &status, sizeof status);
    return result;
  };
  ErrorKind kind = ErrorKind::cancelled;
  if (!with_answered_calls({SYS_newfstatat}, tell_owner, [&] {
        const auto socket = listen_for_control(path, [](const std::string& said) { return said; });
        if (!socket) kind = socket.error().kind();
      }))
    return;
  CHECK(kind == ErrorKind::permission_denied);
  CHECK(access(path.c_str(), F_OK) == 0);
}

// Returns what a client makes of these answers to its calls; it receives these texts.
std::string asked(long connected, std::deque<std::string> received) {
  const auto answer = [&](const SystemCall& call) -> std::optional<long> {
    if (call.number == SYS_geteuid) return kUser;
    if (call.number == SYS_connect) return connected;
    if (call.number == SYS_sendto) return static_cast<long>(call.arguments[2]);
    if (received.empty()) return 0;
    const std::string text = received.front();
    received.pop_front();
    write_at(call.arguments[1], text.data(), text.size());
    return static_cast<long>(text.size());
  };
  std::string said = "no answers";
  with_answered_calls({SYS_connect, SYS_sendto, SYS_recvfrom, SYS_geteuid}, answer, [&] {
    const auto reply = ask_control("/nowhere/control.sock", "hello", kPatience);
    said = reply ? *reply : reply.error().message();
  });
  return said;
}

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

TEST_CASE("an answer that comes by pieces is whole, one that breaks off is said to be cut") {
  if (asked(0, {"yes\n"}) == "no answers") return;
  CHECK(asked(0, {"yes\n"}) == "yes");
  CHECK(asked(0, {"y", "es", "\n"}) == "yes");
  CHECK(has(asked(0, {"ye"}), "the answer is cut"));
  CHECK(has(asked(0, {}), "listens to its own user and to root alone"));
}

TEST_CASE("why nobody answers is told apart") {
  if (asked(0, {"yes\n"}) == "no answers") return;
  for (const int code : {ENOENT, ECONNREFUSED, ENOTDIR})
    CHECK(has(asked(-code, {}), "nobody answers there"));
  CHECK(has(asked(-EACCES, {}), "listens to its own user and to root alone"));
  CHECK(has(asked(-EAGAIN, {}), "it does not answer"));
  CHECK(has(asked(-EPROTOTYPE, {}), "/nowhere/control.sock"));
}

}  // namespace
}  // namespace lockstep
