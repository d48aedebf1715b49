#include "core/look/open_folders.h"

#include <vector>

#include "platform/disk/directory.h"

namespace lockstep {

FolderSlot::~FolderSlot() {
  if (owner_ != nullptr) owner_->close(*this);
}

std::shared_ptr<Directory> OpenFolders::find(FolderSlot& slot) {
  const std::scoped_lock lock(mutex_);
  if (slot.open_) used_last_first_.splice(used_last_first_.begin(), used_last_first_, slot.place_);
  return slot.open_;
}

std::shared_ptr<Directory> OpenFolders::keep(FolderSlot& slot,
                                             std::unique_ptr<Directory> directory) {
  std::shared_ptr<Directory> opened(std::move(directory));
  // This function may be its last owner: it is closed after the lock is gone.
  std::shared_ptr<Directory> closed;
  const std::scoped_lock lock(mutex_);
  if (slot.open_) return slot.open_;
  // This comes first: there may be no memory for it.
  used_last_first_.push_front(&slot);
  slot.owner_ = this;
  slot.open_ = opened;
  slot.place_ = used_last_first_.begin();
  if (used_last_first_.size() > limit_) {
    closed = std::move(used_last_first_.back()->open_);
    used_last_first_.pop_back();
  }
  return opened;
}

void OpenFolders::close(FolderSlot& slot) {
  std::shared_ptr<Directory> closed;
  const std::scoped_lock lock(mutex_);
  if (!slot.open_) return;
  used_last_first_.erase(slot.place_);
  closed = std::move(slot.open_);
}

void OpenFolders::close_all() {
  std::vector<std::shared_ptr<Directory>> closed;
  const std::scoped_lock lock(mutex_);
  closed.reserve(used_last_first_.size());
  for (FolderSlot* const slot : used_last_first_) closed.push_back(std::move(slot->open_));
  used_last_first_.clear();
}

}  // namespace lockstep
