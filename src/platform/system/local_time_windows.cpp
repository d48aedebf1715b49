#include "platform/system/local_time.h"

namespace lockstep {

std::tm local_time(std::time_t time) {
  std::tm local{};
  if (localtime_s(&local, &time) == 0) return local;
  std::tm none{};
  none.tm_year = 70;
  none.tm_mday = 1;
  return none;
}

}  // namespace lockstep
