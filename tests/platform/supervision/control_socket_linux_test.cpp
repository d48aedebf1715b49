#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "platform/supervision/control_socket.h"
#include "platform/supervision/unix_socket_linux.h"
#include "support/system/temporary_folder.h"

namespace lockstep {
namespace {

constexpr std::chrono::seconds kPatience{10};

struct Fixture {
  TemporaryFolder folder;
  std::string path = folder / "run/control.sock";
  std::unique_ptr<ControlSocket> listen() {
    auto socket =
        listen_for_control(path, [](const std::string& request) { return "you said " + request; });
    REQUIRE_MESSAGE(socket, socket.error().message());
    return *std::move(socket);
  }
};

TEST_CASE_FIXTURE(Fixture, "the socket is its owner's alone, and gone at the end") {
  {
    const auto socket = listen();
    struct stat found{};
    REQUIRE(lstat(path.c_str(), &found) == 0);
    CHECK((found.st_mode & 0777) == 0600);
  }
  CHECK(access(path.c_str(), F_OK) != 0);
  const auto nobody = ask_control(path, "hello", kPatience);
  REQUIRE_FALSE(nobody);
  CHECK(nobody.error().kind() == ErrorKind::not_found);
}

TEST_CASE_FIXTURE(Fixture, "what a process that died left is replaced; a file is not") {
  REQUIRE(mkdir((folder / "run").c_str(), 0755) == 0);
  {
    const Descriptor left = make_unix_socket();
    const auto address = SocketAddress::of(path);
    REQUIRE(address);
    REQUIRE(bind(left.number(), address->get(), SocketAddress::size()) == 0);
  }
  {
    CHECK(listen() != nullptr);
  }
  close(open(path.c_str(), O_CREAT | O_WRONLY, 0600));
  const auto refused = listen_for_control(path, [](const std::string&) { return std::string(); });
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind() == ErrorKind::already_exists);
}

TEST_CASE("a path that is too long for a socket is an error of its own") {
  const auto refused = ask_control("/" + std::string(200, 'x'), "hello", kPatience);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind() == ErrorKind::name_not_possible);
}

}  // namespace
}  // namespace lockstep
