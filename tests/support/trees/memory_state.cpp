#include "support/trees/memory_state.h"

#include <algorithm>
#include <utility>

namespace lockstep::memory {

State::~State() {
  // Inodes hold each other: a disk its unflushed ones, steps the folders that were moved. Besides,
  // a chain of folders must not be taken down by recursion.
  std::vector<InodePtr> all;
  if (root_) all.push_back(root_);
  for (const auto& disk : disks_) {
    for (auto& [number, inode] : std::exchange(disk->unflushed, {})) all.push_back(inode);
    for (auto& inode : std::exchange(disk->in_its_cache, {})) all.push_back(inode);
  }
  for (auto& [covered, mounted] : mounts_) all.push_back(mounted);
  while (!all.empty()) {
    const InodePtr inode = std::move(all.back());
    all.pop_back();
    for (auto& [key, child] : std::exchange(inode->children, {})) all.push_back(child.inode);
    for (auto& [key, child] : std::exchange(inode->durable_children, {})) {
      all.push_back(child.inode);
    }
    for (auto& step : std::exchange(inode->steps, {})) {
      if (step.child.inode) all.push_back(step.child.inode);
    }
  }
}

Result<InodePtr> State::make(const std::shared_ptr<Disk>& disk, EntryKind kind,
                             std::uint16_t mode) {
  if (disk->used_inodes >= disk->options.capacity_inodes) {
    return simulated_failure(ErrorKind::no_space);
  }
  auto inode = std::make_shared<Inode>();
  inode->disk = disk;
  inode->object = next_object_++;
  inode->kind = kind;
  inode->metadata.mode = mode;
  inode->counted = true;
  ++disk->used_inodes;
  touch(*inode, Stamp::modified);
  inode->durable_metadata = {inode->metadata};
  return inode;
}

Entry State::entry_of(const Inode& inode) const {
  const MemoryOptions& options = inode.disk->options;
  Entry entry;
  entry.identity = {inode.disk->volume.device, inode.object};
  entry.kind = inode.kind;
  entry.modified_seconds = inode.metadata.modified.seconds;
  entry.modified_nanoseconds = inode.metadata.modified.nanoseconds;
  entry.changed_seconds = inode.changed.seconds;
  entry.changed_nanoseconds = inode.changed.nanoseconds;
  entry.owner = options.can.owners ? inode.metadata.owner : 0;
  entry.group = options.can.owners ? inode.metadata.group : 0;
  entry.mode = inode.kind == EntryKind::symlink ? std::uint16_t{0777}
               : options.can.modes              ? inode.metadata.mode
                                                : std::uint16_t{0755};
  entry.link_count = inode.names;
  entry.mount_point = is_mount_point(inode);
  switch (inode.kind) {
    case EntryKind::file:
      entry.size = inode.content.size();
      entry.offline = options.offline;
      entry.sparse = options.tells_holes && inode.content.allocated() < entry.size;
      break;
    case EntryKind::directory: {
      // Links are counted as on ext4: the name, ".", and ".." of each folder inside.
      const auto folders = std::count_if(
          inode.children.begin(), inode.children.end(),
          [](const auto& child) { return child.second.inode->kind == EntryKind::directory; });
      entry.link_count = 2 + static_cast<std::uint32_t>(folders);
      // The size says nothing about what is inside, as on a disk, and differs from volume to
      // volume.
      entry.size = 4096 + inode.children.size() * 32 + inode.disk->volume.device;
      break;
    }
    case EntryKind::symlink:
      entry.size = inode.target.size();
      break;
    default:
      entry.size = inode.device;
  }
  return entry;
}

std::string State::path_of(const Inode& folder) const {
  const auto parent = folder.parent.lock();
  if (!parent) return folder.name;
  std::string path = path_of(*parent);
  if (!path.empty()) path.append("/");
  return path.append(folder.name);
}

void State::closed(Inode& inode) {
  --inode.opens;
  if (inode.opens != 0 || inode.names != 0 || !inode.counted) return;
  inode.counted = false;
  --inode.disk->used_inodes;
  inode.disk->used_bytes -= std::exchange(inode.charged, 0);
}

void State::touch(Inode& inode, Stamp stamp) {
  inode.changed = inode.disk->options.can.stored(clock_->tick());
  if (stamp == Stamp::modified) inode.metadata.modified = inode.changed;
  if (inode.durable_metadata.empty()) return;  // it is being made
  // A crash may leave any of these. More than a few add nothing but time.
  constexpr std::size_t kMostVersions = 8;
  if (inode.durable_metadata.size() > kMostVersions) inode.durable_metadata.pop_back();
  inode.durable_metadata.push_back(inode.metadata);
  inode.disk->unflushed.try_emplace(inode.object, inode.shared_from_this());
}

Result<void> State::replace_content(Inode& inode, SparseBytes content) {
  Disk& disk = *inode.disk;
  if (content.size() > disk.options.largest_file) return simulated_failure(ErrorKind::too_large);
  const std::uint64_t wanted = content.allocated();
  const std::uint64_t others = disk.used_bytes - inode.charged;
  if (wanted > inode.charged && others + wanted > disk.options.capacity_bytes) {
    return simulated_failure(ErrorKind::no_space);
  }
  disk.used_bytes = others + wanted;
  inode.charged = wanted;
  inode.content = std::move(content);
  inode.metadata.attributes.erase("security.capability");  // as the kernel does
  touch(inode, Stamp::modified);
  return {};
}

Result<void> State::change(Call call, const Disk& disk, const std::function<Result<void>()>& body) {
  looked(call.operation);
  Result<void> result = disk.options.read_only && !is_flush(call.operation)
                            ? Result<void>(simulated_failure(ErrorKind::read_only))
                            : body();
  if (!result) call.failed = result.error().kind();
  changes_.push_back(std::move(call));
  return result;
}

}  // namespace lockstep::memory
