// The inodes behind a MemoryTree. For its own files alone; tests use memory_tree.h.
//
// Everything that can be lost exists twice: as it is, and as it is on the disk. A file has its
// durable content; an inode the versions of its metadata since the last flush; a folder its durable
// names and the steps that lead from them to its present names.
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/volume.h"
#include "platform/disk/directory.h"
#include "support/fake_clock.h"
#include "support/faults/operation.h"
#include "support/trees/memory_options.h"
#include "support/trees/sparse_bytes.h"

namespace lockstep::memory {

struct Inode;
using InodePtr = std::shared_ptr<Inode>;

// A volume: the root's, or one mounted below.
struct Disk {
  MemoryOptions options;
  Volume volume;
  std::uint64_t used_bytes = 0;
  std::uint64_t used_inodes = 0;
  // The inodes that may have something that is not on the disk yet, by number.
  std::map<std::uint64_t, InodePtr> unflushed;
  std::vector<InodePtr> in_its_cache;  // handed to it, and not flushed since
};

struct Child {
  std::string name;  // as spelt when it was created; the key may be folded
  InodePtr inode;
};
using Children = std::map<std::string, Child>;

// One change of a folder's names. Steps of one transaction, in one folder or in two, reach the disk
// together.
struct NameStep {
  std::uint64_t transaction = 0;
  std::string key;
  Child child;  // without an inode the name is removed
  std::weak_ptr<Inode> partner;  // the other folder of a move
};

struct Metadata {
  std::uint16_t mode = 0;
  std::uint32_t owner = 0;
  std::uint32_t group = 0;
  Timestamp modified;
  std::map<std::string, std::string> attributes;
};

struct Inode : std::enable_shared_from_this<Inode> {
  std::shared_ptr<Disk> disk;
  std::uint64_t object = 0;
  EntryKind kind = EntryKind::file;
  std::uint64_t device = 0;
  std::string target;
  std::uint32_t names = 0;  // how many names lead here
  Writers writers = Writers::none;  // who else has it open for writing
  std::uint32_t opens = 0;  // how many handles are open
  bool counted = false;  // uses up an inode of its disk
  std::uint64_t charged = 0;  // uses up bytes of its disk
  Timestamp changed;
  Metadata metadata;
  SparseBytes content;
  Children children;
  // The folder that this one hangs in, for paths. The tree's root has none.
  std::weak_ptr<Inode> parent;
  std::string name;

  SparseBytes durable_content;
  // The metadata on the disk, then the versions that may have been written over it.
  std::vector<Metadata> durable_metadata;
  Children durable_children;
  std::deque<NameStep> steps;
};

// One tree. All functions but `lock` are called with the lock held.
class State : public std::enable_shared_from_this<State> {
 public:
  explicit State(FakeClock* clock) : clock_(clock) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State();

  [[nodiscard]] std::unique_lock<std::mutex> lock() const { return std::unique_lock(mutex_); }

  // --- inodes (memory_state.cpp)
  [[nodiscard]] Result<InodePtr> make(const std::shared_ptr<Disk>& disk, EntryKind kind,
                                      std::uint16_t mode);
  [[nodiscard]] Entry entry_of(const Inode& inode) const;
  [[nodiscard]] std::string path_of(const Inode& folder) const;
  void opened(Inode& inode) { ++inode.opens; }
  void closed(Inode& inode);
  // Marks an inode as changed: stamps ctime, and mtime too if `modified`.
  enum class Stamp { changed, modified };
  void touch(Inode& inode, Stamp stamp);
  // Fails with no_space if the disk has no room for the content; then nothing was changed.
  [[nodiscard]] Result<void> replace_content(Inode& inode, SparseBytes content);

  // --- names (memory_names.cpp)
  [[nodiscard]] Result<void> check_name(const Inode& folder, Name name) const;
  // Finds what the name leads to, mounts followed.
  [[nodiscard]] Result<InodePtr> find(const Inode& folder, Name name) const;
  [[nodiscard]] const Child* find_child(const Inode& folder, Name name) const;
  [[nodiscard]] bool is_mount_point(const Inode& inode) const;
  // One change of a transaction; a null inode removes the name.
  struct NameChange {
    InodePtr folder;
    std::string name;
    InodePtr inode;
  };
  void change_names(const std::vector<NameChange>& changes);

  // --- disk (memory_durability.cpp)
  void flush_inode(Inode& inode);
  void flush_names(Inode& folder, std::uint64_t up_to_transaction);
  void flush_disk(Disk& disk);
  // Puts everything on the disk, for trees that tests have just built.
  void flush_everything();

  // --- records
  void looked(Operation operation) { ++counts_.at(static_cast<std::size_t>(operation)); }
  // Runs `body` unless the disk is read-only, and records the call.
  [[nodiscard]] Result<void> change(Call call, const Disk& disk,
                                    const std::function<Result<void>()>& body);

  mutable std::mutex mutex_;
  FakeClock* clock_;
  InodePtr root_;
  std::vector<std::shared_ptr<Disk>> disks_;  // also those that were unmounted
  // Maps each covered folder to the root of the volume that is mounted on it.
  std::map<const Inode*, InodePtr> mounts_;
  std::vector<Call> changes_;
  std::array<std::size_t, kOperations> counts_{};
  std::uint64_t next_object_ = 2;
  std::uint64_t next_transaction_ = 1;
};

[[nodiscard]] std::string key_of(const Disk& disk, Name name);

// The handles (memory_handle.cpp, memory_file.cpp, memory_directory.cpp).
[[nodiscard]] std::unique_ptr<Directory> open_directory(std::shared_ptr<State> state,
                                                        InodePtr inode);
[[nodiscard]] std::unique_ptr<ReadableFile> open_file(std::shared_ptr<State> state, InodePtr inode,
                                                      std::string path);
[[nodiscard]] std::unique_ptr<Handle> open_entry(std::shared_ptr<State> state, InodePtr inode,
                                                 std::string path);
// `temporary` is empty for an unnamed file.
[[nodiscard]] std::unique_ptr<StagedFile> open_staged(std::shared_ptr<State> state, InodePtr inode,
                                                      InodePtr folder, std::string temporary,
                                                      Caching caching);

}  // namespace lockstep::memory
