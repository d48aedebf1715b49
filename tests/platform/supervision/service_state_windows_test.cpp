#include "platform/supervision/service_state_windows.h"

#include <vector>

#include <doctest/doctest.h>

namespace lockstep {
namespace {

struct Fixture {
  std::vector<SERVICE_STATUS> told;
  std::vector<Signal> signals;
  ServiceState state{[this](const SERVICE_STATUS& status) { told.push_back(status); },
                     [this](Signal signal) { signals.push_back(signal); }};

  void run() {
    state.begin();
    state.ready();
  }
};

TEST_CASE_FIXTURE(Fixture, "a start shows progress and hears no control before it is done") {
  state.begin();
  state.more_time(std::chrono::seconds(7));
  REQUIRE(told.size() == 2);
  CHECK(told[0].dwCurrentState == SERVICE_START_PENDING);
  CHECK(told[0].dwControlsAccepted == 0);
  CHECK(told[1].dwCheckPoint > told[0].dwCheckPoint);
  CHECK(told[1].dwWaitHint == 7000);
  state.ready();
  CHECK(told.back().dwCurrentState == SERVICE_RUNNING);
  CHECK(told.back().dwCheckPoint == 0);
  CHECK((told.back().dwControlsAccepted & SERVICE_ACCEPT_PRESHUTDOWN) != 0);
}

TEST_CASE_FIXTURE(Fixture, "a stop and both kinds of shutdown are answered at once") {
  for (const DWORD control :
       {SERVICE_CONTROL_STOP, SERVICE_CONTROL_SHUTDOWN, SERVICE_CONTROL_PRESHUTDOWN}) {
    Fixture fresh;
    fresh.run();
    CHECK(fresh.state.handle(control) == NO_ERROR);
    CHECK(fresh.told.back().dwCurrentState == SERVICE_STOP_PENDING);
    CHECK(fresh.signals == std::vector{Signal::terminate});
  }
}

TEST_CASE_FIXTURE(Fixture, "a stop shows progress until it is over") {
  run();
  CHECK(state.handle(SERVICE_CONTROL_STOP) == NO_ERROR);
  const DWORD before = told.back().dwCheckPoint;
  state.stopping();
  state.more_time(std::chrono::seconds(20));
  CHECK(told.back().dwCheckPoint > before);
  state.ready();  // a reload ends too late
  CHECK(told.back().dwCurrentState == SERVICE_STOP_PENDING);
  state.ended(0);
  CHECK(told.back().dwCurrentState == SERVICE_STOPPED);
  CHECK(told.back().dwWin32ExitCode == NO_ERROR);
  const auto count = told.size();
  state.more_time(std::chrono::seconds(20));
  state.ended(1);
  CHECK(told.size() == count);
}

TEST_CASE_FIXTURE(Fixture, "an exit code other than 0 is told as the service's own") {
  state.begin();
  state.ended(6);
  CHECK(told.back().dwWin32ExitCode == ERROR_SERVICE_SPECIFIC_ERROR);
  CHECK(told.back().dwServiceSpecificExitCode == 6);
}

TEST_CASE_FIXTURE(Fixture, "pausing is pending until the worker has paused") {
  run();
  CHECK(state.handle(SERVICE_CONTROL_PAUSE) == NO_ERROR);
  CHECK(told.back().dwCurrentState == SERVICE_PAUSE_PENDING);
  state.paused(true);
  CHECK(told.back().dwCurrentState == SERVICE_PAUSED);
  CHECK(state.handle(SERVICE_CONTROL_CONTINUE) == NO_ERROR);
  CHECK(told.back().dwCurrentState == SERVICE_CONTINUE_PENDING);
  state.paused(false);
  CHECK(told.back().dwCurrentState == SERVICE_RUNNING);
  CHECK(signals == std::vector{Signal::pause, Signal::resume});
}

TEST_CASE_FIXTURE(Fixture, "a pause that failed is over") {
  run();
  CHECK(state.handle(SERVICE_CONTROL_PAUSE) == NO_ERROR);
  state.paused(false);
  CHECK(told.back().dwCurrentState == SERVICE_RUNNING);
}

TEST_CASE_FIXTURE(Fixture, "reload and sync-now change no state, others are not understood") {
  run();
  const auto count = told.size();
  CHECK(state.handle(SERVICE_CONTROL_PARAMCHANGE) == NO_ERROR);
  CHECK(state.handle(kSyncNowControl) == NO_ERROR);
  CHECK(state.handle(SERVICE_CONTROL_INTERROGATE) == NO_ERROR);
  CHECK(state.handle(200) == ERROR_CALL_NOT_IMPLEMENTED);
  CHECK(told.size() == count);
  CHECK(signals == std::vector{Signal::reload, Signal::sync_now});
}

}  // namespace
}  // namespace lockstep
