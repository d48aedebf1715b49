#include "app/daemon/daemon.h"

#include <atomic>
#include <future>

#include <doctest/doctest.h>

#include "app/daemon_fixture.h"
#include "base/worker_pool.h"
#include "platform/system/process.h"
#include "support/system/lock_replica.h"

using namespace lockstep;
using namespace std::chrono_literals;

TEST_CASE_FIXTURE(DaemonFixture, "every job runs, and the status waits for none of them") {
  add_job("a");
  add_job("b");
  hold("a");
  const auto daemon = make();
  REQUIRE(daemon->start(settings));
  await_begun("a");
  await_ended("b");
  const DaemonStatus status = daemon->status();
  CHECK(status.process_id == process_id());
  CHECK_FALSE(status.version.empty());
  REQUIRE(status.jobs.size() == 2);
  CHECK(status.jobs[0].name == "a");
  CHECK(status.jobs[0].state == JobState::running);
  CHECK(status.jobs[1].last->result == PassResult::ok);
  daemon->stop();
  CHECK(results_of("a") == std::vector{PassResult::cancelled});
}

TEST_CASE_FIXTURE(DaemonFixture, "a stop cuts passes and waits short") {
  add_job("a");
  add_job("b");
  hold("a");
  const auto daemon = make();
  REQUIRE(daemon->start(settings));
  await_begun("a");
  await_ended("b");
  daemon->stop();
  daemon->stop();
  CHECK(count_begun("a") == 1);
}

TEST_CASE_FIXTURE(DaemonFixture, "the locks are held from the start on") {
  add_job("a");
  hold("a");
  const auto daemon = make();
  REQUIRE(daemon->start(settings));
  const auto second = lock_replica(settings.jobs[0].replica);
  REQUIRE_FALSE(second);
  CHECK(second.error().kind() == ErrorKind::locked);
}

TEST_CASE_FIXTURE(DaemonFixture, "a second instance starts nothing, and says who is in the way") {
  add_job("a");
  add_job("b");
  const auto holder = lock_replica(settings.jobs[1].replica);
  REQUIRE(holder);
  const auto daemon = make();
  const auto started = daemon->start(settings);
  REQUIRE_FALSE(started);
  CHECK(started.error().kind() == ErrorKind::locked);
  CHECK(started.error().message().starts_with("job 'b': lock the replica '" +
                                              settings.jobs[1].replica + "': in use by "));
  CHECK(lock_replica(settings.jobs[0].replica));  // given back
  CHECK(daemon->status().jobs.empty());
  CHECK(count_begun("a") == 0);
}

TEST_CASE_FIXTURE(DaemonFixture, "two names of one replica are refused") {
  add_job("a");
  add_job("b");
  if (!scratch.make_link(settings.jobs[0].replica, "link")) return;
  settings.jobs[1].replica = scratch.at("link");
  const auto daemon = make();
  const auto started = daemon->start(settings);
  REQUIRE_FALSE(started);
  CHECK(started.error().kind() == ErrorKind::invalid);
  CHECK(started.error().message() ==
        "the jobs 'a' and 'b' have the same replica '" + settings.jobs[0].replica + "' and '" +
            settings.jobs[1].replica + "' (that is '" + settings.jobs[0].replica +
            "'); choose another for one of them");
}

TEST_CASE_FIXTURE(DaemonFixture, "a job whose source is missing waits for it; the others run") {
  add_job("a");
  add_job("b");
  std::filesystem::remove(settings.jobs[0].source);
  std::filesystem::remove(settings.jobs[0].replica);
  const auto daemon = make();
  REQUIRE(daemon->start(settings));
  await_ended("a");
  await_ended("b");
  CHECK(results_of("a") == std::vector{PassResult::unavailable});
  CHECK_FALSE(scratch.exists("a-r"));

  scratch.make_folder("a-s");
  REQUIRE(daemon->sync_now("a"));  // instead of waiting for a second
  await_ended("a", 2);
  CHECK(results_of("a").back() == PassResult::ok);
}

TEST_CASE_FIXTURE(DaemonFixture, "a pass can be asked for, of one job or of all") {
  add_job("photos");
  add_job("music");
  const auto daemon = make();
  REQUIRE(daemon->start(settings));
  await_ended("photos");
  await_ended("music");
  REQUIRE(daemon->sync_now("photos"));
  await_ended("photos", 2);
  REQUIRE(daemon->sync_now(""));
  await_ended("photos", 3);
  await_ended("music", 2);
  const auto unknown = daemon->sync_now("fotos");
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().kind() == ErrorKind::not_found);
  CHECK(unknown.error().message() == "no job is called 'fotos'; did you mean 'photos'?");
}

