#include <future>

#include <doctest/doctest.h>

#include "app/daemon/daemon.h"
#include "app/daemon_fixture.h"
#include "support/eventually.h"
#include "support/system/lock_replica.h"

using namespace lockstep;
using namespace std::chrono_literals;

using Names = std::vector<std::string>;

TEST_CASE_FIXTURE(DaemonFixture, "a reload keeps, restarts, adds and removes jobs by difference") {
  add_job("kept");
  add_job("changed");
  add_job("removed");
  hold("kept");
  hold("changed");
  const auto daemon = make();
  REQUIRE(daemon->start(settings));
  await_begun("kept");
  await_begun("changed");
  await_ended("removed");

  Settings next = settings;
  next.jobs.erase(next.jobs.begin() + 2);
  next.jobs[1].policy.bytes_per_second = 1000;
  std::swap(settings, next);
  add_job("added");
  const auto report = daemon->reload(settings);
  REQUIRE(report);
  CHECK(report->kept == Names{"kept"});
  CHECK(report->restarted == Names{"changed"});
  CHECK(report->added == Names{"added"});
  CHECK(report->removed == Names{"removed"});
  CHECK(report->needs_restart.empty());

  await_begun("changed", 2);
  await_ended("added");
  CHECK(results_of("changed") == std::vector{PassResult::cancelled});
  CHECK(count_begun("kept") == 1);
  CHECK(results_of("kept").empty());  // it still runs
  CHECK(lock_replica(scratch.at("removed-r")));
  CHECK_FALSE(lock_replica(scratch.at("changed-r")));
  CHECK_FALSE(lock_replica(scratch.at("added-r")));
  Names names;
  for (const JobStatus& job : daemon->status().jobs) names.push_back(job.name);
  CHECK(names == Names{"kept", "changed", "added"});
}

TEST_CASE_FIXTURE(DaemonFixture, "a job that is to be watched in another way begins anew") {
  using Change = void (*)(LiveSettings&);
  for (const Change change :
       std::vector<Change>{[](LiveSettings& live) { live.watch = WatchChoice::inotify; },
                           [](LiveSettings& live) { live.settle = 1s; },
                           [](LiveSettings& live) { live.full_interval = 1h; }}) {
    settings.jobs.clear();
    add_job("a");
    const auto daemon = make();
    REQUIRE(daemon->start(settings));
    CHECK(daemon->reload(settings)->kept == Names{"a"});
    change(settings.jobs[0].live);
    const auto report = daemon->reload(settings);
    REQUIRE(report);
    CHECK(report->restarted == Names{"a"});
  }
}

TEST_CASE_FIXTURE(DaemonFixture,
                  "a reload that can't be carried out changes nothing and says why") {
  add_job("a");
  hold("a");
  const auto daemon = make();
  REQUIRE(daemon->start(settings));
  await_begun("a");
  Settings next = settings;
  next.jobs[0].interval = 1h;
  std::swap(settings, next);
  add_job("b");
  SUBCASE("a replica that somebody else works on") {
    const auto holder = lock_replica(settings.jobs[1].replica);
    REQUIRE(holder);
    const auto report = daemon->reload(settings);
    REQUIRE_FALSE(report);
    CHECK(report.error().kind() == ErrorKind::locked);
    CHECK(report.error().message().starts_with("job 'b': lock the replica '"));
  }
  SUBCASE("a job added twice") {
    settings.jobs[1].replica = settings.jobs[0].replica + "/.";
    const auto report = daemon->reload(settings);
    REQUIRE_FALSE(report);
    CHECK(report.error().kind() == ErrorKind::invalid);
  }
  CHECK(daemon->status().jobs.size() == 1);
  CHECK(results_of("a").empty());  // it still runs its first pass
  CHECK(count_begun("b") == 0);
}

TEST_CASE_FIXTURE(DaemonFixture, "nothing is reloaded before the start and after the end") {
  add_job("a");
  const auto daemon = make();
  CHECK_FALSE(daemon->reload(settings));
  REQUIRE(daemon->start(settings));
  CHECK_FALSE(daemon->start(settings));
  daemon->stop();
  CHECK_FALSE(daemon->reload(settings));
}

TEST_CASE_FIXTURE(DaemonFixture, "a job under another name goes on with its replica's lock") {
  add_job("old");
  hold("old");
  const auto daemon = make();
  REQUIRE(daemon->start(settings));
  await_begun("old");
  Settings next = settings;
  next.jobs[0].name = "new";
  const auto report = daemon->reload(next);
  REQUIRE(report);
  CHECK(report->added == Names{"new"});
  CHECK(report->removed == Names{"old"});
  await_begun("old", 2);  // the fixture names passes by their source
  const auto other = lock_replica(settings.jobs[0].replica);
  REQUIRE_FALSE(other);
  CHECK(other.error().kind() == ErrorKind::locked);
}

