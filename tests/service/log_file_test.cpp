// Tests the log file of a `run` that goes on, and what happens to it meanwhile.

#include "service/sandbox.h"

using namespace lockstep;

TEST_CASE(
    "a log file that was moved away or removed is there again while a run has nothing to log") {
  const Sandbox box;
  box.write("s/file", "content");
  Program program = box.start({"run", box.path("s"), box.path("r"), "50ms", box.path("logs/log")});
  REQUIRE(eventually([&] { return contains(box.read("logs/log"), "Synchronization complete"); }));
  SUBCASE("moved") {
    std::filesystem::rename(box.path("logs/log"), box.path("logs/old"));
    CHECK(eventually([&] { return contains(box.read("logs/log"), "Log file created"); }));
    CHECK(contains(box.read("logs/old"), "Copied file: "));
  }
  SUBCASE("removed") {
    std::filesystem::remove(box.path("logs/log"));
    CHECK(eventually([&] { return contains(box.read("logs/log"), "Log file created"); }));
  }
  box.write("s/later", "later");
  CHECK(eventually([&] { return contains(box.read("logs/log"), "later"); }));
  program.terminate();
  CHECK(program.wait().exit_code == 0);
}

TEST_CASE("as many rotated log files are kept as were asked for, beside the one in use") {
  const Sandbox box;
  for (int number = 0; number < 200; ++number)
    box.write("s/" + std::to_string(number) + std::string(50, 'x'), "");
  std::string files = "3";
  int kept = 3;
  SUBCASE("three") {}
  SUBCASE("none") {
    files = "0";
    kept = 0;
  }
  CHECK(box.run({"sync", box.path("s"), box.path("r"), "--log-file", box.path("logs/log"),
                 "--log-max-size", "1K", "--log-max-files", files})
            .exit_code == 0);
  CHECK(box.exists("logs/log"));
  for (int number = 1; number <= 5; ++number)
    CHECK(box.exists("logs/log." + std::to_string(number)) == (number <= kept));
}
