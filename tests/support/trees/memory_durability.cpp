// Keeps what is on the disk, and decides what a loss of power leaves of it.
#include <algorithm>
#include <random>
#include <set>
#include <utility>

#include "support/trees/memory_state.h"
#include "support/trees/memory_tree.h"

namespace lockstep {
namespace memory {

void State::flush_inode(Inode& inode) {
  inode.durable_content = inode.content;
  inode.durable_metadata = {inode.metadata};
}

void State::flush_names(Inode& folder, std::uint64_t up_to_transaction) {
  while (!folder.steps.empty() && folder.steps.front().transaction <= up_to_transaction) {
    const NameStep step = std::move(folder.steps.front());
    folder.steps.pop_front();
    if (step.child.inode) {
      folder.durable_children[step.key] = step.child;
    } else {
      folder.durable_children.erase(step.key);
    }
    if (const auto partner = step.partner.lock()) flush_names(*partner, step.transaction);
  }
}

void State::flush_disk(Disk& disk) {
  for (auto& [number, inode] : std::exchange(disk.unflushed, {})) {
    flush_inode(*inode);
    inode->durable_children = inode->children;
    inode->steps.clear();
  }
}

void State::flush_everything() {
  flush_disk(*root_->disk);
  for (auto& [covered, mounted] : mounts_) flush_disk(*mounted->disk);
}

namespace {

// One loss of power: decides for every inode what is left of it, and builds a tree of that.
class Crash {
 public:
  Crash(const State& before, std::uint64_t seed) : before_(before), seed_(seed), random_(seed) {}

  void into(State& after) {
    find_folders();
    cut_names();
    after.next_object_ = before_.next_object_;
    after.root_ = survivor(before_.root_, after);
    for (const auto& [covered, mounted] : before_.mounts_) {
      const auto found = survivors_.find(covered);
      if (found == survivors_.end()) continue;
      const InodePtr root = survivor(mounted, after);
      root->parent = found->second->parent;
      root->name = found->second->name;
      after.mounts_[found->second.get()] = root;
    }
    for (auto& [inode, left] : survivors_) left->durable_children = left->children;
  }

 private:
  // Finds every folder that the disk may show.
  void find_folders() {
    std::vector<InodePtr> next = {before_.root_};
    for (const auto& [covered, mounted] : before_.mounts_) next.push_back(mounted);
    while (!next.empty()) {
      const InodePtr folder = std::move(next.back());
      next.pop_back();
      if (!folder || folder->kind != EntryKind::directory) continue;
      if (!cuts_.emplace(folder.get(), pick(folder->steps.size())).second) continue;
      for (const auto& [key, child] : folder->durable_children) next.push_back(child.inode);
      for (const NameStep& step : folder->steps) next.push_back(step.child.inode);
    }
  }

  // Picks how many of `count` things in order came through: all and none more often than by chance.
  std::size_t pick(std::size_t count) {
    if (seed_ == MemoryTree::kLoseAll) return 0;
    if (seed_ == MemoryTree::kLoseData) return count;
    const auto dice = random_() % 4;
    if (dice == 0) return 0;
    if (dice == 1) return count;
    return static_cast<std::size_t>(random_() % (count + 1));
  }

  // Cuts back names until no transaction came through in part, which may not happen.
  void cut_names() {
    for (bool moved = true; moved;) {
      moved = false;
      for (auto& [folder, cut] : cuts_) {
        for (std::size_t i = 0; i < cut; ++i) {
          if (complete(folder->steps[i], *folder, cut)) continue;
          cut = i;
          while (cut > 0 && folder->steps[cut - 1].transaction == folder->steps[i].transaction)
            --cut;
          moved = true;
        }
      }
    }
  }

