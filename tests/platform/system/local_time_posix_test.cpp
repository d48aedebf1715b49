#include <doctest/doctest.h>

#include "platform/system/local_time.h"
#include "support/system/time_zone_posix.h"

namespace lockstep {
namespace {

TEST_CASE("local time follows the time zone") {
  const TimeZone zone("EST5");
  const std::tm local = local_time(12 * 3600);
  CHECK(local.tm_hour == 7);
  CHECK(local.tm_mday == 1);
}

}  // namespace
}  // namespace lockstep
