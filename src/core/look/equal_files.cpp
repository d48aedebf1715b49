#include "core/look/equal_files.h"

namespace lockstep {
namespace {

// This many take about half a MiB of memory; below the smallest size reading costs little more than
// asking.
constexpr std::size_t kMostFiles = 4096;
constexpr std::uint64_t kSmallest = 64 * 1024;

constexpr std::chrono::seconds kCoarsestTick{3};  // vfat keeps two seconds

}  // namespace

bool EqualFiles::Known::is_of(const Entry& source_now, const Entry& replica_now) const {
  return replica == replica_now.identity && source_changed == source_now.changed() &&
         replica_changed == replica_now.changed();
}

void EqualFiles::begin_pass() {
  const std::scoped_lock lock(mutex_);
  std::erase_if(files_, [](const auto& file) { return !file.second.used; });
  for (auto& [source, known] : files_) known.used = false;
}

bool EqualFiles::know(const Entry& source, const Entry& replica) {
  if (source.size < kSmallest) return false;
  const std::scoped_lock lock(mutex_);
  const auto found = files_.find(source.identity);
  if (found == files_.end() || !found->second.believed || !found->second.is_of(source, replica))
    return false;
  return found->second.used = true;
}

void EqualFiles::found_equal(const Entry& source, const Entry& replica, Moment begun,
                             Moment ended) {
  if (source.size < kSmallest) return;
  const std::scoped_lock lock(mutex_);
  const auto found = files_.find(source.identity);
  if (found == files_.end()) {
    if (files_.size() >= kMostFiles) return;
  } else if (found->second.is_of(source, replica)) {
    found->second.believed = begun - found->second.seen >= kCoarsestTick;
    found->second.used = true;
    return;
  }
  files_.insert_or_assign(source.identity, Known{.replica = replica.identity,
                                                 .source_changed = source.changed(),
                                                 .replica_changed = replica.changed(),
                                                 .seen = ended});
}

}  // namespace lockstep
