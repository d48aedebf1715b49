// Instances are systemd's: one unit for each configuration.

#include "service/refusals.h"

using namespace lockstep;

TEST_CASE("the name of an instance is a name, and stands alone") {
  Refusals refusals;
  for (const char* name : {"", "../x", "a/b", "a b", ".x", "-x", "x\n", "%i", "a@b"}) {
    CAPTURE(name);
    for (const std::vector<std::string>& command : {std::vector<std::string>{"service", "status"},
                                                    {"service", "install"},
                                                    {"approve", "job"},
                                                    {"sync-now"}}) {
      auto arguments = command;
      arguments.push_back(std::string("--instance=") + name);
      CHECK(contains(refusals.line(2, arguments), "is no name"));
    }
  }
  CHECK(contains(refusals.line(2, {"service", "start", "--user", "--instance", "x"}), "exclude"));
  CHECK(contains(refusals.line(2, {"service", "install", "--instance", "x", "--config", "/x"}),
                 "--config or --instance"));
}
