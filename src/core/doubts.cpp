#include "core/doubts.h"

#include <algorithm>
#include <iterator>

namespace lockstep {
namespace {

constexpr std::int64_t kFresh = 60;             // seconds
constexpr std::int64_t kWrongClock = 60 * 60;  // seconds
// Paths may be as long as a tree is deep, and the record, which is read whole, must stay small.
constexpr std::size_t kLongestPath = 1024;

std::optional<Timestamp> earlier(std::optional<Timestamp> left, std::optional<Timestamp> right) {
  if (!left || !right) return left ? left : right;
  return std::min(*left, *right);
}

}  // namespace

bool may_change_unseen(Writers writers, Timestamp changed, Timestamp now) {
  // A time that lies far ahead was given by a clock that was wrong, and says nothing.
  if (writers == Writers::unknown)
    return changed >= now.earlier_by(kFresh) && changed.earlier_by(kWrongClock) < now;
  return writers == Writers::some;
}

Doubts::Doubts(const PairRecord* record)
    : known_(record != nullptr ? record->in_doubt : std::vector<std::string>()) {}

std::vector<std::string> Doubts::names_in(const std::string& folder) const {
  std::vector<std::string> names;
  const std::string prefix = folder.empty() ? "" : folder + "/";
  for (auto path = std::ranges::lower_bound(known_, prefix);
       path != known_.end() && path->starts_with(prefix); ++path) {
    if (path->find('/', prefix.size()) == std::string::npos)
      names.push_back(path->substr(prefix.size()));
  }
  return names;
}

void Doubts::add(const std::string& path, Timestamp changed) {
  any_added_ = true;
  const std::scoped_lock lock(mutex_);
  if (added_.size() < kMost && path.size() <= kLongestPath) {
    added_.insert(path);
  } else if (!added_.contains(path)) {
    all_from_ = earlier(all_from_, changed);
  }
}

void Doubts::settle(const std::string& path) {
  if (!any_known() || !std::ranges::binary_search(known_, path)) return;
  const std::scoped_lock lock(mutex_);
  settled_.insert(path);
}

void Doubts::add_name(const std::string& path, const std::string& existing) {
  const std::scoped_lock lock(mutex_);
  // Beyond the bound the time of the file's last change speaks for all its names.
  if (added_.contains(existing)) added_.insert(path);
}

bool Doubts::are_too_many() const {
  const std::scoped_lock lock(mutex_);
  return all_from_.has_value();
}

void Doubts::put_into(PairRecord& next, bool complete) const {
  const std::scoped_lock lock(mutex_);
  std::set<std::string> in_doubt = added_;
  next.all_in_doubt_from = complete ? all_from_ : earlier(all_from_, next.all_in_doubt_from);
  if (!complete) std::ranges::set_difference(known_, settled_, std::inserter(in_doubt, in_doubt.end()));
  next.in_doubt.assign(in_doubt.begin(), in_doubt.end());
}

}  // namespace lockstep
