#include "platform/disk/mounts_linux.h"

#include <algorithm>
#include <charconv>
#include <fcntl.h>
#include <optional>
#include <ranges>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "platform/disk/small_file.h"
#include "platform/system/descriptor_posix.h"
#include "platform/system/os_error.h"

namespace lockstep {
namespace {

// A host of many containers has thousands of lines.
constexpr std::size_t kLargestTable = 64 * 1024 * 1024;

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value)
                                                                  : std::nullopt;
}

// Undoes the escapes: space, tab, newline and backslash are written as \040 and the like.
std::string unescaped(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    unsigned value = 0;
    constexpr int kOctal = 8;
    if (text.size() >= 4 && text[0] == '\\' &&
        std::from_chars(text.data() + 1, text.data() + 4, value, kOctal).ptr == text.data() + 4) {
      plain.push_back(static_cast<char>(value));
      text.remove_prefix(4);
    } else {
      plain.push_back(text.front());
      text.remove_prefix(1);
    }
  }
  return plain;
}

std::string_view next_word(std::string_view& line) {
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(std::min(word.size() + 1, line.size()));
  return word;
}

// Reads a line like
// 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
std::optional<Mount> parse_mount(std::string_view line) {
  Mount mount;
  const auto id = number(next_word(line));
  next_word(line);  // the parent's number
  const std::string_view device = next_word(line);
  const auto colon = std::min(device.find(':'), device.size());
  const auto major = number(device.substr(0, colon));
  const auto minor = number(device.substr(std::min(colon + 1, device.size())));
  mount.root = unescaped(next_word(line));
  mount.point = unescaped(next_word(line));
  next_word(line);  // options
  while (!line.empty() && next_word(line) != "-") {
  }
  mount.type = unescaped(next_word(line));
  mount.source = unescaped(next_word(line));
  if (!id || !major || !minor || mount.type.empty()) {
    return std::nullopt;
  }
  mount.id = *id;
  mount.device = makedev(static_cast<unsigned>(*major), static_cast<unsigned>(*minor));
  return mount;
}

// Returns the mount's number, which statx tells since Linux 5.8, /proc since 3.15.
std::optional<std::uint64_t> mount_id(int descriptor) {
  struct statx status{};
  if (statx(descriptor, "", AT_EMPTY_PATH, STATX_MNT_ID, &status) == 0 &&
      (status.stx_mask & STATX_MNT_ID) != 0) {
    return status.stx_mnt_id;
  }
  constexpr std::size_t kLimit = 64 * 1024;
  const std::string text =
      read_small_file("/proc/self/fdinfo/" + std::to_string(descriptor), kLimit).value_or("");
  constexpr std::string_view kLabel = "mnt_id:\t";
  const auto label = text.find(kLabel);
  if (label == std::string::npos) {
    return std::nullopt;
  }
  const std::string_view value = std::string_view(text).substr(label + kLabel.size());
  return number(value.substr(0, value.find('\n')));
}

}  // namespace

std::vector<Mount> parse_mounts(std::string_view table) {
  std::vector<Mount> mounts;
  while (!table.empty()) {
    const std::string_view line = table.substr(0, table.find('\n'));
    table.remove_prefix(std::min(line.size() + 1, table.size()));
    if (auto mount = parse_mount(line)) {
      mounts.push_back(std::move(*mount));
    }
  }
  return mounts;
}

Result<std::vector<Mount>> read_mounts() {
  const auto table = read_small_file("/proc/self/mountinfo", kLargestTable);
  if (!table) {
    return failure(table.error());
  }
  return parse_mounts(*table);
}

const Mount* find_mount(const std::vector<Mount>& mounts, int descriptor) {
  const auto id = mount_id(descriptor);
  const auto found =
      std::ranges::find_if(mounts, [&](const Mount& mount) { return mount.id == id; });
  return found == mounts.end() ? nullptr : &*found;
}

}  // namespace lockstep
