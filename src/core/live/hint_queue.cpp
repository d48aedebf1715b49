#include "core/live/hint_queue.h"

#include <algorithm>
#include <utility>

namespace lockstep {
namespace {

// Each path is kept twice: in the hint, and in an index.
std::size_t bytes_of(const RenameHint& hint) {
  return 2 * (hint.from.text().size() + hint.to.text().size());
}

bool is_below(const RelativePath& path, const RelativePath& folder) {
  return path.text().size() > folder.text().size() && path.is_within(folder);
}

void follow(RelativePath& path, const RelativePath& from, const RelativePath& to) {
  if (is_below(path, from)) path = RelativePath(to.text() + path.text().substr(from.text().size()));
}

}  // namespace

void follow(RenameHint& hint, const RelativePath& from, const RelativePath& to) {
  follow(hint.from, from, to);
  follow(hint.to, from, to);
}

std::vector<RenameHint> HintQueue::add(RenameHint hint, Moment ready) {
  std::vector<RenameHint> dropped;
  Number number = next_;
  // What was renamed to where this one comes from was the same thing, which is still under its
  // first name in the replica.
  if (const auto before = by_to_.find(hint.from);
      before != by_to_.end() && waiting_.at(before->second).hint.is_folder == hint.is_folder) {
    number = before->second;
    RenameHint first = erase(number).hint;
    hint.from = std::move(first.from);
    if (!hint.object) hint.object = first.object;
    if (hint.from == hint.to) return dropped;
  }
  // One from the same name, without one to it between, was of something else. One to the same name
  // was overwritten; this one says what is there now.
  if (const auto other = by_from_.find(hint.from); other != by_from_.end()) {
    Waiting old = erase(other->second);
    if (old.hint.to != hint.to) dropped.push_back(std::move(old.hint));
  }
  if (const auto other = by_to_.find(hint.to); other != by_to_.end())
    static_cast<void>(erase(other->second));
  if (waiting_.size() >= most_ || bytes_ + bytes_of(hint) > kMostBytes) {
    dropped.push_back(std::move(hint));
    return dropped;
  }
  bytes_ += bytes_of(hint);
  by_from_.emplace(hint.from, number);
  by_to_.emplace(hint.to, number);
  waiting_.emplace(number, Waiting{std::move(hint), ready});
  if (number == next_) ++next_;
  return dropped;
}

std::vector<RenameHint> HintQueue::moved(const RelativePath& from, const RelativePath& to) {
  std::vector<RenameHint> dropped;
  const auto is_concerned = [&](const auto& entry) {
    return is_below(entry.second.hint.from, from) || is_below(entry.second.hint.to, from);
  };
  if (std::ranges::none_of(waiting_, is_concerned)) return dropped;
  for (auto& [number, waiting] : take_all()) {
    follow(waiting.hint, from, to);
    for (RenameHint& lost : add(std::move(waiting.hint), waiting.ready))
      dropped.push_back(std::move(lost));
  }
  return dropped;
}

std::vector<RenameHint> HintQueue::made(const RelativePath& path) {
  std::vector<RenameHint> dropped;
  if (const auto found = by_from_.find(path); found != by_from_.end())
    dropped.push_back(erase(found->second).hint);
  return dropped;
}

std::vector<RenameHint> HintQueue::give_back(std::vector<RenameHint> hints, Moment now) {
  std::vector<RenameHint> dropped;
  std::map<Number, Waiting> later = take_all();
  const auto add_again = [&](RenameHint hint, Moment ready) {
    for (RenameHint& lost : add(std::move(hint), ready)) dropped.push_back(std::move(lost));
  };
  for (RenameHint& hint : hints) add_again(std::move(hint), now);
  for (auto& [number, waiting] : later) add_again(std::move(waiting.hint), waiting.ready);
  return dropped;
}

std::vector<RenameHint> HintQueue::take(Moment now) {
  std::vector<RenameHint> taken;
  while (!waiting_.empty() && waiting_.begin()->second.ready <= now)
    taken.push_back(erase(waiting_.begin()->first).hint);
  return taken;
}

std::optional<Moment> HintQueue::ready_at() const {
  if (waiting_.empty()) return std::nullopt;
  return waiting_.begin()->second.ready;
}

void HintQueue::clear() {
  waiting_.clear();
  by_from_.clear();
  by_to_.clear();
  bytes_ = 0;
}

std::map<HintQueue::Number, HintQueue::Waiting> HintQueue::take_all() {
  std::map<Number, Waiting> all = std::move(waiting_);
  clear();
  return all;
}

HintQueue::Waiting HintQueue::erase(Number number) {
  const auto found = waiting_.find(number);
  Waiting waiting = std::move(found->second);
  waiting_.erase(found);
  by_from_.erase(waiting.hint.from);
  by_to_.erase(waiting.hint.to);
  bytes_ -= bytes_of(waiting.hint);
  return waiting;
}

}  // namespace lockstep
