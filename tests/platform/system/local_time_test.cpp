#include "platform/system/local_time.h"

#include <initializer_list>
#include <limits>

#include <doctest/doctest.h>

namespace lockstep {
namespace {

TEST_CASE("local time is what mktime makes the same moment of") {
  for (const std::time_t time : {86'400, 1'000'000'000, 1'720'000'000}) {
    std::tm local = local_time(time);
    CHECK(std::mktime(&local) == time);
  }
}

TEST_CASE("a moment that the system has no word for is the beginning of 1970") {
  const std::tm local = local_time(std::numeric_limits<std::time_t>::max());
  CHECK(local.tm_year == 70);
  CHECK(local.tm_mon == 0);
  CHECK(local.tm_mday == 1);
  CHECK(local.tm_hour == 0);
}

}  // namespace
}  // namespace lockstep
