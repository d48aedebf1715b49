#include "app/report/log_observer.h"

#include <sstream>

#include <doctest/doctest.h>

#include "app/scratch_folder.h"
#include "support/fake_clock.h"

using namespace lockstep;
using namespace std::chrono_literals;

namespace {

struct LogObserverFixture {
  ScratchFolder scratch;
  FakeClock clock;
  std::unique_ptr<Log> log;
  JobSettings settings;
  JobLabel label{""};

  LogObserverFixture() {
    scratch.write("log", "");
    log = *Log::open({.file = scratch.at("log"), .console = false}, {}, {&clock, nullptr});
    settings.source = "/s";
    settings.replica = "/r";
  }
  LogObserver observer(Repetition repetition) {
    return LogObserver(settings, label, repetition, *log, clock);
  }
  // Returns what was logged since the last call, without the times.
  std::string said() {
    const std::string all = scratch.read("log");
    std::istringstream stream(all.substr(read_));
    read_ = all.size();
    std::string text;
    for (std::string line; std::getline(stream, line);) text += line.substr(24) + "\n";
    return text;
  }
  static void fail(LogObserver& observer, const std::string& path,
                   ErrorKind kind = ErrorKind::permission_denied,
                   const std::string& reason = "Permission denied") {
    const Error error(kind, reason);
    Event event{.kind = EventKind::problem};
    event.path = path;
    event.operation = "copy";
    event.error = &error;
    event.on_source = true;
    observer.on_event(event);
  }
  PassSummary end(LogObserver& observer, std::uint64_t problems = 0,
                  PassResult result = PassResult::ok) {
    PassSummary summary;
    summary.problem_count = problems;
    summary.result = problems > 0 ? PassResult::problems : result;
    if (result == PassResult::unavailable) summary.unavailable = missing_source_text("/s");
    observer.on_pass_end(settings, summary);
    return summary;
  }

 private:
  std::size_t read_ = 0;
};

}  // namespace

TEST_CASE_FIXTURE(LogObserverFixture,
                  "a problem that lasts is logged when it begins and ends, not every pass") {
  LogObserver job = observer(Repetition::many_passes);
  fail(job, "a");
  end(job, 1);
  CHECK(said() ==
        "error Error during synchronization: copy '/s/a': Permission denied\n"
        "warning Synchronization complete with 1 problem: no changes occurred"
        "; and 1 more in the log\n");
  fail(job, "a");
  end(job, 1);
  CHECK(said().empty());
  fail(job, "a", ErrorKind::input_output, "Input/output error");
  end(job, 1);
  CHECK(
      said().starts_with("error Error during synchronization: copy '/s/a': Input/output error\n"));
  end(job);
  CHECK(said().starts_with("info No longer a problem: copy '/s/a'\n"));
}

TEST_CASE_FIXTURE(LogObserverFixture,
                  "a one-shot command names every problem and always says how it ended") {
  LogObserver job = observer(Repetition::one_pass);
  for (const char* path : {"a", "b"})
    fail(job, path, ErrorKind::no_space, "No space left on device");
  end(job, 2);
  CHECK(said() ==
        "error Error during synchronization: copy '/s/a': No space left on device\n"
        "error Error during synchronization: copy '/s/b': No space left on device\n"
        "warning Synchronization complete with 2 problems: no changes occurred\n");
}

TEST_CASE_FIXTURE(LogObserverFixture, "a full volume is one line, however many files it refuses") {
  LogObserver job = observer(Repetition::many_passes);
  for (const char* path : {"a", "b", "c"})
    fail(job, path, ErrorKind::no_space, "No space left on device");
  end(job, 3);
  CHECK(said() ==
        "error Error during synchronization: copy '/s/a': No space left on device\n"
        "warning Synchronization complete with 3 problems: no changes occurred"
        "; and 3 more in the log\n");
  fail(job, "d", ErrorKind::no_space, "No space left on device");
  end(job, 1);
  CHECK(said().empty());
  end(job);
  CHECK(said().starts_with("info No longer a problem: No space left on device\n"));
}

TEST_CASE_FIXTURE(LogObserverFixture,
                  "idle passes are quiet after the first, but for one line a day") {
  LogObserver job = observer(Repetition::many_passes);
  const std::string idle = "info Synchronization complete, no changes occurred\n";
  end(job);
  CHECK(said() == idle);
  clock.advance(23h);
  end(job);
  CHECK(said().empty());
  clock.advance(1h);
  end(job);
  CHECK(said() == idle);
}

TEST_CASE_FIXTURE(LogObserverFixture, "a missing source is told once, and that it is back") {
  LogObserver job = observer(Repetition::many_passes);
  end(job);
  (void)said();
  end(job, 0, PassResult::unavailable);
  CHECK(said() == "error Source folder path '/s' does not exist.\n");
  end(job, 0, PassResult::unavailable);
  CHECK(said().empty());
  end(job);
  CHECK(said().starts_with("info No longer a problem: Source folder path '/s' does not exist.\n"));
}

TEST_CASE_FIXTURE(LogObserverFixture, "a notice is given once") {
  LogObserver job = observer(Repetition::many_passes);
  Event event{.kind = EventKind::notice};
  event.reason = "Owners are left out";
  job.on_event(event);
  end(job);
  CHECK(said().starts_with("info Owners are left out\n"));
  job.on_event(event);
  end(job);
  CHECK(said().empty());
}

TEST_CASE_FIXTURE(LogObserverFixture, "a pass that did not get to the end ends no problem") {
  LogObserver job = observer(Repetition::many_passes);
  fail(job, "a");
  end(job, 1);
  (void)said();
  for (const PassResult result : {PassResult::cancelled, PassResult::unavailable}) {
    end(job, 0, result);
    CHECK(said().find("No longer a problem: copy") == std::string::npos);
  }
  end(job);
  CHECK(said().find("No longer a problem: copy '/s/a'\n") != std::string::npos);
}

TEST_CASE_FIXTURE(LogObserverFixture, "a job is named in its lines while there is another one") {
  JobLabel photos("photos");
  LogObserver job(settings, photos, Repetition::many_passes, *log, clock);
  end(job);
  CHECK(said() == "info [photos] Synchronization complete, no changes occurred\n");
  photos.show(false);
  fail(job, "a");
  CHECK(said().starts_with("error Error during synchronization: "));
}
