#include "app/host/control.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "app/daemon/status_json.h"
#include "app/daemon/status_sentence.h"
#include "app/daemon/status_text.h"
#include "app/daemon_fixture.h"

using namespace lockstep;
using namespace std::chrono_literals;

namespace {

struct ControlFixture : DaemonFixture {
  std::unique_ptr<Daemon> daemon;
  Result<std::string> reloaded;
  int reloads = 0;

  ControlFixture() {
    add_job("a");
    daemon = make();
    REQUIRE(daemon->start(settings));
    await_ended("a");
  }
  std::string ask(const std::string& request) {
    return answer(request, *daemon, [this] {
      ++reloads;
      return reloaded;
    });
  }
  std::string ask(const ControlRequest& request) { return ask(request_text(request)); }
};

}  // namespace

TEST_CASE_FIXTURE(ControlFixture, "the state travels whole to whoever asks") {
  const std::string reply = ask({.command = ControlCommand::status});
  CHECK(reply.find('\n') == std::string::npos);
  const auto status = read_status(reply);
  REQUIRE(status);
  const DaemonStatus known = daemon->status();
  CHECK(status->version == known.version);
  CHECK(status->process_id == known.process_id);
  CHECK_FALSE(status->paused);
  REQUIRE(status->jobs.size() == 1);
  CHECK(status->jobs[0].name == "a");
  CHECK(status->jobs[0].source == settings.jobs[0].source);
  CHECK(status->jobs[0].replica == settings.jobs[0].replica);
  CHECK(status->jobs[0].last->result == PassResult::ok);
}

TEST_CASE_FIXTURE(ControlFixture, "what needs a restart is told by the reload and by the state") {
  CHECK(ask({.command = ControlCommand::reload}) == R"({"ok":true})");
  reloaded = restart_sentence({"log.file", "log.level"});
  CHECK(read_message(ask({.command = ControlCommand::reload})) ==
        std::string("Changed, but in force only after a restart: log.file, log.level"));
  settings.log.level = LogLevel::error;
  REQUIRE(daemon->reload(settings));
  const auto status = read_status(ask({.command = ControlCommand::status}));
  REQUIRE(status);
  CHECK(status->needs_restart == std::vector<std::string>{"log.level"});
  CHECK(status_text(*status, {}).find("only after a restart: log.level\n") != std::string::npos);
}

TEST_CASE_FIXTURE(ControlFixture, "what is asked for is done") {
  CHECK(ask({.command = ControlCommand::sync_now, .job = "a"}) == R"({"ok":true})");
  await_ended("a", 2);
  CHECK(ask({.command = ControlCommand::sync_now}) == R"({"ok":true})");
  await_ended("a", 3);
  CHECK(ask({.command = ControlCommand::pause}) == R"({"ok":true})");
  CHECK(daemon->status().paused);
  CHECK(ask({.command = ControlCommand::resume}) == R"({"ok":true})");
  CHECK_FALSE(daemon->status().paused);
  PairRecord last;
  last.held.removals = 12;
  last.held.empty_source = true;
  REQUIRE(records.save(settings.jobs[0].source, settings.jobs[0].replica, last));
  const auto approved =
      read_message(ask({.command = ControlCommand::approve, .job = "a", .empty_source = true}));
  REQUIRE(approved);
  CHECK(approved->find("remove up to 12 entries") != std::string::npos);
  const auto request = records.find_approval(settings.jobs[0].replica);
  REQUIRE(request);
  REQUIRE(request->has_value());
  CHECK((*request)->empty_source);
  CHECK(ask({.command = ControlCommand::reload}) == R"({"ok":true})");
  CHECK(reloads == 1);
}

TEST_CASE_FIXTURE(ControlFixture, "what fails is told with its kind and its sentence") {
  const auto unknown = read_reply(ask({.command = ControlCommand::sync_now, .job = "b\n\"'"}));
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().kind() == ErrorKind::not_found);
  CHECK(unknown.error().message().starts_with("no job is called 'b\\n\"''"));

  reloaded = failure(ErrorKind::invalid, "lockstep.toml:3:1: unknown key");
  const auto bad = read_reply(ask({.command = ControlCommand::reload}));
  REQUIRE_FALSE(bad);
  CHECK(bad.error().kind() == ErrorKind::invalid);
  CHECK(bad.error().message() == "lockstep.toml:3:1: unknown key");
}

