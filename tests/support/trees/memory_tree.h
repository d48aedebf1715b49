// A file system in memory that answers to the contract of platform/disk/directory.h. It records
// every call that was to change something, stamps times that no two changes share, and can lose its
// power.
//
//   MemoryTree tree;
//   build(*tree.open(), "a/ a/b:hello c->b");      // tree_text.h
//   tree.forget_calls();
//   … run a pass on *tree.open() …
//   CHECK(tree.changes_text() == "");              // nothing changed, so nothing was written
//   CHECK(describe(*tree.crash(7)->open()) == …);  // and after power loss
//
// Threads: all functions may be called at any time from any thread. Handles keep what they need
// alive.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/volume.h"
#include "platform/disk/directory.h"
#include "support/fake_clock.h"
#include "support/faults/operation.h"
#include "support/trees/memory_options.h"

namespace lockstep {

namespace memory {
class State;
}

class MemoryTree {
 public:
  // Makes a tree, which is a volume with a number of its own. Without a clock it makes one.
  explicit MemoryTree(MemoryOptions options = {}, FakeClock* clock = nullptr);
  ~MemoryTree();
  MemoryTree(const MemoryTree&) = delete;
  MemoryTree& operator=(const MemoryTree&) = delete;

  // Opens a folder by its path; the root's is "". It has to exist.
  [[nodiscard]] std::unique_ptr<Directory> open(const std::string& path = {});

  [[nodiscard]] FakeClock& clock() { return *clock_; }

  // --- what a user or another program does to the tree; none of this is recorded
  // Writes into the file as an editor does that keeps the inode; a missing file is created with
  // mode 0644.
  void overwrite(const std::string& path, const std::string& content);
  // Sets whether others have the file open for writing, as far as it tells.
  void set_writers(const std::string& path, Writers writers);
  // Writes as such a program does while its call lasts, or through a mapping: new bytes, the times
  // as they were.
  void write_unseen(const std::string& path, const std::string& content);
  // Removes the link and makes another one in its place, with its number, owner and mtime.
  void make_link_again(const std::string& path, const std::string& target);
  // These mount an empty volume on a folder, and take it away again: the covered entries are back.
  void mount(const std::string& path, Volume volume, MemoryOptions options = {});
  void unmount(const std::string& path);
  // Shows the folder `path` at `onto`, too (mount --bind). Both say that they are mount points.
  void bind(const std::string& path, const std::string& onto);

  // Changes the options or the identity of the root's volume, or of the one mounted at `path`.
  void change_options(const std::function<void(MemoryOptions&)>& how, const std::string& path = {});
  void change_volume(const std::function<void(Volume&)>& how, const std::string& path = {});
  [[nodiscard]] std::uint64_t used_bytes() const;
  [[nodiscard]] std::uint64_t used_inodes() const;

  // --- what was asked of it
  // Returns every call that was to change something, those that failed too.
  [[nodiscard]] std::vector<Call> changes() const;
  // Returns the same as text, a line a call, without flushes.
  [[nodiscard]] std::string changes_text() const;
  [[nodiscard]] std::size_t count(Operation operation) const;
  [[nodiscard]] std::size_t reads() const;  // calls that only look
  void forget_calls();

  // --- power loss
  // Puts all that was done so far on the disk.
  void settle();
  // Returns the tree as it might be after power is lost now; this tree stays as it is. Flushed data
  // is there. Of the names each folder got, the first few changes came through, or all, or none; a
  // move between folders happened in both or in neither. Of a file's content all came through, or
  // none, or some blocks, the rest old or zeros, or less than all its size; of its metadata an
  // earlier version or the last, whatever came of its content.
  [[nodiscard]] std::unique_ptr<MemoryTree> crash(std::uint64_t seed) const;
  // Seeds that leave nothing to chance: with kLoseAll nothing that was not flushed came through;
  // with the other names, metadata and sizes all did, and no data.
  static constexpr std::uint64_t kLoseAll = 0;
  static constexpr std::uint64_t kLoseData = 1;

 private:
  std::unique_ptr<FakeClock> own_clock_;
  FakeClock* clock_;
  std::shared_ptr<memory::State> state_;
};

}  // namespace lockstep
