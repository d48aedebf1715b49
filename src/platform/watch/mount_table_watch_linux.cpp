#include "platform/watch/mount_table_watch_linux.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <iterator>
#include <sys/stat.h>

#include "platform/disk/entry_linux.h"
#include "platform/disk/mounts_linux.h"
#include "platform/system/os_error.h"

namespace lockstep {
namespace {

// True if `path` is `folder` or lies below it; both are absolute.
bool lies_within(const std::string& path, const std::string& folder) {
  return RelativePath(path.substr(1)).is_within(RelativePath(folder.substr(1)));
}

}  // namespace

Result<MountTableWatch> MountTableWatch::begin(std::string folder) {
  // A change is told to who has the table open, so it is opened before it is read.
  Descriptor table(open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC));
  if (!table.is_open()) return failure(os_error(errno).within("open", "/proc/self/mountinfo"));
  MountTableWatch watch(std::move(table), std::move(folder));
  if (auto mounts = watch.read()) watch.known_ = std::move(*mounts);
  return watch;
}

std::optional<MountTableWatch::Mounts> MountTableWatch::read() const {
  const auto all = read_mounts();
  if (!all) return std::nullopt;
  // A host of containers has thousands of mounts that are of no interest.
  Mounts mounts;
  for (const Mount& mount : *all) {
    if (!mount.point.starts_with('/')) continue;
    if (lies_within(mount.point, folder_) || lies_within(folder_, mount.point)) {
      mounts.emplace(mount.id, mount.point);
    }
  }
  return mounts;
}

MountChanges MountTableWatch::changes() {
  MountChanges changes;
  auto now = read();
  if (!now) {
    changes.at_or_above = true;  // nobody knows
    return changes;
  }
  std::vector<Mounts::value_type> changed;
  std::ranges::set_symmetric_difference(known_, *now, std::back_inserter(changed));
  for (const auto& [id, point] : changed) note(point, changes);
  known_ = std::move(*now);
  return changes;
}

void MountTableWatch::note(const std::string& point, MountChanges& changes) const {
  if (lies_within(folder_, point)) {
    changes.at_or_above = true;
    return;
  }
  const std::size_t skipped = folder_ == "/" ? 1 : folder_.size() + 1;
  changes.below.emplace_back(point.substr(skipped));
}

bool MountTableWatch::leads_to(const Identity& identity) const {
  struct statx status{};
  if (read_status(AT_FDCWD, folder_.c_str(), status) != 0) return false;
  return to_entry(status).identity == identity;
}

}  // namespace lockstep
