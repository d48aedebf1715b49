#include "platform/disk/volume_name_linux.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <system_error>
#include <vector>

#include "platform/disk/mounts_linux.h"

namespace lockstep {
namespace {

// struct fsuuid2 and FS_IOC_GETFSUUID of linux/fs.h, Linux 6.9.
struct VolumeUuid {
  std::uint8_t length;
  std::array<std::uint8_t, 16> bytes;
};
constexpr unsigned long kGetVolumeUuid = _IOR(0x15, 0, VolumeUuid);

// Undoes udev's escapes: it writes characters that can't stand in a name as "\x20".
std::string without_escapes(const std::string& name) {
  std::string text;
  for (std::size_t at = 0; at < name.size(); ++at) {
    unsigned value = 0;
    const char* const digits = name.data() + at + 2;
    if (name.compare(at, 2, "\\x") == 0 && at + 4 <= name.size() &&
        std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2) {
      text += static_cast<char>(value);
      at += 3;
    } else {
      text += name[at];
    }
  }
  return text;
}

std::string label_of(int folder, const Volume& volume) {
  std::array<char, FSLABEL_MAX> label{};
  if (!volume.remote && ioctl(folder, FS_IOC_GETFSLABEL, label.data()) == 0)
    return {label.data(), strnlen(label.data(), label.size())};
  return volume.remote ? std::string() : without_escapes(udev_name("by-label", volume.device));
}

}  // namespace

std::string kernel_uuid(int folder) {
  VolumeUuid uuid{};
  if (ioctl(folder, kGetVolumeUuid, &uuid) != 0 || uuid.length != uuid.bytes.size()) return {};
  std::string text;
  for (const std::uint8_t byte : uuid.bytes) {
    char two[3];
    std::snprintf(two, sizeof two, "%02x", byte);
    text.append(two);
  }
  for (const std::size_t dash : {8U, 13U, 18U, 23U}) text.insert(dash, 1, '-');
  return text;
}

std::string udev_name(const char* kind, std::uint64_t device) {
  std::error_code error;
  const std::string folder = std::string("/dev/disk/") + kind;
  for (const auto& link : std::filesystem::directory_iterator(folder, error)) {
    struct stat status{};
    if (stat(link.path().c_str(), &status) == 0 && S_ISBLK(status.st_mode) &&
        status.st_rdev == device) {
      return link.path().filename().string();
    }
  }
  return {};
}

std::string describe_volume(int folder, const Volume& volume) {
  const std::string label = label_of(folder, volume);
  std::vector<std::string> facts = {volume.type};
  std::string uuid = volume.remote ? std::string() : udev_name("by-uuid", volume.device);
  if (uuid.empty() && volume.type != "tmpfs") uuid = kernel_uuid(folder);
  if (!uuid.empty()) facts.push_back("UUID " + uuid);
  if (const auto mounts = read_mounts()) {
    const Mount* const mount = find_mount(*mounts, folder);
    if (mount != nullptr && mount->source.find('/') != std::string::npos)
      facts.push_back(mount->source);
  }
  std::string text = label.empty() ? "" : "'" + label + "' (";
  for (const std::string& fact : facts) text += (&fact == facts.data() ? "" : ", ") + fact;
  return label.empty() ? text : text + ")";
}

}  // namespace lockstep
