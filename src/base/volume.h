// A mounted file system, as far as mirroring needs to know it.
#pragma once

#include <cstdint>
#include <string>

namespace lockstep {

struct Volume {
  std::string type;      // "ext4", "nfs", "fuse.sshfs"
  // Type and UUID or fsid where those are persistent ("ext4:1b0c…"); else the type and whether the
  // root is a mount point ("tmpfs:mounted", "overlay:folder"). Equal texts: as far as can be told,
  // the same volume.
  std::string identity;
  bool remote = false;  // network and FUSE: flushed file by file, ctimes come from another clock
  std::uint64_t device = 0;  // valid until unmounted
};

}  // namespace lockstep