TEST_CASE_FIXTURE(DaemonFixture,
                  "a pause stops what runs, survives a restart, and ends by resume") {
  add_job("a");
  hold("a");
  auto daemon = make();
  REQUIRE(daemon->start(settings));
  await_begun("a");
  REQUIRE(daemon->pause());
  await_ended("a");
  CHECK(results_of("a") == std::vector{PassResult::cancelled});
  CHECK(daemon->status().paused);
  const auto refused = daemon->sync_now("a");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind() == ErrorKind::busy);

  daemon = nullptr;  // gives the lock back
  daemon = make();
  REQUIRE(daemon->start(settings));
  CHECK(daemon->status().paused);
  CHECK(status_of(*daemon, "a").state == JobState::paused);
  CHECK(count_begun("a") == 1);
  let_go("a");
  REQUIRE(daemon->resume());
  await_ended("a", 2);
  CHECK(results_of("a").back() == PassResult::ok);

  daemon = nullptr;
  daemon = make();
  REQUIRE(daemon->start(settings));
  CHECK_FALSE(daemon->status().paused);
}

TEST_CASE_FIXTURE(DaemonFixture, "one job is paused, also after a restart, and the others go on") {
  add_job("a");
  add_job("b");
  auto daemon = make();
  REQUIRE(daemon->start(settings));
  await_ended("a");
  await_ended("b");
  REQUIRE(daemon->pause("a"));
  CHECK(status_of(*daemon, "a").state == JobState::paused);
  CHECK_FALSE(daemon->status().paused);
  const auto refused = daemon->sync_now("a");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind() == ErrorKind::busy);
  REQUIRE(daemon->sync_now("b"));
  await_ended("b", 2);
  CHECK(daemon->pause("c").error().kind() == ErrorKind::not_found);
  CHECK(daemon->resume("c").error().kind() == ErrorKind::not_found);

  daemon = nullptr;
  daemon = make();
  REQUIRE(daemon->start(settings));
  await_ended("b", 3);
  CHECK(status_of(*daemon, "a").state == JobState::paused);
  CHECK(count_begun("a") == 1);
  SUBCASE("a job that is changed by a reload stays paused") {
    settings.jobs[0].interval = 1h;
    REQUIRE(daemon->reload(settings));
    CHECK(status_of(*daemon, "a").state == JobState::paused);
  }
  SUBCASE("all are paused and resumed meanwhile") {
    REQUIRE(daemon->pause());
    const auto not_alone = daemon->resume("a");
    REQUIRE_FALSE(not_alone);
    CHECK(not_alone.error().kind() == ErrorKind::busy);
    REQUIRE(daemon->resume());
    CHECK(status_of(*daemon, "a").state == JobState::paused);
    REQUIRE(daemon->sync_now("b"));
    await_ended("b", 4);
  }
  REQUIRE(daemon->resume("a"));
  await_ended("a", 2);
  CHECK(results_of("a").back() == PassResult::ok);
}

TEST_CASE_FIXTURE(DaemonFixture,
                  "a pause that can't be kept is refused, and one in a terminal is not kept") {
  add_job("a");
  SUBCASE("no state folder") {
    scratch.write("state", "a file where the folder should be");
    RecordStore broken(scratch.at("state"));
    auto daemon = make();
    const auto started = daemon->start(settings);
    REQUIRE_FALSE(started);  // whether it was paused can't be read either
    CHECK(started.error().message().find(scratch.at("state")) != std::string::npos);
  }
  SUBCASE("a terminal") {
    Daemon::Dependencies deps;
    deps.pause_memory = PauseMemory::none;
    auto daemon = make(deps);
    REQUIRE(daemon->start(settings));
    REQUIRE(daemon->pause());
    CHECK(daemon->status().paused);
    CHECK_FALSE(scratch.exists("state/paused"));
  }
}

