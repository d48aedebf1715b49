#include "app/live/live_coverage.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "app/config/option_values.h"
#include "base/units.h"

namespace lockstep {
namespace {

using std::chrono::milliseconds;

// After a loss the full pass waits until events are rare again, but not for long.
constexpr milliseconds kCalm{200};
constexpr std::chrono::seconds kLongestStorm{10};

bool is_partial(const WatchState& watch) { return watch.refused > 0 || !watch.told_of_all; }

}  // namespace

LiveCoverage::LiveCoverage(WatchChoice choice, std::string source, milliseconds interval)
    : choice_(choice), source_(std::move(source)), interval_(interval) {}

void LiveCoverage::full_pass_begins(const WatchState& watch, Since watched) {
  watch_ = watch;
  why_not_.clear();
  walking_ = true;
  if (watched == Since::now) walked_ = false;
  loss_.reset();
}

void LiveCoverage::full_pass_begins_unwatched(std::string why_not) {
  full_pass_begins({}, Since::now);
  why_not_ = std::move(why_not);
}

void LiveCoverage::full_pass_ended(const FullPass& pass) {
  walking_ = false;
  last_ = pass;
  walked_ = !loss_;
  if (!walked_ || choice_ == WatchChoice::off) return;
  WatchNews now = news();
  const bool is_known = now == told_;
  // "Live again" is worth a line after a loss alone, whose line has taken the place of this one.
  if (!is_known) news_.push_back(now);
  told_ = std::move(now);
}

void LiveCoverage::full_pass_failed() {
  walking_ = false;
  walked_ = false;
}

void LiveCoverage::lost(const std::string& reason, Moment now) {
  last_event_ = now;
  ++losses_;
  if (loss_) return;
  loss_ = Loss{reason, now};
  walked_ = false;
  news_.push_back({LogLevel::warning, "changes_missed",
                   fmt::format("Changes of {} may have been missed ({}); comparing everything",
                               source_, reason)});
  told_ = news_.back();
}

void LiveCoverage::changed(const WatchState& watch, Moment now) {
  const bool root_went = watch.root_gone && !watch_.root_gone;
  watch_ = watch;
  if (root_went) lost("the folder was moved, removed or unmounted", now);
}

LiveState LiveCoverage::state() const {
  if (choice_ == WatchChoice::off) return LiveState::off;
  if (!why_not_.empty() && last_) return LiveState::polling;
  if (!walked_) return LiveState::catching_up;
  return is_partial(watch_) ? LiveState::partial : LiveState::live;
}

bool LiveCoverage::follows() const {
  const LiveState now = state();
  return now == LiveState::live || now == LiveState::partial;
}

std::optional<Moment> LiveCoverage::full_pass_due() const {
  if (!loss_ || walking_) return std::nullopt;
  Moment due = std::min(last_event_ + kCalm, loss_->first + kLongestStorm);
  // A loss may come of the load of the pass after the last one: two are as far apart as one took.
  if (last_) due = std::max(due, last_->end + (last_->end - last_->start));
  return due;
}

std::string LiveCoverage::interval() const { return interval_text(interval_); }

WatchNews LiveCoverage::news() const {
  const std::uint64_t folders = last_ ? last_->folders : watch_.watched;
  switch (state()) {
    case LiveState::live:
      if (told_.event == "changes_missed") return {LogLevel::info, "live", "Live again"};
      if (told_.event == "live") return told_;
      return {LogLevel::info, "watching",
              fmt::format("Watching {}: {} {} ({})", source_, format_count(watch_.watched),
                          watch_.watched == 1 ? "folder" : "folders", watch_.how)};
    case LiveState::partial:
      return {LogLevel::warning, "watching_in_part",
              fmt::format("Watching {} in part: {} of {} folders ({}); the rest is compared every "
                          "{}",
                          source_, format_count(watch_.watched),
                          format_count(std::max(folders, watch_.watched + watch_.refused)),
                          watch_.reason, interval())};
    case LiveState::polling:
      return {LogLevel::info, "not_watching",
              fmt::format("Not watching {}: {}; everything is compared every {}", source_, why_not_,
                          interval())};
    case LiveState::off:
    case LiveState::catching_up:
      break;
  }
  return told_;
}

std::vector<WatchNews> LiveCoverage::take_news() { return std::exchange(news_, {}); }

LiveStatus LiveCoverage::status() const {
  LiveStatus status;
  status.state = state();
  status.how = watch_.how;
  status.reason = why_not_.empty() ? watch_.reason : why_not_;
  if (loss_) status.reason = loss_->reason;
  status.watched = watch_.watched;
  status.folders = std::max(last_ ? last_->folders : 0, watch_.watched);
  status.events = watch_.events;
  status.losses = losses_;
  return status;
}

}  // namespace lockstep
