#include "app/live/live_work.h"

#include <algorithm>
#include <utility>

#include "app/live/live_marks.h"
#include "platform/disk/directory.h"

namespace lockstep {
namespace {

using std::chrono::milliseconds;

WatchWish wish_of(WatchChoice choice) {
  switch (choice) {
    case WatchChoice::inotify:
      return WatchWish::inotify;
    case WatchChoice::fanotify:
      return WatchWish::fanotify;
    case WatchChoice::automatic:
    case WatchChoice::off:
      break;
  }
  return WatchWish::automatic;
}

// A full pass takes at most a twentieth of the time.
constexpr int kRestsPerPass = 20;
constexpr milliseconds kLongestInterval = std::chrono::hours(24);

std::optional<Moment> earlier(std::optional<Moment> one, std::optional<Moment> other) {
  if (!one || !other) return one ? one : other;
  return std::min(*one, *other);
}

}  // namespace

LiveWork::LiveWork(const JobSettings& job, Dependencies dependencies)
    : settings_(job.live),
      interval_(job.interval),
      clock_(*dependencies.clock),
      wake_(std::move(dependencies.wake)),
      watch_function_(std::move(dependencies.watch)),
      coverage_(job.live.watch, job.source, job.interval),
      marks_({.settle = job.live.settle, .interval = job.interval}) {}

LiveWork::~LiveWork() = default;

SourceWatch* LiveWork::begin_full_pass(const WatchedSource& source) {
  if (settings_.watch == WatchChoice::off) return nullptr;
  const bool watched = watcher_ && is_watched(source) && !watcher_->state().root_gone;
  std::string why_not;
  if (!watched) {
    if (const auto begun = watch_anew(source); !begun) why_not = begun.error().message();
  }
  const WatchState state = watcher_ ? watcher_->state() : WatchState();
  {
    const std::lock_guard lock(mutex_);
    policy_ = source.policy;
    full_pass_begun_ = now();
    marks_.clear();
    guard_.full_pass_begins();
    full_pass_wanted_.reset();
    if (watcher_) {
      coverage_.full_pass_begins(state, watched ? LiveCoverage::Since::before
                                                : LiveCoverage::Since::now);
    } else {
      coverage_.full_pass_begins_unwatched(std::move(why_not));
    }
  }
  if (!watcher_) return nullptr;
  watcher_->full_walk_begins();
  return this;
}

// The old watcher ends first, without the lock: its thread may be waiting for it.
Result<void> LiveWork::watch_anew(const WatchedSource& source) {
  watcher_.reset();
  const auto root = source.folder.examine();
  if (!root) return failure(root.error());
  {
    const std::lock_guard lock(mutex_);
    root_ = root->identity;
    links_ = LinkNames();
  }
  auto watcher = watch_function_(source.folder, source.path, wish_of(settings_.watch), *this);
  if (!watcher) return failure(watcher.error());
  watcher_ = std::move(*watcher);
  return {};
}

bool LiveWork::is_watched(const WatchedSource& source) const {
  const auto root = source.folder.examine();
  const std::lock_guard lock(mutex_);
  return root && root->identity == root_;
}

void LiveWork::end_full_pass(const PassOutcome& outcome) {
  const PassResult result = outcome.summary.result;
  const bool saw_all = result == PassResult::ok || result == PassResult::problems ||
                       result == PassResult::held;
  if (!saw_all) return fail_full_pass();
  if (watcher_) watcher_->full_walk_ended();
  const WatchState state = watcher_ ? watcher_->state() : WatchState();
  const std::lock_guard lock(mutex_);
  const Moment end = now();
  full_pass_pause_ = (end - full_pass_begun_) * kRestsPerPass;
  for (const Leftover& left : outcome.leftovers)
    marks_.mark({.path = RelativePath(left.path)}, end);
  guard_.full_pass_ended(outcome);
  links_.erase_single();
  if (watcher_) coverage_.changed(state, end);
  coverage_.full_pass_ended({.start = full_pass_begun_,
                             .end = end,
                             .folders = outcome.summary.scanned_directories});
}

void LiveWork::fail_full_pass() {
  const std::lock_guard lock(mutex_);
  guard_.full_pass_failed();
  coverage_.full_pass_failed();
}

void LiveWork::lose(const std::string& reason) {
  const std::lock_guard lock(mutex_);
  coverage_.lost(reason, now());
}

void LiveWork::take_over(LiveWork& former) {
  const std::scoped_lock lock(mutex_, former.mutex_);
  guard_ = former.guard_;
}

milliseconds LiveWork::full_interval(std::chrono::nanoseconds took) const {
  const std::lock_guard lock(mutex_);
  if (coverage_.state() != LiveState::live) return interval_;
  if (settings_.full_interval) return *settings_.full_interval;
  // While removals are held, a full pass has to see soon that they no longer are.
  if (guard_.is_held()) return interval_;
  const auto rested = std::chrono::ceil<milliseconds>(took * kRestsPerPass);
  return std::max(interval_, std::min(rested, kLongestInterval));
}

std::optional<LiveWork::Part> LiveWork::take(const WatchedSource& source) {
  const bool same_source = watcher_ && is_watched(source);
  const std::lock_guard lock(mutex_);
  if (!coverage_.follows()) return std::nullopt;
  const Moment when = now();
  if (!same_source) {
    coverage_.lost("another folder has taken its place", when);
    return std::nullopt;
  }
  if (const auto until = guard_.waiting_until(); until && *until <= when) {
    for (const std::string& path : guard_.take_waiting())
      marks_.mark({.path = RelativePath(path), .extent = MarkExtent::deep}, when);
  }
  Part part;
  part.work = marks_.take(when);
  if (part.work.everything) {
    coverage_.lost("more changed than can be kept apart", when);
    return std::nullopt;
  }
  // Of what was renamed nothing below was told.
  for (const RenameHint& hint : part.work.hints) part.work.scope.at(hint.to.text()).deep = true;
  part.terms.totals = guard_.totals();
  part.terms.is_held = guard_.is_held();
  // Where somebody has chosen a number, all that goes counts, as in a full pass.
  if (!policy_.removal_limit.count) part.terms.is_loss = [this](const RelativePath& leaf) {
    const std::lock_guard held(mutex_);
    return guard_.would_lose(leaf, now());
  };
  part.terms.may_remove = [this](std::uint64_t leaves) {
    const std::lock_guard held(mutex_);
    return guard_.may_lose(leaves, now());
  };
  part.terms.links = this;
  return part;
}

void LiveWork::give_back(Part part) {
  const std::lock_guard lock(mutex_);
  marks_.give_back(std::move(part.work), now());
}

void LiveWork::end_partial_pass(const Part& part, const PassOutcome& outcome) {
  const std::lock_guard lock(mutex_);
  const Moment end = now();
  for (const Leftover& left : outcome.leftovers) {
    if (left.why == Leftover::Why::waits) {
      guard_.wait_with(left.path);
      continue;
    }
    Mark mark{.path = RelativePath(left.path)};
    if (left.why != Leftover::Why::linked && left.why != Leftover::Why::outdated) {
      mark.extent = MarkExtent::deep;
      mark.settling = Settling::retry;
      mark.tries = part.work.next_try(mark.path);
    }
    marks_.mark(mark, end);
  }
  guard_.partial_pass_ended(outcome, end);
  changes_.add(outcome.summary);
  if (part.work.names > 0 && outcome.leftovers.empty()) lag_.add(end - part.work.oldest, end);
  // The full pass tells in whole numbers what is held, and sees names that this one did not know.
  if (outcome.summary.result == PassResult::held) full_pass_wanted_ = end;
  if (outcome.wants_full_pass && !full_pass_wanted_) full_pass_wanted_ = end + full_pass_pause_;
}

LiveWork::Next LiveWork::next() {
  const std::lock_guard lock(mutex_);
  Next next{.full = earlier(coverage_.full_pass_due(), full_pass_wanted_)};
  if (coverage_.follows()) next.partial = earlier(marks_.ready_at(), guard_.waiting_until());
  next.telling = changes_.due();
  // While something is ready nothing is told, see take_changes.
  if (next.telling && next.partial) next.telling = std::max(*next.telling, *next.partial);
  awaited_ = next.partial;
  return next;
}

void LiveWork::note(const Event& event) {
  const std::lock_guard lock(mutex_);
  guard_.note(event, now());
}

std::uint64_t LiveWork::losses_within_the_hour() {
  const std::lock_guard lock(mutex_);
  return guard_.lost(now());
}

void LiveWork::forget_losses() {
  const std::lock_guard lock(mutex_);
  guard_.forget_losses();
}

std::vector<WatchNews> LiveWork::take_news() {
  const std::lock_guard lock(mutex_);
  return coverage_.take_news();
}

std::optional<PassSummary> LiveWork::take_changes() {
  const std::lock_guard lock(mutex_);
  const Moment when = now();
  const auto ready = coverage_.follows() ? marks_.ready_at() : std::nullopt;
  if (ready && *ready <= when) return std::nullopt;
  return changes_.take(when);
}

LiveStatus LiveWork::status() const {
  const std::lock_guard lock(mutex_);
  LiveStatus status = coverage_.status();
  const Moment when = now();
  const DirtySet::Waiting waiting = marks_.waiting();
  status.waiting = waiting.names + guard_.waiting();
  if (waiting.oldest) status.oldest = when - *waiting.oldest;
  if (const auto lag = lag_.numbers(when))
    status.lag = LiveLag{.last = lag->last, .median = lag->median, .p99 = lag->most};
  return status;
}

void LiveWork::on_events(std::span<const WatchEvent> events) {
  bool sooner = false;
  {
    const std::lock_guard lock(mutex_);
    const Moment when = now();
    coverage_.told(when);
    for (const WatchEvent& event : events) {
      if (event.kind != WatchEvent::Kind::everything) continue;
      coverage_.lost(event.reason, when);
      sooner = true;
    }
    mark_events(events, policy_, when, marks_);
    const auto ready = coverage_.follows() ? marks_.ready_at() : std::nullopt;
    if (ready && (!awaited_ || *ready < *awaited_)) {
      awaited_ = ready;
      sooner = true;
    }
  }
  if (sooner && wake_) wake_();
}

void LiveWork::on_state(const WatchState& state) {
  {
    const std::lock_guard lock(mutex_);
    coverage_.changed(state, now());
  }
  if (wake_) wake_();
}

void LiveWork::cover(const RelativePath& path, const Identity& identity, const Directory& folder) {
  // A folder that is refused is counted by the watcher.
  static_cast<void>(watcher_->cover(path, identity, folder));
}

void LiveWork::saw_link(const Identity& file, std::string path) {
  const std::lock_guard lock(mutex_);
  links_.add(file, RelativePath(std::move(path)));
}

std::vector<std::string> LiveWork::names_of(const Identity& file) const {
  const std::lock_guard lock(mutex_);
  return links_.names_of(file);
}

std::vector<std::string> LiveWork::names_beside(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  return links_.names_beside(RelativePath(path));
}

}  // namespace lockstep
