#include "core/look/pair_handles.h"

#include <atomic>
#include <ranges>
#include <utility>
#include <vector>

#include "platform/disk/directory.h"

namespace lockstep {
namespace {

struct Roots {
  Directory& source;
  Directory& replica;
  OpenFolders& open_folders;
};

class PairHandles final : public FolderHandles {
 public:
  // `pair` and `above` are null in the roots' handles.
  PairHandles(const Roots& roots, const Pair* pair, const PairHandles* above)
      : roots_(roots), pair_(pair), above_(above) {}

  [[nodiscard]] std::unique_ptr<FolderHandles> of_child(const Pair& child) const override {
    return std::make_unique<PairHandles>(roots_, &child, this);
  }

  // Goes up to the nearest folder that is open, then down again, without recursion: trees may be
  // thousands of levels deep.
  [[nodiscard]] Result<std::shared_ptr<Directory>> open(Side side) const override {
    std::vector<const PairHandles*> closed;
    std::shared_ptr<Directory> folder;
    for (const PairHandles* each = this;; each = each->above_) {
      folder = each->above_ == nullptr ? root(side) : roots_.open_folders.find(each->at(side).slot);
      if (folder) break;
      closed.push_back(each);
    }
    for (const PairHandles* const next : std::views::reverse(closed)) {
      auto opened = next->open_in(*folder, side);
      if (!opened) return failure(opened.error());
      folder = roots_.open_folders.keep(next->at(side).slot, std::move(*opened));
    }
    return folder;
  }

  void expect_replica(std::uint64_t object) const override {
    replica_.first_object.store(object, std::memory_order_relaxed);
  }
  void close_replica() const override { roots_.open_folders.close(replica_.slot); }
  void close_all_folders() const override { roots_.open_folders.close_all(); }

 private:
  struct Handle {
    FolderSlot slot;
    // The number of the folder as it was opened first, or 0. Only that one is accepted later.
    std::atomic<std::uint64_t> first_object{0};
  };
  [[nodiscard]] Handle& at(Side side) const { return side == Side::source ? source_ : replica_; }

  // The roots' handles belong to the caller of the pass: not counted, never closed.
  [[nodiscard]] std::shared_ptr<Directory> root(Side side) const {
    return {std::shared_ptr<void>(), side == Side::source ? &roots_.source : &roots_.replica};
  }

  [[nodiscard]] Result<std::unique_ptr<Directory>> open_in(Directory& above, Side side) const {
    const Entry& listed = side == Side::source ? pair_->source_entry : pair_->replica_entry;
    // A volume that was mounted here since the listing is not what that told of: it must be neither
    // cleared up nor taken for the source's.
    auto opened = listed.mount_point ? above.open_directory(pair_->name())
                                     : above.open_directory_of_volume(pair_->name());
    if (!opened && opened.error().kind() == ErrorKind::cross_volume) {
      return failure(ErrorKind::changed,
                     "a volume was mounted on it just now; the next pass looks at it");
    }
    if (!opened) return failure(opened.error());
    if (auto same = expect_the_first(**opened, listed, at(side).first_object); !same)
      return failure(same.error());
    return opened;
  }

  // Succeeds if this is the folder that was opened first, or is the first.
  static Result<void> expect_the_first(const Directory& opened, const Entry& listed,
                                       std::atomic<std::uint64_t>& first_object) {
    const auto expected = first_object.load(std::memory_order_relaxed);
    const bool is_folder = listed.kind == EntryKind::directory;
    if (expected == 0 && is_folder && !listed.mount_point) {
      first_object.store(listed.identity.object, std::memory_order_relaxed);
      return {};
    }
    const auto now = opened.examine();
    if (!now) return failure(now.error());
    if (expected != 0) {
      if (now->identity.object == expected) return {};
      return failure(ErrorKind::changed, "another folder has taken its place");
    }
    // Where no folder was listed, this pass made it. On some file systems a mount point is listed
    // with the number of the folder below the mount. If the volume has gone since, that one, most
    // likely empty, must not be taken for the volume.
    if (is_folder && !now->mount_point)
      return failure(ErrorKind::changed, "another volume was mounted there just now");
    first_object.store(now->identity.object, std::memory_order_relaxed);
    return {};
  }

  const Roots roots_;
  const Pair* const pair_;
  const PairHandles* const above_;
  mutable Handle source_;
  mutable Handle replica_;
};

}  // namespace

std::shared_ptr<Pair> make_root_pair(Directory& source, Directory& replica,
                                     OpenFolders& open_folders) {
  return std::make_shared<Pair>(
      std::make_unique<PairHandles>(Roots{source, replica, open_folders}, nullptr, nullptr));
}

}  // namespace lockstep
