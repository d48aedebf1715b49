#include <doctest/doctest.h>

#include "app/report/event_lines.h"

using namespace lockstep;

namespace {

const RootPaths kRoots{"/s", "/r"};

LogLine problem_line(bool on_source) {
  const Error error(ErrorKind::permission_denied, "Permission denied");
  Event event{.kind = EventKind::problem};
  event.path = "a";
  event.operation = "open";
  event.error = &error;
  event.on_source = on_source;
  return line_for(event, kRoots);
}

std::vector<std::string> events(const PassSummary& summary) {
  std::vector<std::string> names;
  for (const LogLine& line : summary_lines(summary, kRoots)) names.push_back(line.event);
  return names;
}

}  // namespace

TEST_CASE("a problem names the side that it lies on, and no other") {
  const LogLine source = problem_line(true);
  CHECK(source.source == "/s/a");
  CHECK(source.replica.empty());
  CHECK(source.message.find("'/s/a'") != std::string::npos);
  const LogLine replica = problem_line(false);
  CHECK(replica.source.empty());
  CHECK(replica.replica == "/r/a");
  CHECK(replica.message.find("'/r/a'") != std::string::npos);
}

TEST_CASE("a held pass says what it did beside, if there were changes or problems") {
  PassSummary summary;
  summary.result = PassResult::held;
  summary.held.reasons = {"too many removals"};
  CHECK(events(summary) == std::vector<std::string>{"held"});
  summary.problem_count = 1;
  CHECK(events(summary) == std::vector<std::string>{"held", "complete_but_held"});
  summary.problem_count = 0;
  summary.updated_files = 1;
  CHECK(events(summary) == std::vector<std::string>{"held", "complete_but_held"});
}
