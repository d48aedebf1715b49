#include "app/daemon/daemon_job.h"

#include <stdexcept>

#include <doctest/doctest.h>

#include "app/job_fixture.h"

using namespace lockstep;
using namespace std::chrono_literals;

namespace {

// A job of a daemon whose thread is not started: the test steps it.
struct DaemonJobFixture : JobFixture {
  std::unique_ptr<Log> log =
      *Log::open({.file = scratch.at("log"), .console = false}, {}, {&clock, nullptr});
  Progress* progress_of_pass = nullptr;  // of the last pass
  std::stop_token stop_of_pass;
  std::vector<PassResult> told;
  bool throws = false;  // whoever is told
  std::unique_ptr<DaemonJob> mirror;

  DaemonJob& make() {
    settings.name = "documents";
    DaemonJob::Dependencies deps;
    deps.records = &records;
    deps.log = log.get();
    deps.clock = &clock;
    deps.on_pass_end = [this](const JobSettings&, const PassSummary& summary) {
      told.push_back(summary.result);
      if (throws) throw std::runtime_error("out of order");
      CHECK(mirror->status().last->result == summary.result);
    };
    deps.pass = [this](const PassInput& input, const std::stop_token& stop) {
      ++passes;
      progress_of_pass = input.progress;
      stop_of_pass = stop;
      if (during_pass) during_pass();
      PassOutcome result = outcome;
      if (stop.stop_requested()) result.summary.result = PassResult::cancelled;
      return result;
    };
    mirror = std::make_unique<DaemonJob>(settings, std::move(deps));
    return *mirror;
  }
};

}  // namespace

TEST_CASE_FIXTURE(DaemonJobFixture, "the status says what the job waits for") {
  DaemonJob& job = make();
  CHECK(job.status().state == JobState::waiting);
  CHECK_FALSE(job.status().last);
  during_pass = [&] {
    progress_of_pass->files_done = 3;
    progress_of_pass->bytes_done = 30;
    progress_of_pass->bytes_planned = 300;
    const JobStatus now = job.status();
    CHECK(now.state == JobState::running);
    CHECK(now.last_start == clock.now());
    CHECK_FALSE(now.next_start);
    CHECK(now.files_done == 3);
    CHECK(now.bytes_done == 30);
    CHECK(now.bytes_planned == 300);
  };
  CHECK(job.step({}) == 60s);
  const JobStatus after = job.status();
  CHECK(after.state == JobState::waiting);
  CHECK(after.next_start == clock.now() + 60s);
  CHECK(after.last->result == PassResult::ok);
  CHECK(told == std::vector{PassResult::ok});
}

TEST_CASE_FIXTURE(DaemonJobFixture, "a job backs off while its source is missing and recovers") {
  std::filesystem::remove(settings.source);
  DaemonJob& job = make();
  CHECK(job.step({}) == 1s);
  CHECK(job.status().state == JobState::backing_off);
  clock.advance(1s);
  CHECK(job.step({}) == 2s);
  clock.advance(2s);
  CHECK(job.step({}) == 4s);
  SUBCASE("by itself") {
    scratch.make_folder("s");
    clock.advance(4s);
  }
  SUBCASE("at once when it is asked to") {
    scratch.make_folder("s");
    job.sync_now();
  }
  CHECK(job.step({}) == 60s);
  CHECK(job.status().state == JobState::waiting);
  CHECK(passes == 1);
}

TEST_CASE_FIXTURE(DaemonJobFixture, "what is asked for during a pass is done after it") {
  DaemonJob& job = make();
  during_pass = [&] {
    if (passes == 1) job.sync_now();
  };
  CHECK(job.step({}) == 60s);
  CHECK(job.step({}) == 60s);
  CHECK(passes == 2);
  CHECK(job.step({}) == 60s);
  CHECK(passes == 2);
}

TEST_CASE_FIXTURE(DaemonJobFixture, "a paused job makes no pass") {
  DaemonJob& job = make();
  job.pause();
  CHECK(job.status().state == JobState::paused);
  CHECK_FALSE(job.step({}));
  CHECK(passes == 0);
  job.resume();
  CHECK(job.step({}) == 60s);
  job.pause();
  job.resume();
  CHECK(job.step({}) == 60s);
  CHECK(passes == 1);  // nothing was cut short: the interval goes on
}

