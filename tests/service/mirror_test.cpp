// Tests the commands from end to end, as far as their own work goes: core's tests cover what a pass
// does.

#include <nlohmann/json.hpp>

#include "service/sandbox.h"

using namespace lockstep;

namespace {

void write_source(const Sandbox& box) {
  box.write("s/file", "content");
  box.write("s/folder/inner", "more");
}

std::string configuration(const Sandbox& box) {
  return "[[job]]\nname = \"one\"\nsource = \"" + box.path("s") + "\"\nreplica = \"" +
         box.path("r1") + "\"\n[[job]]\nname = \"two\"\nsource = \"" + box.path("s") +
         "\"\nreplica = \"" + box.path("r2") + "\"\ninterval = \"50ms\"\n";
}

}  // namespace

TEST_CASE("sync makes the replica equal, and says so") {
  Sandbox box;
  write_source(box);
  const Finished first = box.run({"sync", box.path("s"), box.path("new/r")});
  INFO(first.output, first.error);
  CHECK(first.exit_code == 0);
  CHECK(box.read("new/r/folder/inner") == "more");
  CHECK(contains(first.output, "Created replica folder: " + box.path("new/r")));
  CHECK(contains(first.output,
                 "Copied file: " + box.path("s/file") + " -> " + box.path("new/r/file")));
  CHECK(contains(first.output, "Synchronization complete: 2 copied"));

  const Finished second = box.run({"sync", box.path("s"), box.path("new/r")});
  CHECK(second.exit_code == 0);
  CHECK(contains(second.output, "Synchronization complete, no changes occurred"));
  CHECK(lines_in(second.output) == 1);
}

TEST_CASE("paths are taken from the working folder, and -- ends the options") {
  Sandbox box;
  box.write("run/-s/file", "content");
  CHECK(box.run({"sync", "--quiet", "--", "-s", "-r"}).exit_code == 0);
  CHECK(box.read("run/-r/file") == "content");
}

TEST_CASE("options of the command line reach the pass") {
  Sandbox box;
  write_source(box);
  box.write("s/x.tmp", "no");
  box.write("s/y.tmp", "yes");
  CHECK(box.run({"sync", box.path("s"), box.path("r"), "--exclude", "*.tmp", "--include", "y.tmp"})
            .exit_code == 0);
  CHECK_FALSE(box.exists("r/x.tmp"));
  CHECK(box.exists("r/y.tmp"));
}

TEST_CASE("--json leaves standard output to one object a job") {
  Sandbox box;
  write_source(box);
  const Finished finished = box.run({"sync", box.path("s"), box.path("r"), "--json"});
  CHECK(finished.exit_code == 0);
  const auto json = nlohmann::json::parse(finished.output);
  CHECK(json["result"] == "ok");
  CHECK(json["job"].is_null());
  CHECK(json["created"]["files"] == 2);
  CHECK(contains(finished.error, "Synchronization complete"));

  const Finished refused = box.run({"sync", box.path("gone"), box.path("r"), "--json"});
  CHECK(refused.exit_code == 5);
  CHECK(nlohmann::json::parse(refused.output)["result"] == "unavailable");
}

TEST_CASE("--quiet prints nothing when all is well") {
  Sandbox box;
  write_source(box);
  const Finished finished = box.run({"sync", box.path("s"), box.path("r"), "--quiet"});
  CHECK(finished.exit_code == 0);
  CHECK(finished.output.empty());
  CHECK(finished.error.empty());
}

TEST_CASE("run mirrors until it is stopped, and its log tells the story") {
  Sandbox box;
  write_source(box);
  Program program =
      box.start({"run", box.path("s"), box.path("r"), "50ms", box.path("logs/deep/log")});
  REQUIRE(eventually(
      [&] { return contains(box.read("logs/deep/log"), "Synchronization complete: 2 copied"); }));
  box.write("s/later", "came later");
  REQUIRE(eventually(
      [&] { return contains(box.read("logs/deep/log"), "Copied file: " + box.path("s/later")); }));
  program.terminate();
  const Finished finished = program.wait();
  CHECK(finished.exit_code == 0);
  CHECK(finished.error.empty());
  CHECK(box.read("r/later") == "came later");
  std::string log = box.read("logs/deep/log");
  CHECK(finished.output == log);
  if (Sandbox::is_windows()) std::erase(log, '\r');
  CHECK(contains(log, "Log file created\n"));
  CHECK(contains(log, "Synchronization process launched\n"));
  CHECK(log.ends_with("Synchronization process stopped\n"));
}

