// How many threads a daemon has while jobs wait for each other.
#include <chrono>
#include <filesystem>
#include <iterator>
#include <thread>

#include <doctest/doctest.h>

#include "app/daemon/daemon.h"
#include "app/daemon_fixture.h"

using namespace lockstep;
using namespace std::chrono_literals;

namespace {

std::ptrdiff_t count_threads() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/task"), {});
}

}  // namespace

TEST_CASE_FIXTURE(DaemonFixture,
                  "reloads in the course of one long copy leave one job that waits") {
  settings.service.threads = 4;
  add_job("a");
  hold("a");
  in_hand.insert("a");
  const auto daemon = make();
  REQUIRE(daemon->start(settings));
  await_begun("a");
  const auto reload = [&](int hours) {
    settings.jobs[0].interval = std::chrono::hours(hours);
    REQUIRE(daemon->reload(settings));
  };
  reload(1);
  const auto with_one = count_threads();
  for (int hours = 2; hours < 20; ++hours) reload(hours);
  const auto deadline = std::chrono::steady_clock::now() + 30s;
  while (count_threads() > with_one && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(1ms);
  CHECK(count_threads() <= with_one);
  CHECK(count_begun("a") == 1);
  let_go("a");
  await_ended("a", 2);
  CHECK(count_begun("a") == 2);
}