TEST_CASE_FIXTURE(DaemonFixture, "a job that a reload adds to a paused daemon is paused") {
  add_job("a");
  const auto daemon = make();
  REQUIRE(daemon->start(settings));
  await_ended("a");
  REQUIRE(daemon->pause());
  add_job("b");
  REQUIRE(daemon->reload(settings));
  CHECK(status_of(*daemon, "b").state == JobState::paused);
  CHECK(count_begun("b") == 0);
  REQUIRE(daemon->resume());
  await_ended("b");
}

TEST_CASE_FIXTURE(DaemonFixture, "a reload says what holds from the next start only") {
  add_job("a");
  const auto daemon = make();
  REQUIRE(daemon->start(settings));
  settings.service.state_folder = scratch.at("elsewhere");
  settings.log.level = LogLevel::debug;
  settings.log.max_files = 7;
  settings.console.quiet = true;
  for (int time = 0; time < 2; ++time) {
    const auto report = daemon->reload(settings);
    REQUIRE(report);
    CHECK(report->kept == Names{"a"});
    CHECK(report->needs_restart ==
          Names{"service.state_dir", "log.level", "log.max_files", "console.quiet"});
    CHECK(daemon->status().needs_restart == report->needs_restart);
  }
}

TEST_CASE_FIXTURE(DaemonFixture, "jobs are named in the log while there are several") {
  add_job("a");
  std::filesystem::remove(settings.jobs[0].replica);
  const auto daemon = make();
  REQUIRE(daemon->start(settings));
  await_ended("a");
  CHECK(scratch.read("log").find("info Created replica folder: ") != std::string::npos);
  add_job("b");
  std::filesystem::remove(settings.jobs[1].replica);
  std::filesystem::remove(settings.jobs[0].replica);
  REQUIRE(daemon->reload(settings));
  await_ended("b");
  REQUIRE(daemon->sync_now("a"));
  await_ended("a", 2);
  CHECK(scratch.read("log").find("[a] Created replica folder: ") != std::string::npos);
  CHECK(scratch.read("log").find("[b] Created replica folder: ") != std::string::npos);
}

TEST_CASE_FIXTURE(DaemonFixture, "fewer threads restart the jobs that have more") {
  settings.service.threads = 4;
  add_job("wide");
  add_job("narrow").policy.threads = 1;
  const auto daemon = make();
  REQUIRE(daemon->start(settings));
  await_ended("wide");
  await_ended("narrow");
  settings.service.threads = 2;
  const auto report = daemon->reload(settings);
  REQUIRE(report);
  CHECK(report->restarted == Names{"wide"});
  CHECK(report->kept == Names{"narrow"});
}

TEST_CASE_FIXTURE(DaemonFixture, "a reload's watchdog watches what is finished, too") {
  add_job("a");
  hold("a");
  in_hand.insert("a");
  const auto daemon = make();
  REQUIRE(daemon->start(settings));
  await_begun("a");
  settings.jobs[0].interval = 1h;
  REQUIRE(daemon->reload(settings));
  CHECK(daemon->is_alive(5min));
  clock.advance(5min + 1s);
  CHECK_FALSE(daemon->is_alive(5min));
  CHECK(count_begun("a") == 1);
  let_go("a");
  await_ended("a", 2);
  CHECK(daemon->is_alive(5min));
}

TEST_CASE_FIXTURE(DaemonFixture, "jobs that change replicas with each other wait for each other") {
  for (const std::string name : {"a", "b"}) {
    add_job(name);
    hold(name);
    in_hand.insert(name);
  }
  const auto daemon = make();
  REQUIRE(daemon->start(settings));
  await_begun("a");
  await_begun("b");
  std::swap(settings.jobs[0].replica, settings.jobs[1].replica);
  REQUIRE(daemon->reload(settings));
  let_go("a");
  await_ended("a");
  CHECK(count_begun("a") + count_begun("b") == 2);
  let_go("b");
  await_ended("a", 2);
  await_ended("b", 2);
  {
    const std::scoped_lock lock(mutex);
    REQUIRE(ended_before.size() == 4);
    CHECK(ended_before[2] >= 2);
    CHECK(ended_before[3] >= 2);
  }
  CHECK(results_of("a").back() == PassResult::ok);
  CHECK_FALSE(lock_replica(scratch.at("a-r")));
  CHECK_FALSE(lock_replica(scratch.at("b-r")));
}