TEST_CASE("run stops on Ctrl-C, with an interval of an hour too") {
  Sandbox box;
  write_source(box);
  Program program = box.start({"run", box.path("s"), box.path("r"), "1h", box.path("log")});
  REQUIRE(
      eventually([&] { return contains(program.said_so_far(), "Synchronization complete"); }));
  program.interrupt();
  CHECK(program.wait().exit_code == 0);
}

TEST_CASE("sync, plan and verify that are stopped say by which signal") {
  Sandbox box;
  box.write("s/large", std::string(4 * 1024 * 1024, 'x'));
  Program interrupted = box.start({"sync", box.path("s"), box.path("r"), "--bwlimit", "64K"});
  REQUIRE(eventually([&] { return box.exists("r"); }));
  interrupted.interrupt();
  CHECK(interrupted.wait().exit_code == 130);
  Program terminated = box.start({"sync", box.path("s"), box.path("r2"), "--bwlimit", "64K"});
  REQUIRE(eventually([&] { return box.exists("r2"); }));
  terminated.terminate();
  CHECK(terminated.wait().exit_code == Program::kTerminatedCode);
  CHECK_FALSE(box.exists("r2/large"));
}

TEST_CASE("a configuration's jobs are all mirrored, or those that were named") {
  Sandbox box;
  write_source(box);
  box.write("c.toml", configuration(box));
  CHECK(box.run({"sync", "--config", box.path("c.toml"), "--job", "two"}).exit_code == 0);
  CHECK_FALSE(box.exists("r1"));
  CHECK(box.exists("r2/file"));
  const Finished both = box.run({"sync", "--config", box.path("c.toml"), "--json"});
  CHECK(both.exit_code == 0);
  CHECK(lines_in(both.output) == 2);
  CHECK(box.exists("r1/file"));
  CHECK(contains(both.error, "[one] "));
}

TEST_CASE("a running configuration waits for a missing source") {
  Sandbox box;
  box.write("c.toml", configuration(box));
  Program program = box.start({"run", "--config", box.path("c.toml"), "--job", "two"});
  REQUIRE(eventually([&] { return contains(program.said_so_far(), "does not exist."); }));
  write_source(box);
  REQUIRE(eventually([&] { return box.exists("r2/folder/inner"); }));
  program.terminate();
  CHECK(program.wait().exit_code == 0);
}

TEST_CASE("plan prints what sync would do and changes nothing") {
  Sandbox box;
  write_source(box);
  box.write("r/extra", "goes");
  const std::string before = box.snapshot();
  const Finished plan = box.run({"plan", box.path("s"), box.path("r")});
  INFO(plan.output, plan.error);
  CHECK(plan.exit_code == 0);
  CHECK(contains(plan.output, "create_file file ("));
  CHECK(contains(plan.output, "create_folder folder"));
  CHECK(contains(plan.output, "remove_file extra"));
  CHECK(contains(plan.output, "\nPlanned: "));
  CHECK(box.snapshot() == before);

  const Finished json = box.run({"plan", box.path("s"), box.path("r"), "--json"});
  CHECK(nlohmann::json::parse(json.output)["operations"].size() >= 4);
  CHECK(box.run({"plan", box.path("s"), box.path("absent")}).exit_code == 0);
  CHECK_FALSE(box.exists("absent"));
}

TEST_CASE("verify finds what size and time hide") {
  Sandbox box;
  write_source(box);
  REQUIRE(box.run({"sync", box.path("s"), box.path("r")}).exit_code == 0);
  const Finished equal = box.run({"verify", box.path("s"), box.path("r")});
  INFO(equal.output, equal.error);
  CHECK(equal.exit_code == 0);
  CHECK(contains(equal.output, "The replica equals the source"));

  const auto time = std::filesystem::last_write_time(box.path("r/file"));
  box.write("r/file", "CONTENT");
  std::filesystem::last_write_time(box.path("r/file"), time);
  const std::string before = box.snapshot();
  const Finished differs = box.run({"verify", box.path("s"), box.path("r")});
  CHECK(differs.exit_code == 1);
  CHECK(contains(differs.output, "different_file file"));
  CHECK(contains(differs.output, "1 difference"));
  CHECK(box.snapshot() == before);
}

