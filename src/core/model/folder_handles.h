// The open handles of both folders of a pair, as an interface: the model says when a folder is
// open, and core/look/pair_handles.h how one is opened.
#pragma once

#include <cstdint>
#include <memory>

#include "base/result.h"
#include "base/side.h"

namespace lockstep {

class Directory;
class Pair;

class FolderHandles {
 public:
  FolderHandles() = default;
  virtual ~FolderHandles() = default;
  FolderHandles(const FolderHandles&) = delete;
  FolderHandles& operator=(const FolderHandles&) = delete;

  // Returns the handles of a pair below this one. Both pairs outlive them.
  [[nodiscard]] virtual std::unique_ptr<FolderHandles> of_child(const Pair& child) const = 0;

  // The rest is thread-safe, and is what the functions of Pair say.
  [[nodiscard]] virtual Result<std::shared_ptr<Directory>> open(Side side) const = 0;
  virtual void expect_replica(std::uint64_t object) const = 0;
  virtual void close_replica() const = 0;
  virtual void close_all_folders() const = 0;
};

}  // namespace lockstep
