// Tries again when a virus scanner, an indexer or a backup program has a file open for a moment and
// the system refuses it meanwhile. Not for long: a stop waits for this, too.
#pragma once

#include <windows.h>

#include "platform/system/native_calls_windows.h"

namespace lockstep {

// Repeats `attempt` until it answers with anything but a refusal of that kind; for a quarter of a
// second at most.
template <typename Attempt>
[[nodiscard]] NativeStatus retried(Attempt attempt) {
  NativeStatus status = attempt();
  constexpr DWORD kLongestPause = 128;  // milliseconds; 255 in all
  for (DWORD pause = 1; pause <= kLongestPause && status == kSharingViolation; pause *= 2) {
    Sleep(pause);
    status = attempt();
  }
  return status;
}

}  // namespace lockstep
