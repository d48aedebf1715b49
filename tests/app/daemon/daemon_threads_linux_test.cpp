// How many threads a daemon has while jobs wait for each other.
#include <chrono>
#include <filesystem>
#include <iterator>

#include <doctest/doctest.h>

#include "app/daemon/daemon.h"
#include "app/daemon_fixture.h"
#include "support/eventually.h"

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
  CHECK(eventually([&] { return count_threads() <= with_one; }, 30s));
  CHECK(count_begun("a") == 1);
  let_go("a");
  await_ended("a", 2);
  CHECK(count_begun("a") == 2);
}
