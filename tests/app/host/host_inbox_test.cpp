#include "app/host/host_inbox.h"

#include <thread>

#include <doctest/doctest.h>

using namespace lockstep;

TEST_CASE("what a host is told waits until it is taken, and the same thing twice is one thing") {
  HostInbox inbox;
  inbox.status_changed();
  inbox.sync_now();
  inbox.sync_now();
  const auto told = inbox.take(std::nullopt);
  CHECK(told.status_changed);
  CHECK(told.sync_now);
  CHECK_FALSE(told.stop);
  const auto nothing = inbox.take(std::chrono::milliseconds(0));
  CHECK_FALSE(nothing.sync_now);
}

TEST_CASE("of pausing and resuming the last word counts, and it is told once") {
  HostInbox inbox;
  CHECK_FALSE(inbox.take(std::chrono::seconds(0)).pause);
  inbox.resume();
  inbox.pause();
  CHECK(inbox.take(std::nullopt).pause == true);
  inbox.pause();
  inbox.resume();
  CHECK(inbox.take(std::nullopt).pause == false);
  CHECK_FALSE(inbox.take(std::chrono::seconds(0)).pause);
}

TEST_CASE("who asks for a reload hears what came of it") {
  HostInbox inbox;
  Result<std::string> heard;
  std::jthread asking([&] { heard = inbox.reload_and_wait(); });
  auto told = inbox.take(std::nullopt);
  REQUIRE(told.reload);
  REQUIRE(told.waiting.size() == 1);
  told.waiting.front().set_value(failure(ErrorKind::invalid, "line 3"));
  asking.join();
  REQUIRE_FALSE(heard);
  CHECK(heard.error().message() == "line 3");
}

TEST_CASE("who asks for a reload hears what needs a restart") {
  HostInbox inbox;
  Result<std::string> heard;
  std::jthread asking([&] { heard = inbox.reload_and_wait(); });
  auto told = inbox.take(std::nullopt);
  REQUIRE(told.waiting.size() == 1);
  told.waiting.front().set_value("log.file waits");
  asking.join();
  CHECK(heard == std::string("log.file waits"));
}

TEST_CASE("nobody waits for a host that has gone") {
  HostInbox inbox;
  Result<std::string> heard;
  std::jthread asking([&] { heard = inbox.reload_and_wait(); });
  while (heard) {
    inbox.close();
    if (!inbox.reload_and_wait()) break;
  }
  asking.join();
  REQUIRE_FALSE(heard);
  CHECK(heard.error().kind() == ErrorKind::cancelled);
}
