// How closely a job follows its source at this moment, as values alone.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace lockstep {

enum class LiveState {
  off,          // not wanted
  catching_up,  // a full pass is due or running that will make it live
  live,         // every folder is covered, a full pass has looked at all since, and nothing was lost
  partial,      // the same for some folders; the rest is compared by full passes alone
  polling,      // nothing is watched
};

// The time from a change that was told to its being done in the replica.
struct LiveLag {
  std::chrono::nanoseconds last{};
  std::chrono::nanoseconds median{};  // these two are of the last hour
  std::chrono::nanoseconds p99{};
};

struct LiveStatus {
  using Time = std::chrono::system_clock::time_point;

  LiveState state = LiveState::off;
  std::string how = {};     // "inotify"; empty if nothing is watched
  std::string reason = {};  // why it is not `live`; empty if it is, or if nobody wants it
  std::uint64_t watched = 0;  // folders
  std::uint64_t folders = 0;  // all of the source, as far as known
  std::uint64_t waiting = 0;  // names at which to look again
  std::optional<std::chrono::nanoseconds> oldest = {};  // how long the first of them waits
  std::optional<LiveLag> lag = {};  // none before the first change
  std::uint64_t events = 0;
  std::uint64_t losses = 0;
  std::optional<Time> last_full = {};  // the end of the last full pass
  std::optional<Time> next_full = {};
};

}  // namespace lockstep
