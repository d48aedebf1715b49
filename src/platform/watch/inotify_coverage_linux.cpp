#include "platform/watch/inotify_coverage_linux.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "platform/disk/handle_linux.h"
#include "platform/watch/inotify_limits_linux.h"

namespace lockstep {
namespace {

using Covered = Watcher::Covered;

// A folder with a hundred thousand others that leaves the source must not stop everything else.
constexpr std::size_t kGivenBackAtOnce = 512;

// True if the listener is to know of it.
bool differ(const WatchState& one, const WatchState& other) {
  return one.refused != other.refused || one.told_of_all != other.told_of_all ||
         one.root_gone != other.root_gone || one.reason != other.reason;
}

}  // namespace

InotifyCoverage::InotifyCoverage(InotifyQueue queue, std::optional<std::uint64_t> most_watches)
    : queue_(std::move(queue)),
      given_most_(most_watches),
      most_watches_(most_watches.value_or(watches_for_us())) {
  told_state_ = current_state();
}

Covered InotifyCoverage::cover(const RelativePath& path, const Identity& identity,
                               const Directory& folder) {
  std::unique_lock lock(mutex_);
  if (root_gone_ || translator_.root_gone()) return Covered::no;
  if (tally_.is_new_volume(identity.volume)) {
    lock.unlock();  // a server may take its time
    const auto volume = folder.volume();
    lock.lock();
    if (volume) tally_.note_volume(identity.volume, *volume);
  }
  const int descriptor = descriptor_behind(folder);
  if (descriptor < 0) {
    tally_.refuse("the folder is none of this system's");
    return Covered::no;
  }
  // The map must not be behind: what is in the queue happened before, to folders that may have
  // had this path, or this folder's number.
  empty_queue();
  if (is_covered(folders_.find(path), identity)) return Covered::yes;
  const RelativePath now = translator_.path_now(path, identity);
  const WatchedFolders::Folder known = folders_.find(now);
  if (is_covered(known, identity)) return Covered::yes;
  if (!may_add(known)) {
    tally_.refuse(reason_no_watch());
    return Covered::no;
  }
  const auto watch = queue_.add(descriptor);
  if (!watch) {
    tally_.refuse(reason_refused(watch.error().system_code()));
    return Covered::no;
  }
  folders_.place(now, identity, *watch);
  return Covered::yes;
}

bool InotifyCoverage::is_covered(WatchedFolders::Folder known, const Identity& identity) {
  if (known == WatchedFolders::kNone || folders_.watch_of(known) == WatchedFolders::kNoWatch ||
      folders_.identity_of(known) != identity || !folders_.is_trusted(known)) {
    return false;
  }
  folders_.seen(known);
  return true;
}

bool InotifyCoverage::may_add(WatchedFolders::Folder known) const {
  // A folder that is known already needs no other watch, or gives one back.
  const bool has_one =
      known != WatchedFolders::kNone && folders_.watch_of(known) != WatchedFolders::kNoWatch;
  return has_one || folders_.watches() < most_watches_;
}

void InotifyCoverage::begin_walk() {
  const std::lock_guard lock(mutex_);
  if (!given_most_) most_watches_ = watches_for_us();
  empty_queue();  // what was lost before is looked at now
  translator_.begin_walk();
  folders_.begin_walk();
  tally_.begin_walk();
}

void InotifyCoverage::end_walk() {
  const std::lock_guard lock(mutex_);
  folders_.end_walk();
  tally_.end_walk();
}

WatchState InotifyCoverage::state() const {
  const std::lock_guard lock(mutex_);
  return current_state();
}

News InotifyCoverage::read() {
  const std::lock_guard lock(mutex_);
  empty_queue();
  give_back_watches();
  News news{.events = translator_.take_told(), .state = {}, .more_to_do = !unused_.empty()};
  told_ += news.events.size();
  if (state_may_have_changed()) {
    const WatchState now = current_state();
    if (differ(now, told_state_)) news.state = now;
    told_state_ = now;
    told_revision_ = tally_.revision();
  }
  return news;
}

void InotifyCoverage::tell_trees(const std::vector<RelativePath>& paths) {
  const std::lock_guard lock(mutex_);
  for (const RelativePath& path : paths) translator_.tell_tree(path);
}

void InotifyCoverage::lose_root() {
  const std::lock_guard lock(mutex_);
  root_gone_ = true;
}

bool InotifyCoverage::has_news() const {
  const std::lock_guard lock(mutex_);
  return translator_.has_told() || state_may_have_changed();
}

void InotifyCoverage::empty_queue() {
  // Whoever makes events faster than this is not waited for.
  constexpr int kMostReads = 64;
  for (int i = 0; i < kMostReads; ++i) {
    translator_.take(queue_.read());
    if (queue_.was_emptied()) return;
  }
}

void InotifyCoverage::give_back_watches() {
  std::ranges::copy(folders_.take_unused(), std::back_inserter(unused_));
  const std::size_t count = std::min(unused_.size(), kGivenBackAtOnce);
  const auto first = unused_.end() - static_cast<std::ptrdiff_t>(count);
  for (auto watch = first; watch != unused_.end(); ++watch) {
    if (!folders_.is_used(*watch)) queue_.remove(*watch);
  }
  unused_.erase(first, unused_.end());
}

WatchState InotifyCoverage::current_state() const {
  WatchState state;
  state.root_gone = root_gone_ || translator_.root_gone();
  state.events = told_;
  state.losses = translator_.losses();
  if (state.root_gone) {
    state.reason = "the source was moved, removed or unmounted";
    return state;
  }
  state.how = "inotify";
  state.watched = folders_.watched();
  tally_.describe(state);
  return state;
}

bool InotifyCoverage::state_may_have_changed() const {
  return tally_.revision() != told_revision_ ||
         (root_gone_ || translator_.root_gone()) != told_state_.root_gone;
}

}  // namespace lockstep
