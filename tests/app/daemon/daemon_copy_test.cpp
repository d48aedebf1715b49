// These tests stop or pause a real copy, or change its job meanwhile (scenario 59).
#include <chrono>
#include <functional>
#include <mutex>

#include <doctest/doctest.h>

#include "app/daemon/daemon.h"
#include "app/scratch_folder.h"
#include "support/eventually.h"
#include "support/system/lock_replica.h"

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
        Daemon::Dependencies{.records = &records,
                             .log = log.get(),
                             .clock = &clock,
                             .on_pass_end =
                                 [this](const JobSettings&, const PassSummary& summary) {
                                   const std::scoped_lock lock(mutex);
                                   told.push_back(summary);
                                 },
                             .pass = run_pass});
    REQUIRE(daemon->start(settings));
    await([this] { return job_status().bytes_done > 0; });
  }

  [[nodiscard]] JobStatus job_status() const { return daemon->status().jobs.at(0); }
  static void await(const std::function<bool()>& happened) {
    REQUIRE(eventually(happened, 60s));
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

// By the old limit the file in hand takes two minutes at least.
TEST_CASE_FIXTURE(CopyFixture, "a changed bandwidth limit holds for the file in hand, too") {
  settings.jobs[0].interval = 1h;
  REQUIRE(daemon->reload(settings));
  for (const std::uint64_t bytes_per_second : {128 * 1024, 0}) {
    settings.jobs[0].policy.bytes_per_second = bytes_per_second;
    REQUIRE(daemon->reload(settings));
  }
  await([this] { return job_status().last && job_status().state == JobState::waiting; });
  check_complete();
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

namespace {

// One worker, which is two seconds at one file, and four at the other.
struct LongCopyFixture : CopyFixture {
  LongCopyFixture() : CopyFixture(256 * 1024, 128 * 1024) {}

  void reload() {
    within_two_seconds([this] { REQUIRE(daemon->reload(settings)); });
  }
  void reload_with_another_interval() {
    settings.jobs[0].interval = 1h;
    reload();
  }
  void reload_without_limit() {
    settings.jobs[0].policy.bytes_per_second = 0;
    reload();
  }
  [[nodiscard]] std::vector<PassSummary> passes() {
    const std::scoped_lock lock(mutex);
    return told;
  }
  void await_the_end() {
    await([this] { return job_status().last && job_status().state == JobState::waiting; });
  }
};

}  // namespace

TEST_CASE_FIXTURE(LongCopyFixture,
                  "a reload lets the file in hand be finished, and begins no other") {
  reload_with_another_interval();
  CHECK(passes().empty());
  CHECK(job_status().state == JobState::running);
  CHECK(job_status().bytes_done > 0);
  reload_without_limit();
  await([this] { return passes().size() == 2; });
  check_complete();
  CHECK(passes()[0].result == PassResult::cancelled);
  for (const PassSummary& summary : passes())
    CHECK(summary.created.files + summary.updated_files == 1);  // whichever came first
}

TEST_CASE_FIXTURE(LongCopyFixture, "reloads while a file is finished wait for it, too") {
  for (const auto interval : {1h, 2h, 3h}) {
    settings.jobs[0].interval = interval;
    reload();
  }
  CHECK(passes().empty());
  reload_without_limit();
  await([this] { return passes().size() == 2; });
  check_complete();
  CHECK(daemon->status().jobs.size() == 1);
}

TEST_CASE_FIXTURE(LongCopyFixture, "a file that a reload lets be finished is dropped by") {
  reload_with_another_interval();
  SUBCASE("a stop") {
    within_two_seconds([this] { daemon->stop(); });
    check_nothing_is_half_done();
  }
  SUBCASE("a pause") {
    within_two_seconds([this] {
      REQUIRE(daemon->pause());
      await([this] { return job_status().state == JobState::paused; });
    });
    check_nothing_is_half_done();
    reload_without_limit();
    REQUIRE(daemon->resume());
    await_the_end();
    check_complete();
  }
  SUBCASE("the removal of its job") {
    settings.jobs.clear();
    within_two_seconds([this] { REQUIRE(daemon->reload(settings)); });
    check_nothing_is_half_done();
    CHECK(lock_replica(scratch.at("r")));
  }
  REQUIRE_FALSE(passes().empty());
  CHECK(passes()[0].result == PassResult::cancelled);
}

TEST_CASE_FIXTURE(LongCopyFixture, "a replica that moves to another job keeps its lock") {
  const auto is_locked = [this] { return !lock_replica(scratch.at("r")); };
  JobSettings& slow = settings.jobs[0];
  slow.replica = scratch.at("r2");
  scratch.make_folder("r2");
  reload();
  CHECK(passes().empty());
  CHECK(is_locked());
  JobSettings heir = slow;
  heir.name = "heir";
  heir.replica = scratch.at("r");
  heir.policy.bytes_per_second = 0;
  settings.jobs.push_back(heir);
  reload();
  CHECK(passes().empty());
  await([this] { return scratch.exists("r/large") && scratch.read("r/larger") != "old"; });
  CHECK(is_locked());
}

TEST_CASE_FIXTURE(LongCopyFixture, "a replica that no job has any more gives its lock back") {
  settings.jobs[0].replica = scratch.at("r2");
  settings.jobs[0].policy.bytes_per_second = 0;
  scratch.make_folder("r2");
  reload();
  await([this] { return passes().size() == 2; });
  CHECK(lock_replica(scratch.at("r")));
  CHECK(scratch.read("r2/large") == content);
}
