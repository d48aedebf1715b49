// A change of how closely a job follows its source: it is watched, or not any more, or something was
// missed.
#pragma once

#include <string>

#include "app/config/settings.h"

namespace lockstep {

struct WatchNews {
  LogLevel level = LogLevel::info;
  // The event's name in JSON: "watching", "watching_in_part", "not_watching", "changes_missed",
  // "live".
  std::string event = {};
  std::string sentence = {};
  friend bool operator==(const WatchNews&, const WatchNews&) = default;
};

}  // namespace lockstep
