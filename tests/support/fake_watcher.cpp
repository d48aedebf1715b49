#include "support/fake_watcher.h"

#include <algorithm>
#include <utility>

namespace lockstep {

Watcher::Covered FakeWatcher::cover(const RelativePath& path, const Identity& identity,
                                    const Directory& /*folder*/) {
  std::function<void(const RelativePath&)> action;
  Covered answer = Covered::yes;
  {
    const std::lock_guard lock(mutex_);
    if (state_.root_gone || (refused_ && refused_(path))) answer = Covered::no;
    ++(answer == Covered::yes ? state_.watched : state_.refused);
    calls_.push_back({path, identity, answer});
    action = action_;
  }
  if (action) action(path);
  return answer;
}

void FakeWatcher::full_walk_begins() {
  const std::lock_guard lock(mutex_);
  ++walks_begun_;
  state_.watched = 0;
  state_.refused = 0;
}

void FakeWatcher::full_walk_ended() {
  const std::lock_guard lock(mutex_);
  ++walks_ended_;
}

WatchState FakeWatcher::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

void FakeWatcher::tell(const std::vector<WatchEvent>& events) {
  {
    const std::lock_guard lock(mutex_);
    state_.events += events.size();
  }
  listener_->on_events(events);
}

void FakeWatcher::lose(const std::string& reason) {
  {
    const std::lock_guard lock(mutex_);
    ++state_.losses;
  }
  tell(WatchEvent{.kind = WatchEvent::Kind::everything, .reason = reason});
}

void FakeWatcher::lose_root() {
  WatchState gone = state();
  gone.root_gone = true;
  gone.how.clear();
  gone.watched = 0;
  gone.reason = "the source was moved, removed or unmounted";
  set_state(gone);
}

void FakeWatcher::set_state(const WatchState& state) {
  {
    const std::lock_guard lock(mutex_);
    state_ = state;
  }
  listener_->on_state(state);
}

void FakeWatcher::refuse(std::function<bool(const RelativePath&)> refused) {
  const std::lock_guard lock(mutex_);
  refused_ = std::move(refused);
}

void FakeWatcher::on_cover(std::function<void(const RelativePath&)> action) {
  const std::lock_guard lock(mutex_);
  action_ = std::move(action);
}

std::vector<FakeWatcher::Call> FakeWatcher::take_calls() {
  const std::lock_guard lock(mutex_);
  return std::exchange(calls_, {});
}

std::string FakeWatcher::take_covered() {
  std::vector<std::string> paths;
  for (const Call& call : take_calls()) {
    paths.push_back(call.path.is_root() ? "." : call.path.text());
  }
  std::ranges::sort(paths);
  std::string text;
  for (const std::string& path : paths) text.append(text.empty() ? "" : " ").append(path);
  return text;
}

int FakeWatcher::walks_begun() const {
  const std::lock_guard lock(mutex_);
  return walks_begun_;
}

int FakeWatcher::walks_ended() const {
  const std::lock_guard lock(mutex_);
  return walks_ended_;
}

}  // namespace lockstep
