// The rights of this process to entries, as far as a mirror needs them.
#pragma once

#include <cstdint>
#include <optional>

namespace lockstep {

struct Privileges {
  bool change_owners = false;   // root, or CAP_CHOWN; on Windows to back up and restore
  bool create_devices = false;  // CAP_MKNOD
  // The owner of the entries that this process makes, in the form of Entry::owner. None on Windows,
  // where entries have neither such owners nor modes, so that it is not known who may rename in a
  // folder.
  std::optional<std::uint32_t> user = {};
};

}  // namespace lockstep
