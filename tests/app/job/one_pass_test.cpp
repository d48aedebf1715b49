#include "app/job/one_pass.h"

#include <atomic>
#include <mutex>
#include <new>
#include <set>

#include <doctest/doctest.h>

#include "app/scratch_folder.h"

using namespace lockstep;
using namespace std::chrono_literals;

namespace {

struct OnePassFixture {
  ScratchFolder scratch;
  SystemClock clock;
  RecordStore records{scratch.at("state")};
  Settings settings;
  std::stop_source stop;
  std::unique_ptr<Log> log =
      *Log::open({.file = scratch.at("log"), .console = false}, {}, {&clock, nullptr});
  Job::PassFunction pass;
  std::mutex mutex;
  std::set<std::string> summaries;
  std::string refused;  // the job whose summary can't be told

  void add_job(const std::string& name) {
    JobSettings job;
    job.name = name;
    job.source = scratch.at(name + "-s");
    job.replica = scratch.at(name + "-r");
    job.interval = 0s;
    scratch.make_folder(name + "-s");
    settings.jobs.push_back(job);
  }
  int run(MissingRoots missing = MissingRoots::wait) {
    OnePass passes(settings, missing,
                   {&records, log.get(), nullptr, &clock,
                    [this](const JobSettings& job, const PassSummary&) {
                      if (job.name == refused) throw std::bad_alloc();
                      summaries.insert(job.name);
                    },
                    pass});
    return passes.run(stop.get_token());
  }
};

PassOutcome outcome_of(PassResult result) {
  PassOutcome outcome;
  outcome.summary.result = result;
  return outcome;
}

}  // namespace

TEST_CASE_FIXTURE(OnePassFixture,
                  "every job has its pass, and the worst of them is the exit code") {
  add_job("a");
  add_job("b");
  add_job("c");
  pass = [this](const PassInput& input, std::stop_token) {
    return outcome_of(input.roots.source_path == settings.jobs[1].source ? PassResult::held
                                                                   : PassResult::problems);
  };
  CHECK(run() == 4);
  CHECK(summaries == std::set<std::string>{"a", "b", "c"});
  CHECK(scratch.read("log").find("[b] Created replica folder: ") != std::string::npos);
}

TEST_CASE_FIXTURE(OnePassFixture, "a pass whose source is missing ends with its reason") {
  add_job("a");
  std::filesystem::remove(settings.jobs[0].source);
  pass = [](const PassInput&, std::stop_token) { return outcome_of(PassResult::ok); };
  CHECK(run(MissingRoots::fail) == 5);
  CHECK(scratch.read("log").find(" error Source folder path '" + settings.jobs[0].source +
                                 "' does not exist.\n") != std::string::npos);
}

TEST_CASE_FIXTURE(
    OnePassFixture,
    "a summary that could not be told is an internal error, and spoils no other job") {
  add_job("a");
  add_job("b");
  refused = "a";
  pass = [](const PassInput&, std::stop_token) { return outcome_of(PassResult::ok); };
  CHECK(run() == 70);
  CHECK(summaries == std::set<std::string>{"b"});
  CHECK(scratch.read("log").find("[a] Synchronization complete") != std::string::npos);
}