  [[nodiscard]] bool complete(const NameStep& step, const Inode& folder, std::size_t cut) const {
    if (cut < folder.steps.size() && folder.steps[cut].transaction == step.transaction)
      return false;
    const auto partner = step.partner.lock();
    if (!partner) return true;
    const auto found = cuts_.find(partner.get());
    if (found == cuts_.end()) return true;
    return std::none_of(
        partner->steps.begin() + static_cast<std::ptrdiff_t>(found->second), partner->steps.end(),
        [&](const NameStep& other) { return other.transaction == step.transaction; });
  }

  InodePtr survivor(const InodePtr& inode, State& after) {
    if (const auto found = survivors_.find(inode.get()); found != survivors_.end()) {
      return found->second;
    }
    auto left = std::make_shared<Inode>();
    survivors_.emplace(inode.get(), left);
    left->disk = disk(inode->disk, after);
    left->object = inode->object;
    left->kind = inode->kind;
    left->device = inode->device;
    left->target = inode->target;
    left->changed = inode->changed;
    left->metadata = inode->durable_metadata.at(pick(inode->durable_metadata.size() - 1));
    left->content = content(*inode);
    left->durable_content = left->content;
    left->durable_metadata = {left->metadata};
    left->counted = true;
    left->charged = left->content.allocated();
    ++left->disk->used_inodes;
    left->disk->used_bytes += left->charged;
    if (inode == before_.root_) {
      left->name = inode->name;
      left->names = 1;
    }
    if (inode->kind != EntryKind::directory) return left;

    Children children = inode->durable_children;
    for (std::size_t i = 0; i < cuts_.at(inode.get()); ++i) {
      const NameStep& step = inode->steps[i];
      if (step.child.inode) {
        children[step.key] = step.child;
      } else {
        children.erase(step.key);
      }
    }
    for (const auto& [key, child] : children) {
      const InodePtr below = survivor(child.inode, after);
      left->children[key] = {child.name, below};
      ++below->names;
      below->parent = left;
      below->name = child.name;
    }
    return left;
  }

  SparseBytes content(const Inode& inode) {
    const SparseBytes& old = inode.durable_content;
    const SparseBytes& now = inode.content;
    if (seed_ == MemoryTree::kLoseAll || inode.kind != EntryKind::file) return old;
    if (same_blocks(old, now)) return now;
    const auto dice = seed_ == MemoryTree::kLoseData ? 2 : random_() % 5;
    if (dice == 0) return old;
    if (dice == 1) return now;
    // The size came through, and none of the blocks, or some.
    SparseBytes left = old;
    left.resize(dice == 4 ? random_() % (now.size() + 1) : now.size());
    if (dice == 2) return left;
    std::set<std::uint64_t> indices;
    for (const auto& [index, block] : old.blocks()) indices.insert(index);
    for (const auto& [index, block] : now.blocks()) indices.insert(index);
    for (const auto index : indices) {
      if (random_() % 2 == 0) continue;
      const auto found = now.blocks().find(index);
      left.set_block(index, found == now.blocks().end() ? nullptr : found->second);
    }
    return left;
  }

  static bool same_blocks(const SparseBytes& a, const SparseBytes& b) {
    return a.size() == b.size() && a.blocks() == b.blocks();
  }

  std::shared_ptr<Disk> disk(const std::shared_ptr<Disk>& old, State& after) {
    auto& copy = disks_[old.get()];
    if (!copy) {
      copy = std::make_shared<Disk>();
      copy->options = old->options;
      copy->volume = old->volume;
      after.disks_.push_back(copy);
    }
    return copy;
  }

  const State& before_;
  const std::uint64_t seed_;
  std::mt19937_64 random_;
  std::map<const Inode*, std::size_t> cuts_;  // how many of a folder's steps came through
  std::map<const Inode*, InodePtr> survivors_;
  std::map<const Disk*, std::shared_ptr<Disk>> disks_;
};

}  // namespace

void crash_into(State& after, const State& before, std::uint64_t seed) {
  Crash(before, seed).into(after);
}

}  // namespace memory
}  // namespace lockstep
