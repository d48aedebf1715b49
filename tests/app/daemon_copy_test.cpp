// What happens to a real copy when it is stopped, paused, or its job is changed (scenario 59).
#include <chrono>
#include <functional>
#include <mutex>
#include <thread>

#include <doctest/doctest.h>

#include "app/daemon.h"
#include "scratch_folder.h"

using namespace lockstep;
using namespace std::chrono_literals;

namespace {

struct CopyFixture {
  ScratchFolder scratch;
  SystemClock clock;
  RecordStore records{scratch.at("state")};
  std::unique_ptr<Log> log =
      *Log::open({.file = scratch.at("log"), .console = false}, {}, {&clock, nullptr});
  Settings settings;
  std::string content;
  std::mutex mutex;
  std::vector<PassSummary> told;  // guarded by mutex
  std::unique_ptr<Daemon> daemon;

  explicit CopyFixture(std::size_t size = 8 * 1024 * 1024,
                       std::uint64_t bytes_per_second = 64 * 1024)
      : content(size, 'x') {
    JobSettings job;
    job.name = "slow";
    job.source = scratch.at("s");
    job.replica = scratch.at("r");
    job.interval = 24h;
    job.policy.bytes_per_second = bytes_per_second;
    settings.service.threads = 1;
    settings.jobs.push_back(job);
    settings.service.state_folder = scratch.at("state");
    scratch.make_folder("s");
    scratch.make_folder("r");
    scratch.write("s/large", content);
    scratch.write("s/larger", content + content);
    scratch.write("r/larger", "old");
    daemon = std::make_unique<Daemon>(
        Daemon::Surroundings{.records = &records,
                             .log = log.get(),
                             .clock = &clock,
                             .on_pass_end =
                                 [this](const JobSettings&, const PassSummary& summary) {
                                   const std::lock_guard lock(mutex);
                                   told.push_back(summary);
                                 },
                             .pass = run_pass});
    REQUIRE(daemon->start(settings));
    await([this] { return job_status().bytes_done > 0; });
  }

  [[nodiscard]] JobStatus job_status() const { return daemon->status().jobs.at(0); }
  static void await(const std::function<bool()>& happened) {
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    while (!happened() && std::chrono::steady_clock::now() < deadline)
      std::this_thread::sleep_for(1ms);
    REQUIRE(happened());
  }
  static void within_two_seconds(const std::function<void()>& act) {
    const auto begin = std::chrono::steady_clock::now();
    act();
    CHECK(std::chrono::steady_clock::now() - begin < 2s);
  }
  void check_nothing_is_half_done() const {
    CHECK_FALSE(scratch.exists("r/large"));
    CHECK(scratch.read("r/larger") == "old");
    CHECK(std::distance(std::filesystem::directory_iterator(scratch.at("r")), {}) == 1);
  }
  void check_complete() const {
    CHECK(scratch.read("r/large") == content);
    CHECK(scratch.read("r/larger") == content + content);
    CHECK(std::distance(std::filesystem::directory_iterator(scratch.at("r")), {}) == 2);
  }
};

}  // namespace

TEST_CASE_FIXTURE(CopyFixture, "a stop in the middle of a copy leaves nothing half done") {
  within_two_seconds([this] { daemon->stop(); });
  check_nothing_is_half_done();
}

TEST_CASE_FIXTURE(CopyFixture,
                  "a pause in the middle of a copy does, too, and a changed job begins anew") {
  within_two_seconds([this] {
    REQUIRE(daemon->pause());
    await([this] { return job_status().state == JobState::paused; });
  });
  check_nothing_is_half_done();
  CHECK(job_status().last->result == PassResult::cancelled);

  settings.jobs[0].policy.bytes_per_second = 0;
  REQUIRE(daemon->reload(settings));
  check_nothing_is_half_done();
  REQUIRE(daemon->resume());
  await([this] { return job_status().last && job_status().state == JobState::waiting; });
  check_complete();
}

TEST_CASE_FIXTURE(CopyFixture, "a reload in the middle of a copy restarts the job that changed") {
  settings.jobs[0].policy.bytes_per_second = 0;
  within_two_seconds([this] { REQUIRE(daemon->reload(settings)); });
  await([this] { return job_status().last && job_status().state == JobState::waiting; });
  check_complete();
}

namespace {

// One worker, which is a third of a second at one file, and two thirds at the other.
struct ShortCopyFixture : CopyFixture {
  ShortCopyFixture() : CopyFixture(160 * 1024, 512 * 1024) {}
  [[nodiscard]] std::vector<PassSummary> passes() {
    const std::lock_guard lock(mutex);
    return told;
  }
};

}  // namespace

TEST_CASE_FIXTURE(ShortCopyFixture,
                  "a reload lets the file in hand be finished, and begins no other") {
  settings.jobs[0].policy.bytes_per_second = 0;
  within_two_seconds([this] { REQUIRE(daemon->reload(settings)); });
  await([this] { return passes().size() == 2; });
  check_complete();
  CHECK(passes()[0].result == PassResult::cancelled);
  for (const PassSummary& summary : passes())
    CHECK(summary.created.files + summary.updated_files == 1);  // whichever came first
}
