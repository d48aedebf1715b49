// Sets another time zone for as long as a test lasts.
#pragma once

#include <cstdlib>
#include <ctime>
#include <string>

namespace lockstep {

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

}  // namespace lockstep
