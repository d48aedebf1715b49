#include "core/model/pair.h"

#include <ranges>
#include <vector>
#include <xxhash.h>

#include "platform/disk/directory.h"

namespace lockstep {

std::shared_ptr<Pair> Pair::roots(Directory& source, Directory& replica,
                                  OpenFolders& open_folders) {
  auto pair = std::make_shared<Pair>();
  pair->open_folders_ = &open_folders;
  pair->root_source_ = &source;
  pair->root_replica_ = &replica;
  return pair;
}

// Frees the pairs above one after the other, without recursion: the last pair of a deep tree may be
// the last owner of all of them.
Pair::~Pair() {
  std::shared_ptr<const Pair> above = std::move(parent_);
  while (above && above.use_count() == 1) {
    std::shared_ptr<const Pair> next = above->parent_;
    above = std::move(next);
  }
}

std::shared_ptr<Pair> Pair::child(Name name) const {
  auto pair = std::make_shared<Pair>();
  pair->parent_ = shared_from_this();
  pair->name_ = name;
  pair->depth_ = depth_ + 1;
  pair->path_hash_ = XXH3_64bits_withSeed(name.data(), name.size(), path_hash_);
  pair->open_folders_ = open_folders_;
  return pair;
}

RelativePath Pair::path() const {
  std::size_t length = 0;
  for (const Pair* pair = this; pair->parent_; pair = pair->parent_.get())
    length += pair->name_.size() + 1;
  if (length == 0) return RelativePath();
  std::string text(length - 1, '/');
  std::size_t end = text.size();
  for (const Pair* pair = this; pair->parent_; pair = pair->parent_.get()) {
    end -= pair->name_.size();
    text.replace(end, pair->name_.size(), pair->name_);
    if (end > 0) --end;
  }
  return RelativePath(std::move(text));
}

void Pair::retain() const {
  for (const Pair* pair = this; pair != nullptr && !pair->in_source(); pair = pair->parent_.get())
    pair->marks.retains = true;
}

Result<std::shared_ptr<Directory>> Pair::source() const { return open(Side::source); }
Result<std::shared_ptr<Directory>> Pair::replica() const { return open(Side::replica); }

Result<std::shared_ptr<Directory>> Pair::open(Side side) const {
  // Goes up to the nearest folder that is open, then down again, without recursion: trees may be
  // thousands of levels deep.
  std::vector<const Pair*> closed;
  std::shared_ptr<Directory> folder;
  for (const Pair* pair = this;; pair = pair->parent_.get()) {
    if (!pair->parent_) {
      // The roots' handles belong to the caller of the pass: not counted, never closed.
      folder = std::shared_ptr<Directory>(
          std::shared_ptr<void>(), side == Side::source ? pair->root_source_ : pair->root_replica_);
      break;
    }
    folder = open_folders_->find(pair->slot(side));
    if (folder) break;
    closed.push_back(pair);
  }
  for (const Pair* const next : std::views::reverse(closed)) {
    const Pair& pair = *next;
    auto& first_object = pair.opened_object_[side == Side::source ? 0 : 1];
    const Entry& listed = side == Side::source ? pair.source_entry : pair.replica_entry;
    // A volume that was mounted here since the listing is not what that told of: it must be neither
    // cleared up nor taken for the source's.
    auto opened = listed.mount_point ? folder->open_directory(pair.name_)
                                     : folder->open_directory_of_volume(pair.name_);
    if (!opened && opened.error().kind() == ErrorKind::cross_volume) {
      return failure(ErrorKind::changed,
                     "a volume was mounted on it just now; the next pass looks at it");
    }
    if (!opened) return failure(opened.error());
    if (const auto expected = first_object.load(std::memory_order_relaxed); expected != 0) {
      const auto now = (*opened)->examine();
      if (!now) return failure(now.error());
      if (now->identity.object != expected) {
        return failure(ErrorKind::changed, "another folder has taken its place");
      }
    } else if (listed.kind == EntryKind::directory && !listed.mount_point) {
      first_object.store(listed.identity.object, std::memory_order_relaxed);
    } else if (listed.kind != EntryKind::directory) {
      // This pass made the folder: no listing knows it.
      const auto now = (*opened)->examine();
      if (!now) return failure(now.error());
      first_object.store(now->identity.object, std::memory_order_relaxed);
    } else {
      // On some file systems the folder is listed with the number of the one below the mount. If
      // the volume has gone since, that one, most likely empty, must not be taken for the volume.
      const auto now = (*opened)->examine();
      if (!now) return failure(now.error());
      if (!now->mount_point)
        return failure(ErrorKind::changed, "another volume was mounted there just now");
      first_object.store(now->identity.object, std::memory_order_relaxed);
    }
    folder = open_folders_->keep(pair.slot(side), std::move(*opened));
  }
  return folder;
}

}  // namespace lockstep
