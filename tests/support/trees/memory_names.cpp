// Looks names of a tree in memory up, and changes them.
#include <algorithm>
#include <utility>

#include "support/trees/memory_state.h"

namespace lockstep::memory {

std::string key_of(const Disk& disk, Name name) {
  std::string key(name);
  if (!disk.options.can.case_sensitive) {
    // ASCII is enough to show what two spellings of one name do.
    for (char& c : key) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
  }
  if (disk.options.composes) {
    // One letter is enough, too.
    constexpr std::string_view kDecomposed = "e\xCC\x81";
    for (auto at = key.find(kDecomposed); at != std::string::npos; at = key.find(kDecomposed))
      key.replace(at, kDecomposed.size(), "\xC3\xA9");
  }
  return key;
}

Result<void> State::check_name(const Inode& folder, Name name) const {
  if (name.empty() || name == "." || name == ".." || name.find('/') != Name::npos ||
      name.find('\0') != Name::npos) {
    return simulated_failure(ErrorKind::invalid);
  }
  if (name.size() > folder.disk->options.longest_name) {
    return simulated_failure(ErrorKind::name_not_possible);
  }
  return {};
}

const Child* State::find_child(const Inode& folder, Name name) const {
  const auto found = folder.children.find(key_of(*folder.disk, name));
  return found == folder.children.end() ? nullptr : &found->second;
}

Result<InodePtr> State::find(const Inode& folder, Name name) const {
  if (auto possible = check_name(folder, name); !possible) return failure(possible.error());
  const Child* child = find_child(folder, name);
  if (child == nullptr) return simulated_failure(ErrorKind::not_found);
  const auto mounted = mounts_.find(child->inode.get());
  return mounted == mounts_.end() ? child->inode : mounted->second;
}

bool State::is_mount_point(const Inode& inode) const {
  return std::any_of(mounts_.begin(), mounts_.end(),
                     [&](const auto& mount) { return mount.second.get() == &inode; });
}

void State::change_names(const std::vector<NameChange>& changes) {
  const std::uint64_t transaction = next_transaction_++;
  for (const NameChange& change : changes) {
    Inode& folder = *change.folder;
    const std::string key = key_of(*folder.disk, change.name);

    const std::string& stored = folder.disk->options.spells_small ? key : change.name;
    NameStep step{transaction, key, {stored, change.inode}, {}};
    for (const NameChange& other : changes) {
      if (other.folder != change.folder) step.partner = other.folder;
    }
    folder.steps.push_back(std::move(step));
    folder.disk->unflushed.try_emplace(folder.object, change.folder);

    const auto old = folder.children.find(key);
    if (old != folder.children.end()) {
      const InodePtr dropped = old->second.inode;
      folder.children.erase(old);
      --dropped->names;
      touch(*dropped, Stamp::changed);
      ++dropped->opens;
      closed(*dropped);
    }
    if (change.inode) {
      folder.children[key] = {stored, change.inode};
      ++change.inode->names;
      if (change.inode->kind == EntryKind::directory) {
        change.inode->parent = change.folder;
        change.inode->name = stored;
        if (const auto mounted = mounts_.find(change.inode.get()); mounted != mounts_.end()) {
          mounted->second->parent = change.folder;
          mounted->second->name = stored;
        }
      }
      touch(*change.inode, Stamp::changed);
    }
    touch(folder, Stamp::modified);
  }
}

}  // namespace lockstep::memory
