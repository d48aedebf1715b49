#include "app/daemon/status_sentence.h"

#include <doctest/doctest.h>

using namespace lockstep;

namespace {

JobStatus job(const std::string& name, PassResult result) {
  JobStatus status;
  status.name = name;
  status.last.emplace();
  status.last->result = result;
  status.last_start = std::chrono::system_clock::time_point(std::chrono::seconds(1));
  return status;
}

DaemonStatus daemon(std::vector<JobStatus> jobs) {
  DaemonStatus status;
  status.jobs = std::move(jobs);
  return status;
}

}  // namespace

TEST_CASE("a service says in one sentence that all is well") {
  CHECK(status_sentence(daemon({job("documents", PassResult::ok)})) ==
        "1 job, fine; documents: no changes occurred");
  CHECK(status_sentence(daemon({job("a", PassResult::ok), job("b", PassResult::ok)})) ==
        "2 jobs, all fine; a: no changes occurred");
}

TEST_CASE("the job of a command line has no name, and none is missed in the sentence") {
  CHECK(status_sentence(daemon({job("", PassResult::ok)})) == "1 job, fine; no changes occurred");
  CHECK(status_sentence(daemon({job("", PassResult::held)})) ==
        "1 job, not fine: is held");
}

TEST_CASE("before the first passes have ended nothing is said to be fine") {
  DaemonStatus status = daemon({JobStatus{}, JobStatus{}});
  CHECK(status_sentence(status) == "2 jobs");
  status.jobs[0].state = JobState::running;
  status.jobs[0].bytes_planned = 2048;
  CHECK(status_sentence(status) == "2 jobs; copying, 0 B of 2.0 KiB done");
}

TEST_CASE("what is not fine is named, each job with its reason") {
  JobStatus held = job("photos", PassResult::held);
  held.last->held.removals = 5231;
  JobStatus missing = job("music", PassResult::unavailable);
  missing.last->unavailable = "Source folder path '/m\n' does not exist.";
  JobStatus problems = job("mail", PassResult::problems);
  problems.last->problem_count = 1;
  CHECK(status_sentence(daemon({job("a", PassResult::ok), held})) ==
        "2 jobs, 1 of them not fine: photos is held, 5,231 removals wait for approval");
  CHECK(status_sentence(daemon({held})) ==
        "1 job, not fine: photos is held, 5,231 removals wait for approval");
  CHECK(status_sentence(daemon({missing, problems})) ==
        "2 jobs, 2 of them not fine: music waits: Source folder path '/m\\n' does not exist.; "
        "mail has 1 problem");
}

TEST_CASE("a pause comes first") {
  DaemonStatus status = daemon({job("a", PassResult::ok)});
  status.paused = true;
  CHECK(status_sentence(status) == "Paused; 1 job, fine; a: no changes occurred");
}

TEST_CASE("a service says how closely its jobs follow their sources") {
  struct Row {
    std::vector<LiveState> jobs;
    const char* sentence;
  };
  const auto words = [](const std::vector<LiveState>& states) {
    DaemonStatus status;
    for (const LiveState state : states) {
      status.jobs.push_back(job("a", PassResult::ok));
      status.jobs.back().watch.state = state;
    }
    return status_sentence(status);
  };
  using enum LiveState;
  for (const Row& row : std::vector<Row>{
           {{live}, "1 job, live"},
           {{live, live}, "2 jobs, all live"},
           {{off}, "1 job, fine; a: no changes occurred"},
           {{partial}, "1 job, fine, live in part; a: no changes occurred"},
           {{polling}, "1 job, fine, polling; a: no changes occurred"},
           {{catching_up}, "1 job, fine, catching up; a: no changes occurred"},
           {{live, off, partial}, "3 jobs, all fine, 1 of them live; a: no changes occurred"},
           {{polling, off}, "2 jobs, all fine, none of them live; a: no changes occurred"},
           {{off, off}, "2 jobs, all fine; a: no changes occurred"}}) {
    CHECK(words(row.jobs) == row.sentence);
  }
}

TEST_CASE("what is not fine outranks that a job is live, and a copy is told of it, too") {
  DaemonStatus status = daemon({job("a", PassResult::held)});
  status.jobs[0].watch.state = LiveState::live;
  CHECK(status_sentence(status) == "1 job, not fine: a is held");
  status = daemon({job("a", PassResult::ok)});
  status.jobs[0].watch.state = LiveState::live;
  status.jobs[0].state = JobState::running;
  status.jobs[0].bytes_planned = 2048;
  CHECK(status_sentence(status) == "1 job, live; copying, 0 B of 2.0 KiB done");
}