TEST_CASE("what was held is let through once it is approved") {
  Sandbox box;
  write_source(box);
  box.write("c.toml", configuration(box));
  REQUIRE(box.run({"sync", "--config", box.path("c.toml"), "--job", "one"}).exit_code == 0);
  for (int index = 0; index < 12; ++index) box.write("s/" + std::to_string(index), "x");
  REQUIRE(box.run({"sync", "--config", box.path("c.toml"), "--job", "one"}).exit_code == 0);
  for (int index = 0; index < 12; ++index)
    std::filesystem::remove(box.path("s/" + std::to_string(index)));
  const std::vector<std::string> sync = {
      "sync", "--config", box.path("c.toml"), "--job", "one", "--max-delete", "5"};
  const Finished held = box.run(sync);
  CHECK(held.exit_code == 4);
  CHECK(contains(held.output, "12 removals are more than the limit of 5; --approve lets them"));
  CHECK(contains(held.output, "'lockstep plan --job one --config"));
  std::vector<std::string> plan = sync;
  plan.front() = "plan";
  CHECK(contains(box.run(plan).output, " (this plan shows all)\n"));
  CHECK(box.exists("r1/11"));

  CHECK(contains(box.run({"approve", "on", "--config", box.path("c.toml")}).error,
                 "did you mean 'one'?"));
  const Finished approved = box.run({"approve", "one", "--config", box.path("c.toml")});
  CHECK(approved.exit_code == 0);
  CHECK(contains(approved.output, "in '" + box.path("r1") + "' the next pass may remove up to 12"));
  CHECK(box.run(sync).exit_code == 0);
  CHECK_FALSE(box.exists("r1/11"));

  const Finished again = box.run({"approve", "one", "--config", box.path("c.toml")});
  CHECK(again.exit_code == 0);
  CHECK(contains(again.output, "Nothing is held"));
  CHECK(box.run({"approve", box.path("s"), "--config", box.path("c.toml")}).exit_code == 2);
}

TEST_CASE("a second instance on one replica is told who holds it") {
  Sandbox box;
  write_source(box);
  Program program = box.start({"run", box.path("s"), box.path("r"), "1h", box.path("log")});
  REQUIRE(
      eventually([&] { return contains(program.said_so_far(), "Synchronization complete"); }));
  std::filesystem::create_directories(box.path("second/run"));
  const Finished second = Program(LOCKSTEP_PROGRAM, {"sync", box.path("s"), box.path("r")},
                                  box.path("second/run"), {{"XDG_STATE_HOME", box.path("state")}})
                              .wait();
  CHECK(second.exit_code == 6);
  program.terminate();
  CHECK(program.wait().exit_code == 0);
}

TEST_CASE("a run whose source is missing says so at once, and creates nothing") {
  Sandbox box;
  const Finished finished =
      box.run({"run", box.path("gone"), box.path("r"), "1h", box.path("logs/log"), "--json"});
  CHECK(finished.exit_code == 5);
  CHECK(nlohmann::json::parse(finished.output)["result"] == "unavailable");
  CHECK(contains(finished.error, "Source folder path '" + box.path("gone") + "' does not exist."));
  CHECK_FALSE(box.exists("logs"));
  CHECK_FALSE(box.exists("r"));

  box.write("logs/log", "");
  CHECK(box.run({"run", box.path("gone"), box.path("r"), "1h", box.path("logs/log")}).exit_code ==
        5);
  CHECK(contains(box.read("logs/log"), "' does not exist."));
}

TEST_CASE("a run on a replica that another one works on ends with the summary of a locked pass") {
  Sandbox box;
  write_source(box);
  Program program = box.start({"run", box.path("s"), box.path("r"), "1h", box.path("log")});
  REQUIRE(eventually([&] { return contains(program.said_so_far(), "Synchronization complete"); }));
  std::filesystem::create_directories(box.path("second"));
  const Finished second =
      Program(LOCKSTEP_PROGRAM,
              {"run", box.path("s"), box.path("r"), "1h", box.path("second/log"), "--json"},
              box.path("second"), {{"XDG_STATE_HOME", box.path("state")}})
          .wait();
  CHECK(second.exit_code == 6);
  CHECK(nlohmann::json::parse(second.output)["result"] == "locked");
  CHECK(contains(box.read("second/log"), "Error during synchronization: lock the replica"));
  CHECK(contains(box.read("second/log"), "Synchronization process stopped"));
  program.terminate();
  CHECK(program.wait().exit_code == 0);
}

TEST_CASE("a run whose first pass can't begin ends with the pass's exit code") {
  Sandbox box;
  write_source(box);
  REQUIRE(box.run({"sync", box.path("s"), box.path("r")}).exit_code == 0);
  for (const auto& entry : std::filesystem::directory_iterator(box.state_folder())) {
    if (entry.path().extension() == ".json")
      std::ofstream(entry.path(), std::ios::binary) << "no record";
  }
  const Finished finished = box.run({"run", box.path("s"), box.path("r"), "1h", box.path("log")});
  CHECK(finished.exit_code == 5);
  CHECK(contains(box.read("log"), "is damaged"));
  CHECK(contains(box.read("log"), "Synchronization process stopped"));
}
