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
  // A full pass begins.
  void begin(LogObserver& observer) { observer.on_pass_begin(settings, progress_); }
  // Tells what partial passes did: how many files were copied.
  void tell_live(LogObserver& observer, std::uint64_t copied, std::uint64_t problems = 0) {
    PassSummary summary;
    summary.created.files = copied;
    summary.seconds = 0.01;
    summary.problem_count = problems;
    summary.result = problems > 0 ? PassResult::problems : PassResult::ok;
    observer.on_live_changes(settings, summary);
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
  Progress progress_;
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

TEST_CASE_FIXTURE(LogObserverFixture, "how a source is watched is a line of the job") {
  JobLabel photos("photos");
  LogObserver job(settings, photos, Repetition::many_passes, *log, clock);
  job.on_watch(settings, {LogLevel::info, "watching", "Watching /s: 5,001 folders (inotify)"});
  job.on_watch(settings, {LogLevel::warning, "changes_missed",
                          "Changes of /s may have been missed (the queue was full); comparing "
                          "everything"});
  CHECK(said() ==
        "info [photos] Watching /s: 5,001 folders (inotify)\n"
        "warning [photos] Changes of /s may have been missed (the queue was full); comparing "
        "everything\n");
}

TEST_CASE_FIXTURE(LogObserverFixture, "programs know by a name what became of the watching") {
  scratch.write("json", "");
  const auto lines =
      *Log::open({.file = scratch.at("json"), .format = LogFormat::json, .console = false}, {},
                 {&clock, nullptr});
  const JobLabel photos("a");
  LogObserver job(settings, photos, Repetition::many_passes, *lines, clock);
  job.on_watch(settings, {LogLevel::info, "live", "Live again"});
  const std::string line = scratch.read("json");
  CHECK(line.find(R"("level":"info","job":"a","event":"live","source":"/s","replica":null)") !=
        std::string::npos);
  CHECK(line.find(R"("message":"Live again")") != std::string::npos);
}

TEST_CASE_FIXTURE(LogObserverFixture,
                  "what was followed has one line for all, and what changed nothing has none") {
  LogObserver job = observer(Repetition::many_passes);
  tell_live(job, 3);
  tell_live(job, 0);
  tell_live(job, 1);
  CHECK(said() ==
        "info Synchronization complete: 3 copied in 0.01 s\n"
        "info Synchronization complete: 1 copied in 0.01 s\n");
}

TEST_CASE_FIXTURE(LogObserverFixture, "after followed changes an idle full pass is quiet") {
  LogObserver job = observer(Repetition::many_passes);
  begin(job);
  end(job);
  (void)said();
  fail(job, "a");  // a line between the passes
  tell_live(job, 1, 1);
  CHECK(said().starts_with("error Error during synchronization: copy '/s/a'"));
  fail(job, "b");
  begin(job);
  fail(job, "a");
  fail(job, "b");
  (void)said();
  end(job, 0);
  CHECK(said().empty());
}

TEST_CASE_FIXTURE(LogObserverFixture,
                  "a problem of a partial pass is over when a full pass does not meet it, not "
                  "before") {
  LogObserver job = observer(Repetition::many_passes);
  begin(job);
  end(job);
  (void)said();
  fail(job, "a");
  tell_live(job, 0, 1);
  CHECK(said() ==
        "error Error during synchronization: copy '/s/a': Permission denied\n"
        "warning Synchronization complete with 1 problem: no changes occurred"
        "; and 1 more in the log\n");
  fail(job, "a");  // it is tried again
  tell_live(job, 0, 1);
  tell_live(job, 0);
  CHECK(said().empty());
  SUBCASE("the full pass does not meet it") {
    begin(job);
    end(job);
    CHECK(said().starts_with("info No longer a problem: copy '/s/a'\n"));
  }
  SUBCASE("the full pass meets it, too") {
    begin(job);
    fail(job, "a");
    end(job, 1);
    CHECK(said().empty());
    begin(job);
    end(job);
    CHECK(said().starts_with("info No longer a problem: copy '/s/a'\n"));
  }
}

TEST_CASE_FIXTURE(LogObserverFixture, "a hold of partial passes is told once") {
  LogObserver job = observer(Repetition::many_passes);
  PassSummary held;
  held.result = PassResult::held;
  held.held = {11, {"11 removals are more than the limit of 10"}};
  const auto count = [](const std::string& text) {
    std::size_t lines = 0;
    for (const char character : text) lines += character == '\n' ? 1 : 0;
    return lines;
  };
  job.on_live_changes(settings, held);
  CHECK(said() == "warning Synchronization held: 11 removals are more than the limit of 10\n");
  job.on_live_changes(settings, held);
  begin(job);
  job.on_pass_end(settings, held);
  CHECK(count(said()) == 0);
}
