#include "core/look/doubts.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <string_view>
#include <xxhash.h>

namespace lockstep {
namespace {

constexpr std::int64_t kFresh = 60;             // seconds
constexpr std::int64_t kWrongClock = 60 * 60;  // seconds

std::optional<Timestamp> earlier(std::optional<Timestamp> left, std::optional<Timestamp> right) {
  if (!left || !right) return left ? left : right;
  return std::min(*left, *right);
}

std::uint64_t hash_of(std::string_view path) { return XXH3_64bits(path.data(), path.size()); }

// Returns the path of the folder that a file lies in; the root's is empty.
std::string_view folder_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

}  // namespace

bool may_change_unseen(Writers writers, Timestamp changed, Timestamp now) {
  // A time that lies far ahead was given by a clock that was wrong, and proves nothing.
  if (writers == Writers::unknown)
    return changed >= now.earlier_by(kFresh) && changed.earlier_by(kWrongClock) < now;
  return writers == Writers::some;
}

Doubts::Doubts(const PairRecord* record)
    : known_(record != nullptr ? record->in_doubt.files : std::vector<std::string>()),
      known_folders_(record != nullptr ? record->in_doubt.folders : std::vector<std::uint64_t>()),
      all_known_from_(record != nullptr ? record->in_doubt.all_from : std::nullopt) {}

bool Doubts::are_all_in(const std::string& folder) const {
  return std::ranges::binary_search(known_folders_, hash_of(folder));
}

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
  add_one(path, changed);
}

bool Doubts::is_added(const std::string& path) const {
  return added_.contains(path) ||
         (!added_folders_.empty() && added_folders_.contains(hash_of(folder_of(path))));
}

// If two paths have one hash, only more files are read than have to be.
void Doubts::add_one(const std::string& path, std::optional<Timestamp> changed) {
  if (is_added(path)) return;
  if (added_.size() < kMost && added_bytes_ + path.size() <= kMostBytes) {
    added_bytes_ += path.size();
    added_.insert(path);
  } else if (added_folders_.size() < kMostFolders) {
    added_folders_.insert(hash_of(folder_of(path)));
  } else {
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
  // Beyond the last bound the time of the file's last change stands for all its names.
  if (is_added(existing)) add_one(path, std::nullopt);
}

DoubtRecord Doubts::next(bool complete) const {
  const std::scoped_lock lock(mutex_);
  DoubtRecord next;
  std::set<std::string> files = added_;
  std::set<std::uint64_t> folders = added_folders_;
  next.all_from = complete ? all_from_ : earlier(all_from_, all_known_from_);
  if (!complete) {
    // Adds the files that this pass did not come to read. Every pass that is not complete adds the
    // ones it found to the record; if they would be too many, the folders' names stand for those of
    // the files.
    std::ranges::set_difference(known_, settled_, std::inserter(files, files.end()));
    folders.insert(known_folders_.begin(), known_folders_.end());
    std::size_t bytes = 0;
    for (const std::string& path : files) bytes += path.size();
    if (files.size() > 2 * kMost || bytes > 2 * kMostBytes) {
      for (const std::string& path : files) folders.insert(hash_of(folder_of(path)));
      files.clear();
    }
    if (folders.size() > 2 * kMostFolders) {
      folders.clear();
      next.all_from = Timestamp{std::numeric_limits<std::int64_t>::min() / 2, 0};
    }
  }
  next.files.assign(files.begin(), files.end());
  next.folders.assign(folders.begin(), folders.end());
  return next;
}

}  // namespace lockstep
