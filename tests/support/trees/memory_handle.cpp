#include "support/trees/memory_handle.h"

namespace lockstep::memory {

namespace {

constexpr std::uint16_t kSetUser = 04000;
constexpr std::uint16_t kSetGroup = 02000;
constexpr std::uint16_t kGroupMayExecute = 00010;
constexpr std::size_t kLargestAttribute = 64 * 1024;

bool is_mirrored(std::string_view name) {
  if (name == "security.selinux" || name == "security.ima" || name == "security.evm") return false;
  return name.starts_with("user.") || name.starts_with("trusted.") ||
         name.starts_with("security.") || is_access_control_list(name) || name == kOwnerAttribute;
}

Result<void> check_attribute(const Inode& inode, const std::string& name) {
  const Capabilities& can = inode.disk->options.can;
  if (is_access_control_list(name)) {
    if (!can.access_control_lists || inode.kind == EntryKind::symlink) {
      return simulated_failure(ErrorKind::not_supported);
    }
    return {};
  }
  if (name == kOwnerAttribute) {
    return can.owners ? Result<void>() : simulated_failure(ErrorKind::not_supported);
  }
  if (!can.attributes) return simulated_failure(ErrorKind::not_supported);
  // xattr(7): only files and folders have user attributes.
  if (name.starts_with("user.") && inode.kind != EntryKind::file &&
      inode.kind != EntryKind::directory) {
    return simulated_failure(ErrorKind::permission_denied);
  }
  return {};
}

class EntryHandle final : public HandleOn<Handle> {
 public:
  using HandleOn::HandleOn;
};

}  // namespace

Attributes mirrored_attributes(const Inode& inode) {
  Attributes found;
  for (const auto& [name, value] : inode.metadata.attributes) {
    if (is_mirrored(name)) found.push_back({name, value});
  }
  if (found.size() > inode.disk->options.most_attributes_listed) {
    std::erase_if(found, [](const Attribute& attribute) {
      return attribute.name != "security.capability" && !is_access_control_list(attribute.name);
    });
    found.complete = false;
  }
  return found;
}

Result<void> set_owner(State& state, Inode& inode, std::uint32_t owner, std::uint32_t group) {
  const MemoryOptions& options = inode.disk->options;
  if (!options.can.owners) {
    if (options.ignores_owners || (owner == 0 && group == 0)) return {};
    return simulated_failure(ErrorKind::permission_denied);
  }
  inode.metadata.owner = owner;
  inode.metadata.group = group;
  if (inode.kind != EntryKind::directory && inode.kind != EntryKind::symlink) {
    // Without group execution setgid means mandatory locking, and stays.
    std::uint16_t dropped = kSetUser;
    if ((inode.metadata.mode & kGroupMayExecute) != 0) dropped |= kSetGroup;
    inode.metadata.mode = static_cast<std::uint16_t>(inode.metadata.mode & ~dropped);
    inode.metadata.attributes.erase("security.capability");
  }
  state.touch(inode, State::Stamp::changed);
  return {};
}

Result<void> set_attribute(State& state, Inode& inode, const std::string& name,
                           const std::string& value) {
  if (auto possible = check_attribute(inode, name); !possible) return possible;
  if (value.size() > kLargestAttribute) return simulated_failure(ErrorKind::no_space);
  const MemoryOptions& options = inode.disk->options;
  std::uint64_t size = size_on_volume({name, value});
  if (size > options.each_attribute_bytes) return simulated_failure(ErrorKind::too_large);
  for (const auto& [other, held] : inode.metadata.attributes)
    if (other != name) size += size_on_volume({other, held});
  if (size > options.attribute_bytes) return simulated_failure(ErrorKind::too_large);
  inode.metadata.attributes[name] = value;
  state.touch(inode, State::Stamp::changed);
  return {};
}

Result<void> remove_attribute(State& state, Inode& inode, const std::string& name) {
  if (auto possible = check_attribute(inode, name); !possible) return possible;
  if (inode.metadata.attributes.erase(name) == 0) return {};
  state.touch(inode, State::Stamp::changed);
  return {};
}

std::string path_in_records(const State& state, const Inode& inode, const std::string& opened_by) {
  return inode.kind == EntryKind::directory ? state.path_of(inode) : opened_by;
}

std::unique_ptr<Handle> open_entry(std::shared_ptr<State> state, InodePtr inode, std::string path) {
  return std::make_unique<EntryHandle>(std::move(state), std::move(inode), std::move(path));
}

}  // namespace lockstep::memory
