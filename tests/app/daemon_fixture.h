// A daemon over real folders with passes that the test holds and lets go.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "app/daemon/daemon.h"
#include "scratch_folder.h"
#include "support/fake_clock.h"

namespace lockstep {

struct DaemonFixture {
  ScratchFolder scratch;
  FakeClock clock;
  RecordStore records{scratch.at("state")};
  std::unique_ptr<Log> log =
      *Log::open({.file = scratch.at("log"), .console = false}, {}, {&clock, nullptr});
  Settings settings;

  std::mutex mutex;
  std::condition_variable_any changed;
  // All guarded by mutex, by the name of the job.
  std::map<std::string, int> begun;
  std::vector<int> ended_before;  // how many passes had, when each one began
  std::map<std::string, int> ended;
  std::map<std::string, std::vector<PassResult>> results;
  std::set<std::string> held;  // passes that last until they are let go or stopped
  std::set<std::string> in_hand;  // those of them that a stop doesn't end: they drop, or finish
  std::set<std::string> flushing;  // those that neither a stop nor a drop ends
  std::map<std::string, Progress*> progress;
  std::map<std::string, std::size_t> open_files;   // that the last pass may have open
  std::map<std::string, std::uint64_t> removes;  // what each pass of the job says that it removed
  std::map<std::string, std::uint64_t> recent;   // what the last pass was told of the last hour

  DaemonFixture() { settings.service.state_folder = scratch.at("state"); }

  JobSettings& add_job(const std::string& name) {
    JobSettings job;
    job.name = name;
    job.source = scratch.at(name + "-s");
    job.replica = scratch.at(name + "-r");
    job.interval = std::chrono::hours(24);
    scratch.make_folder(name + "-s");
    scratch.make_folder(name + "-r");
    settings.jobs.push_back(job);
    return settings.jobs.back();
  }

  std::unique_ptr<Daemon> make(Daemon::Dependencies deps = {}) {
    deps.records = &records;
    deps.log = log.get();
    deps.clock = &clock;
    deps.on_pass_end = [this](const JobSettings& job, const PassSummary& summary) {
      const std::scoped_lock lock(mutex);
      ++ended[job.name];
      results[job.name].push_back(summary.result);
      changed.notify_all();
    };
    deps.pass = [this](const PassInput& input, const std::stop_token& stop) {
      return pass(input, stop);
    };
    return std::make_unique<Daemon>(std::move(deps));
  }

  PassOutcome pass(const PassInput& input, const std::stop_token& stop) {
    std::string name = input.roots.source_path.substr(scratch.path().size() + 1);
    name.resize(name.size() - 2);
    std::unique_lock lock(mutex);
    ++begun[name];
    int ended_by_now = 0;
    for (const auto& [job, count] : ended) ended_by_now += count;
    ended_before.push_back(ended_by_now);
    progress[name] = input.progress;
    recent[name] = input.memory.recent_removals;
    open_files[name] = input.resources.open_files;
    changed.notify_all();
    const auto let_go = [&] { return !held.contains(name); };
    if (flushing.contains(name)) {
      changed.wait_for(lock, std::chrono::minutes(1), let_go);
    } else {
      changed.wait(lock, in_hand.contains(name) ? input.drop : stop, let_go);
    }
    PassOutcome outcome;
    outcome.record = PairRecord();
    outcome.removed_leaves = removes[name];
    if (stop.stop_requested()) outcome.summary.result = PassResult::cancelled;
    return outcome;
  }

  void hold(const std::string& name) {
    const std::scoped_lock lock(mutex);
    held.insert(name);
  }
  void let_go(const std::string& name) {
    const std::scoped_lock lock(mutex);
    held.erase(name);
    changed.notify_all();
  }
  [[nodiscard]] bool await_count(const std::map<std::string, int>& counts, const std::string& name,
                                 int count) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(30), [&] {
      const auto found = counts.find(name);
      return found != counts.end() && found->second >= count;
    });
  }
  void await_begun(const std::string& name, int count = 1) {
    REQUIRE(await_count(begun, name, count));
  }
  void await_ended(const std::string& name, int count = 1) {
    REQUIRE(await_count(ended, name, count));
  }
  [[nodiscard]] int count_begun(const std::string& name) {
    const std::scoped_lock lock(mutex);
    return begun[name];
  }
  [[nodiscard]] std::vector<PassResult> results_of(const std::string& name) {
    const std::scoped_lock lock(mutex);
    return results[name];
  }
  [[nodiscard]] static JobStatus status_of(const Daemon& daemon, const std::string& name) {
    for (JobStatus& job : daemon.status().jobs) {
      if (job.name == name) return job;
    }
    FAIL("no such job");
    return {};
  }
};

}  // namespace lockstep