TEST_CASE_FIXTURE(DaemonJobFixture, "a pass that a pause cuts short begins anew on resume") {
  DaemonJob& job = make();
  during_pass = [&] {
    if (passes > 1) return;
    job.pause();
    CHECK(stop_of_pass.stop_requested());
    CHECK(job.status().state == JobState::running);
  };
  CHECK(job.step({}));
  CHECK(told == std::vector{PassResult::cancelled});
  CHECK(job.status().state == JobState::paused);
  CHECK_FALSE(job.status().next_start);
  CHECK_FALSE(job.step({}));
  job.resume();
  CHECK(job.step({}) == 60s);
  CHECK(passes == 2);
}

TEST_CASE_FIXTURE(DaemonJobFixture, "the end of the thread cuts a pass short") {
  DaemonJob& job = make();
  std::stop_source end;
  during_pass = [&] {
    end.request_stop();
    CHECK(stop_of_pass.stop_requested());
  };
  CHECK(job.step(end.get_token()));
  CHECK(told == std::vector{PassResult::cancelled});
}

TEST_CASE_FIXTURE(DaemonJobFixture,
                  "a pass without progress is dead after the patience, no other") {
  constexpr auto kPatience = 5min;
  DaemonJob& job = make();
  CHECK(job.is_alive(kPatience));
  clock.advance(24h);
  CHECK(job.is_alive(kPatience));  // it waits
  during_pass = [&] {
    CHECK(job.is_alive(kPatience));
    clock.advance(kPatience);
    CHECK(job.is_alive(kPatience));
    clock.advance(1s);
    CHECK_FALSE(job.is_alive(kPatience));
    // A copy, a comparison, a walk, removals, metadata: each of them is progress.
    for (auto* counter : {&progress_of_pass->bytes_done, &progress_of_pass->bytes_compared,
                          &progress_of_pass->entries_scanned, &progress_of_pass->removals_done,
                          &progress_of_pass->files_done, &progress_of_pass->steps}) {
      ++*counter;
      CHECK(job.is_alive(kPatience));
      clock.advance(kPatience + 1s);
      CHECK_FALSE(job.is_alive(kPatience));
    }
  };
  CHECK(job.step({}));
  CHECK(job.is_alive(kPatience));
  // The next pass begins with the same counts.
  during_pass = [&] { CHECK(job.is_alive(kPatience)); };
  clock.advance(1h);
  CHECK(job.step({}));
}

TEST_CASE_FIXTURE(DaemonJobFixture,
                  "a flush may take half an hour, and waiting for a limit for ever") {
  DaemonJob& job = make();
  during_pass = [&] {
    {
      const Counted flushing(progress_of_pass->flushing);
      CHECK(job.is_alive(1min));
      clock.advance(30min);
      CHECK(job.is_alive(1min));
      clock.advance(1s);
      CHECK_FALSE(job.is_alive(1min));
    }
    const Counted resting(progress_of_pass->resting);
    CHECK(job.is_alive(1min));
    clock.advance(24h);
    CHECK(job.is_alive(1min));
  };
  CHECK(job.step({}));
}

TEST_CASE_FIXTURE(DaemonJobFixture,
                  "somebody who is told of a pass and throws does not hold up the next one") {
  DaemonJob& job = make();
  throws = true;
  CHECK(job.step({}) == 60s);
  clock.advance(60s);
  CHECK(job.step({}) == 60s);
  CHECK(told == std::vector{PassResult::ok, PassResult::ok});
  const std::string log_text = scratch.read("log");
  const std::string line = "Error during synchronization: internal error: out of order";
  const std::size_t first = log_text.find(line);
  REQUIRE(first != std::string::npos);
  CHECK(log_text.find(line, first + 1) == std::string::npos);
}

TEST_CASE_FIXTURE(DaemonJobFixture, "the status has the job's totals, also while a pass runs") {
  DaemonJob& job = make();
  during_pass = [&] { CHECK(job.status().totals.passes_with(PassResult::ok) == passes - 1U); };
  for (int count = 0; count < 3; ++count) {
    CHECK(job.step({}) == 60s);
    clock.advance(60s);
  }
  CHECK(job.status().totals.passes_with(PassResult::ok) == 3);
  // The fixture's pass tells nothing; the replica's folder was made by the job.
  CHECK(job.status().totals.created.directories == 1);
}