TEST_CASE_FIXTURE(DaemonFixture, "an approval waits in the state folder for the job's next pass") {
  add_job("a");
  add_job("b");
  const auto daemon = make();
  REQUIRE(daemon->start(settings));
  await_ended("a");
  await_ended("b");
  const JobSettings& job = settings.jobs[0];
  PairRecord last;
  last.held.removals = 5'231;
  REQUIRE(records.save(job.source, job.replica, last));
  const auto approved = daemon->approve("a", EmptySource::stays_held);
  REQUIRE(approved);
  CHECK(approved->find("remove up to 5,231 entries") != std::string::npos);
  const auto taken = records.find_approval(job.replica);
  REQUIRE(taken);
  CHECK(taken->has_value());
  CHECK_FALSE(daemon->approve("c", EmptySource::stays_held));
  CHECK_FALSE(daemon->approve("", EmptySource::stays_held));  // which of the two?
}

TEST_CASE_FIXTURE(DaemonFixture, "a hung pass is noticed, a busy one is not") {
  add_job("a");
  add_job("b");
  hold("a");
  const auto daemon = make();
  REQUIRE(daemon->start(settings));
  await_begun("a");
  await_ended("b");
  CHECK(daemon->is_alive(5min));
  clock.advance(5min + 1s);
  CHECK_FALSE(daemon->is_alive(5min));
  {
    const std::scoped_lock lock(mutex);
    ++progress["a"]->bytes_compared;
  }
  CHECK(daemon->is_alive(5min));
  let_go("a");
  await_ended("a");
  clock.advance(1h);
  CHECK(daemon->is_alive(5min));
}

TEST_CASE_FIXTURE(DaemonFixture,
                  "a daemon whose only job can't begin has given up, and knows its exit code") {
  add_job("a");
  std::filesystem::remove(settings.jobs[0].source);
  Daemon::Dependencies deps;
  deps.missing_roots = MissingRoots::fail;
  std::promise<void> gave_up;
  deps.on_give_up = [&gave_up] { gave_up.set_value(); };
  const auto daemon = make(deps);
  REQUIRE(daemon->start(settings));
  gave_up.get_future().wait();
  CHECK(daemon->has_given_up());
  daemon->stop();
  CHECK(daemon->exit_code() == 5);
}

TEST_CASE_FIXTURE(DaemonFixture, "a daemon that is stopped as asked ends well") {
  add_job("a");
  hold("a");
  const auto daemon = make();
  REQUIRE(daemon->start(settings));
  await_begun("a");
  CHECK_FALSE(daemon->has_given_up());
  daemon->stop();
  CHECK(daemon->exit_code() == 0);
}

namespace {

struct SharedWorkers : DaemonFixture {
  std::atomic<bool> small_done = false;
  std::promise<void> huge_at_work;

  void grow(WorkerPool& pool, const std::stop_token& stop) {
    pool.submit([this, &pool, stop] {
      if (!small_done && !stop.stop_requested()) grow(pool, stop);
    });
  }
  std::unique_ptr<Daemon> make_shared_daemon(bool one_long_task) {
    Daemon::Dependencies deps;
    deps.records = &records;
    deps.log = log.get();
    deps.clock = &clock;
    deps.pass = [this, one_long_task](const PassInput& input, const std::stop_token& stop) {
      if (input.roots.source_path.ends_with("huge-s")) {
        if (one_long_task) {
          input.resources.pool->submit([&] {
            while (!small_done && !stop.stop_requested()) WorkerPool::give_way();
          });
        } else {
          for (int i = 0; i < 100; ++i) grow(*input.resources.pool, stop);
        }
        huge_at_work.set_value();
        input.resources.pool->wait_idle();
      } else {
        huge_at_work.get_future().wait();
        input.resources.pool->run([this] { small_done = true; });
      }
      PassOutcome outcome;
      outcome.summary.result = PassResult::ok;
      return outcome;
    };
    deps.on_pass_end = [this](const JobSettings& job, const PassSummary&) {
      const std::scoped_lock lock(mutex);
      ++ended[job.name];
      changed.notify_all();
    };
    return std::make_unique<Daemon>(std::move(deps));
  }
};

}  // namespace

TEST_CASE_FIXTURE(SharedWorkers,
                  "a job whose work never ends does not starve another of the only worker") {
  settings.service.threads = 1;
  add_job("huge");
  add_job("small");
  bool one_long_task = false;
  SUBCASE("many tasks") {}
  SUBCASE("a single long one") { one_long_task = true; }
  const auto daemon = make_shared_daemon(one_long_task);
  REQUIRE(daemon->start(settings));
  await_ended("small");
  await_ended("huge");
  CHECK(small_done);
}
