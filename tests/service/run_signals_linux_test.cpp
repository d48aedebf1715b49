// A `run` in the foreground takes the signals of a service: HUP, USR1, INT twice.

#include <csignal>

#include "service/sandbox.h"

using namespace lockstep;

namespace {

struct Running {
  explicit Running(const std::string& interval) : interval_(interval) {
    box.write("s/file", "content");
    configure("r");
  }
  void configure(const std::string& replica, const std::string& more = "") const {
    box.write("c.toml", "[[job]]\nname = \"docs\"\nsource = \"" + box.path("s") +
                            "\"\nreplica = \"" + box.path(replica) + "\"\ninterval = \"" +
                            interval_ + "\"\n" + more);
  }
  [[nodiscard]] static bool says(const Program& program, const std::string& text) {
    return eventually([&] { return contains(program.said_so_far(), text); });
  }

  Sandbox box;

 private:
  std::string interval_;
};

}  // namespace

TEST_CASE("SIGUSR1 has a run begin its passes, with a configuration and without") {
  const Running running("1h");
  const Sandbox& box = running.box;
  std::vector<std::string> arguments = {"run", "--config", box.path("c.toml")};
  SUBCASE("with") {}
  SUBCASE("without") { arguments = {"run", box.path("s"), box.path("r"), "1h", box.path("log")}; }
  Program program = box.start(arguments);
  REQUIRE(Running::says(program, "Synchronization complete"));
  box.write("s/later", "later");
  kill(program.id(), SIGUSR1);
  CHECK(eventually([&] { return box.read("r/later") == "later"; }));
  program.terminate();
  CHECK(program.wait().exit_code == 0);
}

TEST_CASE("SIGHUP has a run read its configuration again, and a wrong one changes nothing") {
  const Running running("50ms");
  const Sandbox& box = running.box;
  Program program = box.start({"run", "--config", box.path("c.toml")});
  REQUIRE(Running::says(program, "Synchronization complete"));

  running.configure("other", "nonsense = 1\n");
  kill(program.id(), SIGHUP);
  REQUIRE(Running::says(program, "Reload failed, the running configuration stays: "));
  box.write("s/later", "later");
  CHECK(eventually([&] { return box.read("r/later") == "later"; }));

  running.configure("other");
  kill(program.id(), SIGHUP);
  REQUIRE(Running::says(program, "Reloaded: restarted docs"));
  CHECK(eventually([&] { return box.read("other/later") == "later"; }));
  program.interrupt();
  const Finished finished = program.wait();
  CHECK(finished.exit_code == 0);
  CHECK(contains(finished.output, "Synchronization process stopped\n"));
}

TEST_CASE("SIGHUP ends a run of two folders, since a command line can't be read again") {
  const Running running("1h");
  const Sandbox& box = running.box;
  Program program = box.start({"run", box.path("s"), box.path("r"), "1h", box.path("log")});
  REQUIRE(Running::says(program, "Synchronization complete"));
  kill(program.id(), SIGHUP);
  const Finished finished = program.wait();
  CHECK(finished.exit_code == 0);
  CHECK(finished.output.ends_with("Synchronization process stopped\n"));
}