TEST_CASE_FIXTURE(ControlFixture, "what is no request is refused") {
  const char* const requests[] = {"",
                                  "status",
                                  "[]",
                                  "{}",
                                  "null",
                                  "{\"command\":\"status\"",
                                  R"({"command":"reboot"})",
                                  R"({"command":1})",
                                  R"({"command":"status","jobs":"a"})",
                                  R"({"command":"sync-now","job":7})",
                                  R"({"command":"approve","job":"a","empty":"yes"})",
                                  "{\"command\":\"sync-now\",\"job\":\"\xff\"}"};
  for (const char* const request : requests) {
    CAPTURE(request);
    const auto reply = read_reply(ask(std::string(request)));
    REQUIRE_FALSE(reply);
    CHECK(reply.error().kind() == ErrorKind::invalid);
  }
  CHECK_FALSE(read_reply(ask(std::string(100'000, ' '))));
  CHECK_FALSE(read_reply(ask(std::string(60'000, '['))));
  CHECK(count_begun("a") == 1);
}

TEST_CASE("what is no reply is an error") {
  for (const char* const reply : {"", "{}", "[true]", R"({"ok":1})", R"({"ok":true})",
                                  R"({"ok":true,"version":1})", R"({"ok":false})"}) {
    CAPTURE(reply);
    CHECK_FALSE(read_status(reply));
  }
  CHECK(read_reply(R"({"ok":true})"));
}

TEST_CASE("a status survives the way there and back") {
  DaemonStatus status{.version = "1.2.3", .process_id = 42, .paused = true, .jobs = {}};
  JobStatus job{.name = "a", .source = "/s/\\new\nline", .replica = "/r"};
  job.state = JobState::running;
  job.last_start = std::chrono::sys_days(2024y / 2 / 29) + 12h + 34min + 56s + 789ms;
  job.files_done = 1;
  job.bytes_done = 2;
  job.bytes_planned = 3;
  job.last.emplace();
  job.last->result = PassResult::held;
  job.last->seconds = 1.5;
  job.last->created = {1, 2, 3, 4};
  job.last->removed = {5, 6, 7, 8};
  job.last->updated_files = 9;
  job.last->copied_bytes = 10;
  job.last->held = {11, {"too many"}};
  job.last->problem_count = 2;
  job.last->problems = {{"/s/a", "copy", "no", ErrorKind::other},
                        {"/s/b", "copy", "no", ErrorKind::other}};
  status.jobs.push_back(job);
  job.last->result = PassResult::unavailable;
  job.last->unavailable = "gone";
  job.state = JobState::backing_off;
  job.next_start = job.last_start;
  status.jobs.push_back(job);

  const std::string text = status_json(status, 1);
  CHECK(text.find(R"("last_start":"2024-02-29T12:34:56.789Z","next_start":null)") !=
        std::string::npos);
  const auto back = status_from_json(text);
  REQUIRE(back);
  CHECK(back->paused);
  CHECK(back->jobs[0].source == "/s/\\\\new\\nline");
  CHECK(back->jobs[0].state == JobState::running);
  CHECK(back->jobs[0].last_start == job.last_start);
  CHECK_FALSE(back->jobs[0].next_start);
  CHECK(back->jobs[0].bytes_planned == 3);
  CHECK(back->jobs[0].last->removed.specials == 8);
  CHECK(back->jobs[0].last->held.reasons == std::vector<std::string>{"too many"});
  CHECK(back->jobs[0].last->problem_count == 2);
  CHECK(back->jobs[0].last->problems.size() == 1);
  CHECK(back->jobs[1].last->unavailable == "gone");
  CHECK(back->jobs[1].last->problem_count == 2);
  CHECK(back->jobs[1].last->problems.size() == 1);
  CHECK(back->jobs[1].next_start == job.next_start);
  CHECK(back->jobs[1].state == JobState::backing_off);
}

namespace {

DaemonStatus status_of(JobStatus job) {
  DaemonStatus status{.version = "1.2.3", .process_id = 42, .paused = false, .jobs = {}};
  status.jobs.push_back(std::move(job));
  return status;
}

}  // namespace

TEST_CASE("how closely a job follows its source survives the way there and back") {
  JobStatus job{.name = "a", .source = "/s", .replica = "/r"};
  job.watch = {.state = LiveState::live,
               .how = "inotify",
               .watched = 5001,
               .folders = 5001,
               .waiting = 12,
               .oldest = 300ms,
               .lag = LiveLag{.last = 1ms, .median = 1250us, .p99 = 4ms},
               .events = 7,
               .losses = 1,
               .last_full = std::chrono::sys_days(2024y / 2 / 29) + 10h,
               .next_full = {}};
  std::string text = status_json(status_of(job), 1);
  CHECK(text.find(
            R"("state":"waiting","watch":{"state":"live","how":"inotify","reason":null,)"
            R"("folders":{"watched":5001,"all":5001},)"
            R"("waiting":{"names":12,"oldest_seconds":0.3},)"
            R"("lag_ms":{"last":1.0,"median":1.25,"p99":4.0},"events":7,"losses":1,)"
            R"("last_full":"2024-02-29T10:00:00.000Z","next_full":null},"last_start":)") !=
        std::string::npos);
  auto back = status_from_json(text);
  REQUIRE(back);
  CHECK(status_json(*back, 1) == text);
  CHECK(back->jobs[0].watch.lag->median == 1250us);
  CHECK(back->jobs[0].watch.oldest == 300ms);

  for (const LiveState state :
       {LiveState::off, LiveState::catching_up, LiveState::partial, LiveState::polling}) {
    job.watch = {.state = state, .reason = "it \"is\" so"};
    text = status_json(status_of(job), 1);
    CHECK(text.find(R"("waiting":{"names":0,"oldest_seconds":null},"lag_ms":null)") !=
          std::string::npos);
    back = status_from_json(text);
    REQUIRE(back);
    CHECK(back->jobs[0].watch.state == state);
    CHECK(back->jobs[0].watch.reason == "it \"is\" so");
  }
}

TEST_CASE("a service from before an update is understood, although it watches nothing") {
  std::string text = status_json(status_of({.name = "a", .source = "/s", .replica = "/r"}), 1);
  const std::size_t begin = text.find(R"("watch":)");
  text.erase(begin, text.find(R"("last_start")") - begin);
  const auto back = status_from_json(text);
  REQUIRE(back);
  CHECK(back->jobs[0].watch.state == LiveState::off);
}

TEST_CASE("why a pass could not begin is told once, and not as a problem among others") {
  JobStatus job{.name = "a", .source = "/s", .replica = "/r"};
  job.state = JobState::backing_off;
  job.last.emplace();
  job.last->result = PassResult::unavailable;
  job.last->unavailable = "Source folder path '/s' does not exist.";
  const auto back = status_from_json(status_json(status_of(job), 3));
  REQUIRE(back);
  CHECK(status_text(*back, {}) ==
        "Lockstep 1.2.3, process 42\n\na: /s -> /r\n  waits until it can work\n"
        "  last pass: Source folder path '/s' does not exist.\n");
}
