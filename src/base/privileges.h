// What this process may do to entries, as far as a mirror asks.
#pragma once

#include <cstdint>
#include <optional>

namespace lockstep {

struct Privileges {
  bool change_owners = false;   // root, or CAP_CHOWN; Windows: to back up and to restore
  bool create_devices = false;  // CAP_MKNOD
  // Whose the entries are that this process makes, as Entry::owner. None on Windows, where entries
  // have neither such owners nor modes: then who may rename in a folder is not known.
  std::optional<std::uint32_t> user = {};
};

}  // namespace lockstep