TEST_CASE_FIXTURE(DaemonFixture, "jobs that change replicas again and again are asked once each") {
  for (const std::string name : {"a", "b"}) {
    add_job(name);
    hold(name);
    in_hand.insert(name);
  }
  const auto daemon = make();
  REQUIRE(daemon->start(settings));
  await_begun("a");
  await_begun("b");
  for (int reload = 0; reload < 41; ++reload) {  // were the work doubled each time, it never ended
    std::swap(settings.jobs[0].replica, settings.jobs[1].replica);
    REQUIRE(daemon->reload(settings));
    CHECK(daemon->status().jobs.size() == 2);
    CHECK(daemon->is_alive(5min));
  }
  CHECK(status_of(*daemon, "a").state == JobState::running);
  let_go("a");
  await_ended("a");
  CHECK(count_begun("a") + count_begun("b") == 2);
  CHECK(status_of(*daemon, "b").state == JobState::running);
  let_go("b");
  await_ended("a", 2);
  await_ended("b", 2);
  CHECK(count_begun("a") + count_begun("b") == 4);
  CHECK(results_of("b").back() == PassResult::ok);
  CHECK_FALSE(lock_replica(scratch.at("a-r")));
  CHECK_FALSE(lock_replica(scratch.at("b-r")));
}

TEST_CASE_FIXTURE(DaemonFixture,
                  "a replica goes to the job that has it last, whoever waited for it") {
  add_job("old");
  hold("old");
  in_hand.insert("old");
  const auto daemon = make();
  REQUIRE(daemon->start(settings));
  await_begun("old");
  settings.jobs[0].interval = 1h;
  REQUIRE(daemon->reload(settings));  // waits for the replica
  settings.jobs[0].replica = scratch.at("elsewhere");
  scratch.make_folder("elsewhere");
  REQUIRE(daemon->reload(settings));  // does not want it any more
  JobSettings& heir = add_job("heir");
  heir.replica = scratch.at("old-r");
  REQUIRE(daemon->reload(settings));
  CHECK(count_begun("heir") == 0);
  CHECK_FALSE(lock_replica(scratch.at("old-r")));
  let_go("old");
  await_ended("heir");
  await_ended("old", 2);
  CHECK(results_of("heir").back() == PassResult::ok);
  CHECK_FALSE(lock_replica(scratch.at("old-r")));
  CHECK_FALSE(lock_replica(scratch.at("elsewhere")));
}

namespace {

// A job whose pass is deep in a flush when a reload removes it.
struct FlushFixture : DaemonFixture {
  std::unique_ptr<Daemon> daemon;
  Settings without;

  FlushFixture() {
    add_job("gone");
    hold("gone");
    flushing.insert("gone");
    daemon = make();
    REQUIRE(daemon->start(settings));
    await_begun("gone");
    without = settings;
    without.jobs.clear();
    const auto begin = std::chrono::steady_clock::now();
    const auto report = daemon->reload(without);
    REQUIRE(report);
    CHECK(report->removed == Names{"gone"});
    CHECK(std::chrono::steady_clock::now() - begin < 30s);
    CHECK(results_of("gone").empty());
    CHECK(daemon->status().jobs.empty());
  }
  ~FlushFixture() { let_go("gone"); }
  [[nodiscard]] bool is_locked() { return !lock_replica(scratch.at("gone-r")); }
};

}  // namespace

TEST_CASE_FIXTURE(FlushFixture, "a reload does not wait for a removed job's flush") {
  CHECK(is_locked());
  CHECK(daemon->is_alive(5min));
  clock.advance(5min + 1s);
  CHECK_FALSE(daemon->is_alive(5min));  // the watchdog knows it still
  SUBCASE("and its lock is given back when it has ended") {
    let_go("gone");
    await_ended("gone");
    CHECK(eventually([this] { return !is_locked(); }, 30s));
    CHECK(daemon->is_alive(5min));
  }
  SUBCASE("a job that is added for its replica does") {
    without.jobs = settings.jobs;
    without.jobs[0].name = "heir";
    without.jobs[0].source = scratch.at("heir-s");
    scratch.make_folder("heir-s");
    REQUIRE(daemon->reload(without));
    CHECK(count_begun("heir") == 0);
    CHECK(status_of(*daemon, "heir").state == JobState::running);
    let_go("gone");
    await_ended("heir");
    CHECK(results_of("heir").back() == PassResult::ok);
    CHECK(is_locked());
  }
  SUBCASE("a stop does") {
    auto stopped = std::async(std::launch::async, [this] { daemon->stop(); });
    CHECK(stopped.wait_for(100ms) == std::future_status::timeout);
    let_go("gone");
    REQUIRE(stopped.wait_for(30s) == std::future_status::ready);
    CHECK(results_of("gone") == std::vector{PassResult::cancelled});
  }
}

TEST_CASE_FIXTURE(DaemonFixture,
                  "the removals of the last hour stay with a replica through a reload, and with it "
                  "alone") {
  add_job("a");
  removes["a"] = 600;
  const auto daemon = make();
  REQUIRE(daemon->start(settings));
  await_ended("a");
  settings.jobs[0].interval = 1h;
  REQUIRE(daemon->reload(settings));
  await_ended("a", 2);
  CHECK(recent["a"] == 600);
  scratch.make_folder("other");
  settings.jobs[0].replica = scratch.at("other");
  REQUIRE(daemon->reload(settings));
  await_ended("a", 3);
  CHECK(recent["a"] == 0);
}
