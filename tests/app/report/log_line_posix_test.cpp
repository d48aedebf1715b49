// Times in the log by the time zone, which a test can choose on POSIX systems.
#include <chrono>
#include <string>

#include <doctest/doctest.h>

#include "app/report/log_line.h"
#include "support/system/time_zone_posix.h"

using namespace lockstep;

TEST_CASE("a time says how far its zone is from Greenwich, and on which side") {
  const auto written = [](const char* zone) {
    const TimeZone here(zone);
    const std::chrono::system_clock::time_point time{std::chrono::milliseconds(7'200'042)};
    const std::string json = json_of({}, time);
    const std::string key = R"("time":")";
    const auto begin = json.find(key) + key.size();
    return json.substr(begin, json.find('"', begin) - begin);
  };
  CHECK(written("UTC0") == "1970-01-01T02:00:00.042+00:00");
  CHECK(written("XXX5") == "1969-12-31T21:00:00.042-05:00");
  CHECK(written("XXX3:30") == "1969-12-31T22:30:00.042-03:30");
  CHECK(written("XXX-5:45") == "1970-01-01T07:45:00.042+05:45");
  CHECK(written("XXX-14") == "1970-01-01T16:00:00.042+14:00");
}
