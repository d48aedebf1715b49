#include "platform/disk/attribute_room_linux.h"

#include <algorithm>
#include <string_view>
#include <sys/xattr.h>

#include "base/attribute_space.h"
#include "platform/system/system_calls_linux.h"

namespace lockstep {
namespace {

// Sums up all attributes of the entry, those that are not mirrored too.
std::uint64_t size_of_all(const ProcPath& path) {
  std::string names(64 * 1024, '\0');  // no list is longer
  const ssize_t length = listxattr(path.text(), names.data(), names.size());
  if (length <= 0) return 0;
  names.resize(static_cast<std::size_t>(length));
  std::uint64_t size = 0;
  for (std::size_t begin = 0; begin < names.size(); begin = names.find('\0', begin) + 1) {
    const std::string name = names.c_str() + begin;
    const ssize_t value = getxattr(path.text(), name.c_str(), nullptr, 0);
    size += size_on_volume({name, {}}) + static_cast<std::uint64_t>(std::max<ssize_t>(value, 0));
  }
  return size;
}

}  // namespace

bool has_room_otherwise(const struct statfs& volume, std::uint64_t wanted) {
  // No volume holds less in one entry than half of a small block; less than that is refused for
  // another reason (btrfs may be out of room for metadata alone).
  constexpr std::uint64_t kSmallBlock = 4096;
  const auto block = static_cast<std::uint64_t>(volume.f_bsize);
  if (wanted < std::min(block, kSmallBlock) / 2) return false;
  // Others may fill the last blocks meanwhile, and tmpfs counts attributes as inodes.
  constexpr std::uint64_t kSome = 128;
  const bool has_inodes = volume.f_files == 0 || volume.f_ffree >= kSome;
  return has_inodes && volume.f_bavail >= kSome;
}

bool is_refused_for_its_size(int descriptor, const Attribute& attribute) {
  struct statfs volume{};
  if (fstatfs(descriptor, &volume) != 0) return false;
  return has_room_otherwise(volume, size_of_all(ProcPath(descriptor)) + size_on_volume(attribute));
}

}  // namespace lockstep
