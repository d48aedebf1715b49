#include "core/live/settle_rules.h"

#include <algorithm>

namespace lockstep {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr nanoseconds kFreshQuiet = milliseconds(1);
constexpr nanoseconds kFreshLatest = milliseconds(20);
// Of a new file that is closed and written again and again.
constexpr nanoseconds kLatestOfAll = seconds(10);
constexpr nanoseconds kFirstPause = seconds(1);
constexpr nanoseconds kCalm = seconds(1);
constexpr int kLatestBySettle = 10;

}  // namespace

Moment SettleRules::ready(Settling settling, const MarkTimes& times) const {
  const bool fresh = settling == Settling::fresh;
  const nanoseconds quiet = std::max(fresh ? kFreshQuiet : nanoseconds(0), settle);
  const nanoseconds latest =
      std::max(fresh ? kFreshLatest : nanoseconds(0), settle * kLatestBySettle);
  return std::min({times.last + quiet, times.since + latest,
                   times.first + std::max(kLatestOfAll, settle * kLatestBySettle)});
}

Moment SettleRules::writing_ready(const MarkTimes& times, const WriterTimes& writer) const {
  const nanoseconds quiet = std::max(writer.quiet, settle);
  const nanoseconds latest = std::max(writer.latest, settle * kLatestBySettle);
  return std::min(times.last + quiet, times.first + latest);
}

nanoseconds SettleRules::pause(std::uint8_t tries) const {
  if (tries == 0) return settle;
  const int doublings = std::min(tries - 1, 20);
  const nanoseconds longest = std::max(interval, kFirstPause);
  return std::max(std::min(kFirstPause * (1 << doublings), longest), settle);
}

nanoseconds SettleRules::calm() const { return std::max(kCalm, settle); }

Settling settle_together(Settling before, Settling now, bool was_fresh) {
  switch (now) {
    case Settling::settled:
      return was_fresh ? Settling::fresh : Settling::settled;
    case Settling::fresh:
    case Settling::writing:
      return now;
    case Settling::retry:
    case Settling::verify:
      break;  // an event that came meanwhile decides when to look
  }
  return before;
}

}  // namespace lockstep
