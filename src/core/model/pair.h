// One folder below both roots: the unit of work of the walk, and where an operation happens. A
// chain of pairs up to the roots is the path. Pairs live as long as an operation, a task or a child
// pair refers to them. The root's pair is made by core/look/pair_handles.h.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/entry.h"
#include "base/relative_path.h"
#include "base/result.h"
#include "base/side.h"
#include "core/model/changes.h"
#include "core/model/folder_handles.h"

namespace lockstep {

// The entry that the source returns for a name which its listing lacks, because its volume takes
// two spellings for one name. The replica's entry of that name may go as long as the source answers
// with this same entry.
struct OtherSpelling {
  Identity identity;
  std::uint32_t link_count = 1;
};

// The marks that a pass sets on a folder while it carries out its plan. Any thread may read and set
// them.
struct FolderMarks {
  // The folder could not be made, which was told: nothing below it is tried.
  std::atomic<bool> not_made{false};
  // There was no room to make the folder: it waits for the removals, and so does what goes into it.
  std::atomic<bool> waits_for_space{false};
  // Rights that the source's folder does not grant could not be taken away, which was told: nothing
  // new is put into the folder or below it.
  std::atomic<bool> shows_too_much{false};
  // The source's folder could not be opened, which was told.
  std::atomic<bool> unreadable_told{false};
  // Something was changed in the replica's folder: its times are to be set at the end of the pass.
  std::atomic<bool> touched{false};
  // Something stays in a folder that only the replica has: an excluded entry, what could not be
  // read or removed. So the folder stays, too, and those above it, without a problem of its own for
  // each.
  std::atomic<bool> retains{false};
  // For a folder that only the replica has, says whether its name is still absent in the source's
  // parent folder. The source is asked once, when the removal begins.
  enum class Absence : std::uint8_t { unknown, confirmed, refuted };
  std::atomic<Absence> absence{Absence::unknown};
  // Says who may rename in a folder that no listing told of: one that this pass has made or moved.
  enum class Renamers : std::uint8_t { unknown, us_alone, others };
  std::atomic<Renamers> renamers{Renamers::unknown};
  // Says whether the replica's folder may hand something down to new entries in it (a default ACL,
  // setgid). A folder that others may change can begin to do so at any moment.
  enum class Inheritance : std::uint8_t { unknown, none, some };
  std::atomic<Inheritance> inheritance{Inheritance::unknown};
};

class Pair : public std::enable_shared_from_this<Pair> {
 public:
  // Without handles, which only a test goes without, no folder can be opened.
  explicit Pair(std::unique_ptr<const FolderHandles> handles = nullptr)
      : handles_(std::move(handles)) {}
  ~Pair();
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;

  std::shared_ptr<Pair> child(Name name) const;

  [[nodiscard]] const std::shared_ptr<const Pair>& parent() const { return parent_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::size_t depth() const { return depth_; }
  [[nodiscard]] RelativePath path() const;
  // Returns a hash of the path as the source spells it; it is the same in every process.
  [[nodiscard]] std::uint64_t path_hash() const { return path_hash_; }

  // Opens the folder, by handle from its parent's, when it is not open. A handle that was closed in
  // between is only accepted again when it is the same folder as the first time.
  [[nodiscard]] Result<std::shared_ptr<Directory>> source() const {
    return handles_->open(Side::source);
  }
  [[nodiscard]] Result<std::shared_ptr<Directory>> replica() const {
    return handles_->open(Side::replica);
  }
  // Notes that this pass has made the replica's folder, or moved it here. From now on only the
  // folder of that number is accepted, whatever opens by its name.
  void expect_replica(std::uint64_t object) const { handles_->expect_replica(object); }
  // These two are called before the replica's folder is removed, and before any folder is renamed
  // (OpenFolders::close).
  void close_replica() const { handles_->close_replica(); }
  void close_all_folders() const { handles_->close_all_folders(); }

  // Returns the device of the replica's folder, or of the nearest parent that existed when the pass
  // began.
  [[nodiscard]] std::uint64_t replica_device() const {
    const Pair* pair = this;
    while (!pair->in_replica() && pair->parent_) pair = pair->parent_.get();
    return pair->replica_entry.identity.volume;
  }

  // Returns the folder at which this one's volume is mounted in the replica, or the root's pair. No
  // file has names on both sides of a mount point, even if the volume is the same (link(2)).
  [[nodiscard]] const Pair& replica_mount() const {
    const Pair* pair = this;
    while (pair->parent_ && !(pair->in_replica() && pair->replica_entry.mount_point))
      pair = pair->parent_.get();
    return *pair;
  }

  // The two entries as the walk found them (Entry::without_name). The kind is `other` for a side
  // that does not exist.
  Entry source_entry;
  Entry replica_entry;
  // True if, as far as times and mounts tell, neither side's folder was moved or mounted here since
  // the last complete pass.
  bool trusted = true;
  Changes found;  // metadata of the replica's folder that is to be repaired at the end
  // True if this pass made the replica's folder, so that its metadata is no change to tell of.
  bool made_for_this_pass = false;

  bool excluded = false;  // removed by --delete-excluded; the source may have it
  std::optional<OtherSpelling> other_spelling = {};  // of a folder that only the replica has
  mutable FolderMarks marks;
  // Marks this folder, and those above it that only the replica has, as retaining something.
  void retain() const;

  [[nodiscard]] bool in_source() const { return source_entry.kind == EntryKind::directory; }
  [[nodiscard]] bool in_replica() const { return replica_entry.kind == EntryKind::directory; }

 private:
  std::shared_ptr<const Pair> parent_;
  std::string name_;
  std::size_t depth_ = 0;
  std::uint64_t path_hash_ = 0;
  std::unique_ptr<const FolderHandles> handles_;
};

using PairPointer = std::shared_ptr<const Pair>;

}  // namespace lockstep
