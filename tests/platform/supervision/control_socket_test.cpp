// Tests the promises that every system's control socket makes.

#include "platform/supervision/control_socket.h"

#include <vector>

#include <doctest/doctest.h>

#include "support/system/control_address.h"

namespace lockstep {
namespace {

constexpr std::chrono::seconds kPatience{10};

struct Fixture {
  ControlAddress address;

  std::unique_ptr<ControlSocket> listen() const {
    auto socket = listen_for_control(
        address.path(), [](const std::string& request) { return "you said " + request; });
    REQUIRE_MESSAGE(socket, socket.error().message());
    return *std::move(socket);
  }
  std::string ask(const std::string& request) const {
    const auto answer = ask_control(address.path(), request, kPatience);
    return answer ? *answer : answer.error().message();
  }
  ErrorKind refusal(const std::string& request) const {
    const auto answer = ask_control(address.path(), request, kPatience);
    return answer ? ErrorKind::already_exists : answer.error().kind();
  }
};

TEST_CASE_FIXTURE(Fixture, "a line is answered by a line, for one client after another") {
  const auto socket = listen();
  CHECK(ask("hello") == "you said hello");
  CHECK(ask("") == "you said ");
  const std::string large(60'000, 'x');
  CHECK((ask(large) == "you said " + large));  // the parentheses keep the texts from being printed
}

TEST_CASE_FIXTURE(Fixture, "many clients one after another all get their answer") {
  const auto socket = listen();
  for (int count = 0; count < 50; ++count) REQUIRE(ask("hello") == "you said hello");
}

TEST_CASE_FIXTURE(Fixture, "an answer may be large") {
  const auto socket = listen_for_control(
      address.path(), [](const std::string&) { return std::string(3'000'000, 'y'); });
  REQUIRE(socket);
  CHECK(ask("status").size() == 3'000'000);
}

TEST_CASE_FIXTURE(Fixture, "nobody answers before the socket is there and after it is gone") {
  CHECK(refusal("hello") == ErrorKind::not_found);
  {
    const auto socket = listen();
    CHECK(ask("hello") == "you said hello");
  }
  CHECK(refusal("hello") == ErrorKind::not_found);
  const auto again = listen();
  CHECK(ask("hello") == "you said hello");
}

TEST_CASE_FIXTURE(Fixture, "a second instance does not take the socket of one that answers") {
  const auto socket = listen();
  const auto second =
      listen_for_control(address.path(), [](const std::string&) { return std::string(); });
  REQUIRE_FALSE(second);
  CHECK(second.error().kind() == ErrorKind::locked);
  CHECK(ask("hello") == "you said hello");
}

TEST_CASE_FIXTURE(Fixture, "who asks too much is cut off") {
  const auto socket = listen();
  CHECK(refusal(std::string(1'000'000, 'x')) != ErrorKind::already_exists);
  CHECK(ask("hello") == "you said hello");
}

TEST_CASE_FIXTURE(Fixture, "who does not ask, or does not listen, keeps nobody waiting") {
  const auto socket = listen();
  std::vector<std::unique_ptr<RudeClient>> rude;
  for (int count = 0; count < 5; ++count) {
    rude.push_back(address.call("x"));
    REQUIRE(rude.back() != nullptr);
    rude.push_back(address.call("a question\n"));
    REQUIRE(rude.back() != nullptr);
  }
  const auto start = std::chrono::steady_clock::now();
  CHECK(ask("hello") == "you said hello");
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(1));
}

TEST_CASE_FIXTURE(Fixture, "rude clients in all places are cut off in time for the others") {
  const auto socket = listen();
  std::vector<std::unique_ptr<RudeClient>> rude;
  for (int count = 0; count < 16; ++count) {
    rude.push_back(address.call("x"));
    REQUIRE(rude.back() != nullptr);
  }
  CHECK(ask("hello") == "you said hello");
}

TEST_CASE_FIXTURE(Fixture, "the end does not wait for clients that say nothing") {
  auto socket = listen();
  const auto rude = address.call("x");
  REQUIRE(rude != nullptr);
  const auto start = std::chrono::steady_clock::now();
  socket.reset();
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(1));
}

}  // namespace
}  // namespace lockstep
