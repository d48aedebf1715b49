// Volumes as people know them: the label and the UUID that mkfs(8) wrote, the device, the server.
#pragma once

#include <cstdint>
#include <string>

#include "base/volume.h"

namespace lockstep {

// Returns the UUID in the form of /dev/disk/by-uuid, 8-4-4-4-12 digits, as the kernel tells it
// (Linux 6.9); empty if it does not.
[[nodiscard]] std::string kernel_uuid(int folder);
// Returns the name of the link in /dev/disk/by-uuid or by-label (`kind`) that leads to this device:
// what udev found on the disk. Empty if there is none.
[[nodiscard]] std::string udev_name(const char* kind, std::uint64_t device);

// See Directory::describe_volume.
[[nodiscard]] std::string describe_volume(int folder, const Volume& volume);

}  // namespace lockstep
