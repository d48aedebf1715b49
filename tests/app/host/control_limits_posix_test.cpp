// Requests and replies that are too long, which no client may be kept busy with.
#include <doctest/doctest.h>

#include "app/host/control.h"
#include "app/daemon_fixture.h"

using namespace lockstep;

TEST_CASE("a request of 64 KiB is read, a longer one is refused") {
  constexpr std::size_t kLimit = 64 * 1024;
  std::string request = R"({"command":"status"})";
  request.append(kLimit - request.size(), ' ');
  CHECK(read_request(request).has_value());
  const auto refused = read_request(request + " ");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind() == ErrorKind::invalid);
}

TEST_CASE_FIXTURE(DaemonFixture, "a state that is too long for one reply is told in none") {
  for (const char* const name : {"a", "b"}) add_job(name).name.append(600 * 1024, 'n');
  const auto daemon = make();
  REQUIRE(daemon->start(settings));
  const std::string request = request_text({.command = ControlCommand::status});
  const std::string reply = answer(request, *daemon, [] { return Result<std::string>(); });
  CHECK(reply.size() < 1000);
  const auto read = read_status(reply);
  REQUIRE_FALSE(read);
  CHECK(read.error().message() == "too many jobs for one reply");
}
