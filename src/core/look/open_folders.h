// Bounds how many folder handles are open at once, whatever the depth and width of the trees: the
// handle used longest ago is closed, and a thread that needs it again reopens it from its parent.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>

namespace lockstep {

class Directory;

// One side of a pair: a handle that may be closed behind its owner's back. `open_` is guarded by
// the OpenFolders' mutex; a thread that got the handle keeps it open by the shared pointer.
class FolderSlot {
 public:
  FolderSlot() = default;
  ~FolderSlot();
  FolderSlot(const FolderSlot&) = delete;
  FolderSlot& operator=(const FolderSlot&) = delete;

 private:
  friend class OpenFolders;
  class OpenFolders* owner_ = nullptr;
  std::shared_ptr<Directory> open_;
  std::list<FolderSlot*>::iterator place_;
};

class OpenFolders {
 public:
  explicit OpenFolders(std::size_t limit) : limit_(limit < 8 ? 8 : limit) {}

  // Returns the handle if it is open, and makes it the one used last.
  [[nodiscard]] std::shared_ptr<Directory> find(FolderSlot& slot);
  // Keeps `directory` in the slot and returns it; if another thread was faster, returns that one's.
  std::shared_ptr<Directory> keep(FolderSlot& slot, std::unique_ptr<Directory> directory);

  // These close the slot's handle, or all, once nobody uses it: Windows keeps a removed folder, and
  // so the one above it, as long as a handle is open, and renames no folder above an open one.
  void close(FolderSlot& slot);
  void close_all();

 private:
  const std::size_t limit_;
  std::mutex mutex_;
  std::list<FolderSlot*> used_last_first_;  // guarded by mutex_
};

}  // namespace lockstep
