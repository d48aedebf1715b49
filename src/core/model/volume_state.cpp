#include "core/model/volume_state.h"

#include <algorithm>
#include <array>
#include <ranges>

#include <fmt/format.h>

namespace lockstep {
namespace {

constexpr Granularity kSecond = 1'000'000'000;
// Between these every volume in use can hold a time (1902 and 2038: 32-bit seconds, less a day for
// time zones). Granularity is learnt from these alone, limits from the others.
constexpr std::int64_t kEarliestUsual = -2'147'400'000;
constexpr std::int64_t kLatestUsual = 2'147'400'000;

// FAT's times begin later than any other volume's, in 1980; this adds two days for time zones.
constexpr std::int64_t kLatestBeginning = 315'705'600;

bool is_usual(Timestamp time) {
  return time.seconds >= kEarliestUsual && time.seconds <= kLatestUsual;
}

// The last seconds that volumes can hold: 32 bits with and without a sign, ext4's 34 bits
// (fs/ext4/ext4.h) and the bigtime of xfs (fs/xfs/libxfs/xfs_format.h).
constexpr std::array<std::int64_t, 5> kUsualLimits = {-2'147'483'648, 2'147'483'647, 4'294'967'295,
                                                      15'032'385'535, 16'299'260'424};

// The usual steps, each a multiple of the one before.
constexpr std::array<Granularity, 7> kSteps = {1,          100,     1'000,      1'000'000,
                                               10'000'000, kSecond, 2 * kSecond};

// The steps that explain how `wanted` became `came_back`; a round time leaves several. If none
// does, the finest is 0.
struct Explanation {
  Granularity finest = 0;
  Granularity coarsest = 0;
};

Explanation explain(Timestamp wanted, Timestamp came_back) {
  Explanation steps;
  for (const Granularity step : kSteps) {
    if (truncated(wanted, step) != came_back) continue;
    if (steps.finest == 0) steps.finest = step;
    steps.coarsest = step;
  }
  return steps;
}

}  // namespace

Capabilities VolumeState::capabilities() const {
  const std::scoped_lock lock(mutex_);
  return capabilities_;
}

bool VolumeState::limits_times(const Capabilities& known) {
  const Capabilities unlimited;
  return known.granularity != unlimited.granularity ||
         known.earliest_seconds != unlimited.earliest_seconds ||
         known.latest_seconds != unlimited.latest_seconds;
}

void VolumeState::publish_what_is_known() {
  granularity_known_ = capabilities_.granularity_known;
  times_are_limited_ = limits_times(capabilities_);
}

bool VolumeState::is_time_uncertain(Timestamp wanted) const {
  if (!is_usual(wanted)) return true;
  // A time that every volume can hold teaches nothing about granularity.
  return !granularity_known_.load(std::memory_order_relaxed) &&
         truncated(wanted, kSteps.back()) != wanted;
}

void VolumeState::take_back_what_contradicts(Timestamp time) {
  if (!capabilities_.are_contradicted_by(time)) return;
  const Capabilities unlimited;
  if (time.seconds > capabilities_.latest_seconds)
    capabilities_.latest_seconds = unlimited.latest_seconds;
  if (time.seconds < capabilities_.earliest_seconds)
    capabilities_.earliest_seconds = unlimited.earliest_seconds;
  if (truncated(time, capabilities_.granularity) == time) return;
  // Takes the coarsest that is left; the next time that is set may show that it is finer still.
  const auto fits = [time](Granularity step) { return truncated(time, step) == time; };
  capabilities_.granularity = *std::ranges::find_if(kSteps | std::views::reverse, fits);
  capabilities_.granularity_known = false;
}

void VolumeState::saw_times_of(const std::vector<Entry>& entries, std::uint64_t device) {
  if (!times_are_limited_.load(std::memory_order_relaxed)) return;
  const std::scoped_lock lock(mutex_);
  for (const Entry& entry : entries) {
    // A folder on which another volume is mounted has that volume's times.
    if (!entry.unreadable && entry.identity.volume == device)
      take_back_what_contradicts(entry.modified());
  }
  publish_what_is_known();
}

std::string VolumeState::learn_granularity(Timestamp wanted, Timestamp came_back) {
  const Explanation steps = explain(wanted, came_back);
  if (steps.finest == 0) return {};
  std::string notice;
  if (steps.finest > capabilities_.granularity) {
    notice = fmt::format(
        "The replica's volume ({}) keeps times in steps of {} ns; times are compared at that",
        volume_.type, steps.finest);
  }
  // Takes the finest that explains all that came back; it is known if this one time leaves no
  // coarser one.
  if (steps.finest > capabilities_.granularity || steps.coarsest < capabilities_.granularity) {
    capabilities_.granularity = steps.finest;
  }
  if (steps.coarsest == capabilities_.granularity) capabilities_.granularity_known = true;
  return notice;
}

std::string VolumeState::learn_limit(Timestamp wanted, Timestamp came_back) {
  if (came_back == capabilities_.stored(wanted)) return {};
  if (explain(wanted, came_back).finest != 0) {
    // The volume rounded it, as it may round every time. It did not if it is known to keep
    // fractions, or if the second is one with which many a volume ends.
    const bool keeps_fractions =
        capabilities_.granularity_known && capabilities_.granularity < kSecond;
    const bool is_limit = wanted.seconds == came_back.seconds && came_back.nanoseconds == 0 &&
                          (keeps_fractions || std::ranges::find(kUsualLimits, wanted.seconds) !=
                                                  kUsualLimits.end());
    if (!is_limit) {
      // While no ordinary time has told yet, the next pass would otherwise find a difference that
      // it can't mend. The first time that tells otherwise takes it back.
      if (capabilities_.granularity_known) return {};
      std::string notice = learn_granularity(wanted, came_back);
      capabilities_.granularity_known = false;
      return notice;
    }
  }
  // A limit within what every volume can hold is none: somebody else set the time meanwhile, or it
  // wrapped around.
  if (wanted.seconds > kLatestUsual && came_back.seconds > kLatestUsual &&
      came_back.seconds <= wanted.seconds) {
    capabilities_.latest_seconds = came_back.seconds;
    return fmt::format(
        "The replica's volume ({}) can't hold times after {} seconds since 1970; later ones are "
        "not compared",
        volume_.type, came_back.seconds);
  }
  if (wanted.seconds < kEarliestUsual && came_back.seconds >= wanted.seconds &&
      came_back.seconds < kLatestBeginning) {
    capabilities_.earliest_seconds = came_back.seconds;
    return fmt::format(
        "The replica's volume ({}) can't hold times before {} seconds since 1970; earlier ones "
        "are not compared",
        volume_.type, came_back.seconds);
  }
  return {};
}

void VolumeState::learn_time(Timestamp wanted, Timestamp came_back) {
  std::string notice;
  {
    const std::scoped_lock lock(mutex_);
    take_back_what_contradicts(came_back);
    notice =
        is_usual(wanted) ? learn_granularity(wanted, came_back) : learn_limit(wanted, came_back);
    publish_what_is_known();
  }
  if (!notice.empty()) report_.notice(notice);
}

void VolumeState::lacks_room_for(const Attribute& attribute, std::uint64_t already) {
  {
    const std::scoped_lock lock(mutex_);
    const bool known = capabilities_.attribute_space.is_limited();
    capabilities_.attribute_space.learn_refused(attribute, already);
    if (known || !capabilities_.attribute_space.is_limited()) return;
  }
  tell_attribute_space();
}

void VolumeState::holds(const Attributes& attributes) {
  const std::scoped_lock lock(mutex_);
  capabilities_.attribute_space.learn_held(attributes);
}

void VolumeState::tell_attribute_space() const {
  const AttributeSpace space = capabilities().attribute_space;
  report_.notice(fmt::format(
      "The replica's volume ({}) can't hold extended attributes of {} bytes or more {}; they are "
      "left out",
      volume_.type, std::min(space.refused_one, space.refused_all),
      space.refused_one < space.refused_all ? "each" : "in one entry"));
}

void VolumeState::tell_left_out_attributes() const {
  if (left_out_attributes_.load()) tell_attribute_space();
}

void VolumeState::splits_hard_links() {
  if (splits_hard_links_.exchange(true)) return;
  report_.notice(fmt::format(
      "The replica's volume ({}) can't give some files all their hard links (too many of one file, "
      "or in folders that it keeps apart); those are files of their own",
      volume_.type));
}

void VolumeState::refused_link(std::uint32_t links) {
  const std::scoped_lock lock(mutex_);
  capabilities_.most_links = links;
}

void VolumeState::saw_links(std::uint32_t links) {
  const std::scoped_lock lock(mutex_);
  capabilities_.most_links = std::max(capabilities_.most_links, links);
}

void VolumeState::keeps_folders_apart() {
  {
    const std::scoped_lock lock(mutex_);
    capabilities_.links_across_folders = false;
  }
  splits_hard_links();
}

void VolumeState::lacks(bool Capabilities::* what, const char* name) {
  {
    const std::scoped_lock lock(mutex_);
    if (!(capabilities_.*what)) return;
    capabilities_.*what = false;
  }
  report_.notice(fmt::format("The replica's volume ({}) can't hold {}; they are left out",
                             volume_.type, name));
}

void VolumeState::learn_case(bool ignored) {
  const std::scoped_lock lock(mutex_);
  capabilities_.case_sensitive = !ignored;
}

bool VolumeState::keeps_spelling(bool case_alone) const {
  const std::scoped_lock lock(mutex_);
  return case_alone ? capabilities_.keeps_case : capabilities_.keeps_form;
}

void VolumeState::lacks_spelling(bool case_alone) {
  {
    const std::scoped_lock lock(mutex_);
    bool& keeps = case_alone ? capabilities_.keeps_case : capabilities_.keeps_form;
    if (!keeps) return;
    keeps = false;
  }
  report_.notice(
      fmt::format("The replica's volume ({}) spells names in its own way; {} of a name "
                  "is not compared",
                  volume_.type, case_alone ? "the case" : "the Unicode form"));
}

void VolumeState::has_no_unnamed_files() {
  const std::scoped_lock lock(mutex_);
  capabilities_.unnamed_files = false;
}

std::optional<std::uint64_t> VolumeState::fresh_owner() const {
  if (!fresh_owner_known_.load(std::memory_order_acquire)) return std::nullopt;
  return fresh_owner_.load(std::memory_order_relaxed);
}

void VolumeState::learn_fresh_owner(std::uint32_t owner, std::uint32_t group) {
  fresh_owner_.store(static_cast<std::uint64_t>(owner) << 32U | group, std::memory_order_relaxed);
  fresh_owner_known_.store(true, std::memory_order_release);
}

}  // namespace lockstep
