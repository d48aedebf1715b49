#include <cstdlib>
#include <string>

#include <doctest/doctest.h>

#include "platform/local_time.h"

namespace lockstep {
namespace {

class TimeZone {
 public:
  explicit TimeZone(const char* zone) {
    const char* const before = std::getenv("TZ");
    was_set_ = before != nullptr;
    if (was_set_) before_ = before;
    setenv("TZ", zone, 1);
    tzset();
  }
  ~TimeZone() {
    if (was_set_) {
      setenv("TZ", before_.c_str(), 1);
    } else {
      unsetenv("TZ");
    }
    tzset();
  }
  TimeZone(const TimeZone&) = delete;
  TimeZone& operator=(const TimeZone&) = delete;

 private:
  bool was_set_ = false;
  std::string before_;
};

TEST_CASE("local time follows the time zone") {
  const TimeZone zone("EST5");
  const std::tm local = local_time(12 * 3600);
  CHECK(local.tm_hour == 7);
  CHECK(local.tm_mday == 1);
}

}  // namespace
}  // namespace lockstep
