#include <doctest/doctest.h>

#include "app/report/log_line.h"

using namespace lockstep;

TEST_CASE("a line for the journal has a priority and a field for all it knows") {
  LogLine line;
  line.level = LogLevel::warning;
  line.job = "documents";
  line.message = "Copied file: /s/a\nb";
  line.event = "copied_file";
  line.source = "/s/a\nb";
  line.bytes = 12;
  CHECK(journal_fields(line) ==
        std::vector<std::string>{"MESSAGE=[documents] Copied file: /s/a\\nb", "PRIORITY=4",
                                 "SYSLOG_IDENTIFIER=lockstep", "LOCKSTEP_EVENT=copied_file",
                                 "LOCKSTEP_JOB=documents", "LOCKSTEP_SOURCE=/s/a\\nb",
                                 "LOCKSTEP_BYTES=12"});
}
