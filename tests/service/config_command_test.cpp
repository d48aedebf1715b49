#include "app/config/config.h"
#include "service/sandbox.h"

using namespace lockstep;

namespace {

std::string one_job(const Sandbox& box) {
  return "[[job]]\nname = \"a\"\nsource = \"" + box.path("s") + "\"\nreplica = \"" + box.path("r") +
         "\"\n";
}

}  // namespace

TEST_CASE("config check says ok and how many jobs there are") {
  Sandbox box;
  box.write("c.toml", std::string(example_configuration()));
  const Finished finished = box.run({"config", "check", box.path("c.toml")});
  CHECK(finished.exit_code == 0);
  CHECK(finished.output == "ok, 1 job\n");
}

TEST_CASE("config init prints the example, and it checks") {
  Sandbox box;
  const Finished printed = box.run({"config", "init"});
  CHECK(printed.exit_code == 0);
  CHECK(printed.output == example_configuration());

  const Finished written = box.run({"config", "init", box.path("new/folder/lockstep.toml")});
  CHECK(written.exit_code == 0);
  CHECK(box.read("new/folder/lockstep.toml") == example_configuration());
  CHECK(box.run({"config", "check", box.path("new/folder/lockstep.toml")}).exit_code == 0);
}

TEST_CASE("config init never overwrites") {
  Sandbox box;
  box.write("mine.toml", "mine");
  const Finished finished = box.run({"config", "init", box.path("mine.toml")});
  CHECK(finished.exit_code == 2);
  CHECK(contains(finished.error, "exists already"));
  CHECK(box.read("mine.toml") == "mine");
  CHECK(box.run({"config", "init", box.path("mine.toml/x")}).exit_code == 2);
}

TEST_CASE("config show prints the effective configuration, which shows itself again") {
  Sandbox box;
  box.write("c.toml", "checksum = true\n" + one_job(box) + "include = [\"x\"]\n");
  const Finished finished = box.run({"config", "show", box.path("c.toml")});
  CHECK(finished.exit_code == 0);
  CHECK(contains(finished.output, "state_dir = \"" + box.state_folder() + "\""));
  CHECK(contains(finished.output, "checksum = true"));
  CHECK(contains(finished.output, "interval = \"60s\""));
  CHECK(contains(finished.output, "exclude = [\"!x\"]"));
  box.write("shown.toml", finished.output);
  CHECK(box.run({"config", "show", box.path("shown.toml")}).output == finished.output);
}

TEST_CASE("without a FILE the user's own configuration is taken") {
  Sandbox box;
  box.write(
      Sandbox::is_windows() ? "home/Lockstep/lockstep.toml" : "home/.config/lockstep/lockstep.toml",
      one_job(box));
  CHECK(box.run({"config", "check"}).output == "ok, 1 job\n");
}
