#include "app/daemon/status_text.h"

#include <doctest/doctest.h>

#include "app/daemon/status_json.h"
#include "app/report/utc_time.h"

using namespace lockstep;
using namespace std::chrono_literals;

namespace {

const auto kNow = std::chrono::system_clock::time_point(1'700'000'000s);

DaemonStatus status_of(JobStatus job) {
  return {.version = "1.2.0", .process_id = 4711, .paused = false, .jobs = {std::move(job)}};
}

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("the state of a job is a few lines") {
  JobStatus job{.name = "documents", .source = "/s", .replica = "/r"};
  CHECK(status_text(status_of(job), kNow) ==
        "Lockstep 1.2.0, process 4711\n\ndocuments: /s -> /r\n  waiting\n");
  job.next_start = kNow + 42s;
  job.last_start = kNow - 18s;
  job.last.emplace();
  job.last->created.files = 12;
  job.last->copied_bytes = 2048;
  job.last->seconds = 0.31;
  std::string text = status_text(status_of(job), kNow);
  CHECK(has(text, "  waiting, next pass at "));
  CHECK(has(text, " (in 42 s)\n"));
  CHECK(has(text, ": 12 copied, 2.0 KiB in 0.31 s\n"));

  job.state = JobState::running;
  job.files_done = 3;
  job.bytes_done = 1024;
  job.bytes_planned = 4096;
  text = status_text(status_of(job), kNow);
  CHECK(has(text, ", 3 files copied, 1.0 KiB of 4.0 KiB\n"));
  CHECK(has(text, "  last pass: 12 copied"));
}

TEST_CASE("what is held and what failed is told, and no name breaks a line") {
  JobStatus job{.name = "a", .source = "/s\n", .replica = "/r"};
  job.state = JobState::paused;
  job.last.emplace();
  job.last->result = PassResult::held;
  job.last->held = {11, {"11 removals are more than the limit of 10"}};
  job.last->problem_count = 5;
  for (const char* path : {"/s/1", "/s/2", "/s/3", "/s/4"})
    job.last->problems.push_back({path, "copy", "Permission denied", ErrorKind::other});
  DaemonStatus status = status_of(job);
  status.paused = true;
  CHECK(status_text(status, kNow) ==
        "Lockstep 1.2.0, process 4711, paused\n\na: /s\\n -> /r\n  paused\n"
        "  last pass: no changes occurred\n"
        "  held: 11 removals are more than the limit of 10\n"
        "  5 problems\n"
        "    copy '/s/1': Permission denied\n"
        "    copy '/s/2': Permission denied\n"
        "    copy '/s/3': Permission denied\n"
        "    …\n");
}

namespace {

// Returns the lines that tell how closely a job follows its source.
std::string watch_lines(const LiveStatus& watch) {
  JobStatus job{.name = "a", .source = "/s", .replica = "/r"};
  job.watch = watch;
  const std::string text = status_text(status_of(job), kNow);
  const std::string front = "  waiting\n";
  return text.substr(text.find(front) + front.size());
}

}  // namespace

TEST_CASE("a job that is watched says how closely it follows, and why not more closely") {
  LiveStatus watch{.state = LiveState::live, .how = "inotify", .watched = 5001, .folders = 5001};
  CHECK(watch_lines(watch) == "  live (inotify, 5,001 folders)\n");
  watch.lag = LiveLag{.last = 1ms, .median = 1ms, .p99 = 4ms};
  CHECK(watch_lines(watch) == "  live (inotify, 5,001 folders), lag 1 ms (99 %: 4 ms)\n");
  watch.lag = LiveLag{.last = 412us, .median = 1ms, .p99 = 1200ms};
  watch.last_full = kNow - 1h;
  const std::string live = watch_lines(watch);
  CHECK(live.starts_with(
      "  live (inotify, 5,001 folders), lag 0.4 ms (99 %: 1.20 s), all compared at "));
  CHECK(live.ends_with(":20\n"));

  watch = {.state = LiveState::partial,
           .how = "inotify",
           .reason = "fs.inotify.max_user_watches is 205,039",
           .watched = 153'779,
           .folders = 246'000};
  CHECK(watch_lines(watch) ==
        "  live in part (inotify, 153,779 of 246,000 folders); fs.inotify.max_user_watches is "
        "205,039\n");
  watch = {.state = LiveState::polling, .reason = "it is on a network volume (nfs4)"};
  CHECK(watch_lines(watch) ==
        "  polling; the source is not watched: it is on a network volume (nfs4)\n");
  watch = {.state = LiveState::catching_up, .reason = "the queue of 16,384 events was full"};
  CHECK(watch_lines(watch) ==
        "  catching up: everything is compared first; the queue of 16,384 events was full\n");
  watch.reason.clear();
  CHECK(watch_lines(watch) == "  catching up: everything is compared first\n");
  CHECK(watch_lines({}).empty());
}

TEST_CASE("names that wait are counted, with the age of the oldest") {
  LiveStatus watch{.state = LiveState::live, .how = "inotify", .folders = 1, .waiting = 12};
  watch.oldest = 312ms;
  CHECK(watch_lines(watch) == "  live (inotify, 1 folder)\n  waiting: 12 names, oldest 0.3 s\n");
  watch.waiting = 1;
  watch.oldest = 90s;
  CHECK(watch_lines(watch) ==
        "  live (inotify, 1 folder)\n  waiting: 1 name, oldest 1 min 30 s\n");
}

TEST_CASE("a job that could not begin says why, once, to whoever asks the service") {
  JobStatus job{.name = "a", .source = "/s", .replica = "/r"};
  job.state = JobState::backing_off;
  job.last.emplace();
  job.last->result = PassResult::unavailable;
  job.last->unavailable = "Source folder path '/s' does not exist.";
  const std::string told = status_json(status_of(job), 3);
  const auto heard = status_from_json(told);
  REQUIRE(heard);
  CHECK(status_text(*heard, kNow) ==
        "Lockstep 1.2.0, process 4711\n\na: /s -> /r\n  waits until it can work\n"
        "  last pass: Source folder path '/s' does not exist.\n");
  CHECK(status_json(*heard, 3) == told);
}

TEST_CASE("times of programs are UTC, exact to the millisecond") {
  CHECK(utc_text(kNow + 7ms) == "2023-11-14T22:13:20.007Z");
  CHECK(time_of_utc("2023-11-14T22:13:20.007Z") == kNow + 7ms);
  for (const char* wrong :
       {"", "2023-11-14", "2023-11-14 22:13:20.007Z", "2023-13-14T22:13:20.007Z",
        "2023-11-14T22:13:20.0070", "2023-1x-14T22:13:20.007Z"}) {
    CAPTURE(wrong);
    CHECK_FALSE(time_of_utc(wrong));
  }
}
