#include "service/registration/other_writers_linux.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <deque>
#include <filesystem>
#include <fstream>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>

namespace lockstep {
namespace {

constexpr int kMostLinks = 40;  // as many as Linux follows

Error system_error(int code, const std::string& path) {
  return Error(ErrorKind::other, std::generic_category().message(code), code)
      .within("examine", path);
}

// Returns the trusted users. The map "0 0 4294967295" says that every user of the machine has a
// number here.
TrustedUsers trusted_users() {
  TrustedUsers trusted{.user = geteuid(), .unknown_root = std::nullopt};
  std::ifstream map("/proc/self/uid_map");
  bool knows_root = false;
  bool knows_all = false;
  std::uint64_t inside = 0;
  std::uint64_t outside = 0;
  std::uint64_t count = 0;
  while (map >> inside >> outside >> count) {
    knows_root = knows_root || outside == 0;
    knows_all = knows_all || count >= UINT32_MAX;
  }
  if (!knows_root && !knows_all) {
    std::ifstream unknown("/proc/sys/kernel/overflowuid");
    std::uint32_t user = 0;
    if (unknown >> user) trusted.unknown_root = user;
  }
  return trusted;
}

ProtectedObject::Kind kind_of(const struct stat& status) {
  if (S_ISDIR(status.st_mode)) return ProtectedObject::Kind::folder;
  return S_ISLNK(status.st_mode) ? ProtectedObject::Kind::link : ProtectedObject::Kind::file;
}

ProtectedObject protected_object(const struct stat& status, const std::string& path) {
  constexpr mode_t kPermissions = 07777;
  return {kind_of(status), status.st_uid, status.st_gid,
          static_cast<std::uint16_t>(status.st_mode & kPermissions),
          lgetxattr(path.c_str(), "system.posix_acl_access", nullptr, 0) > 0};
}

// Returns whether the path is a process's (/proc). Its links are the system's own and lead to the
// files that a process has open.
bool is_of_a_process(const std::string& path) {
  struct statfs volume{};
  return statfs(path.c_str(), &volume) == 0 && volume.f_type == PROC_SUPER_MAGIC;
}

using Names = std::deque<std::string>;

void put_before(Names& names, const std::string& path) {
  Names first;
  for (std::size_t begin = 0; begin < path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string name = path.substr(begin, end - begin);
    if (!name.empty() && name != ".") first.push_back(name);
    begin = end + 1;
  }
  names.insert(names.begin(), first.begin(), first.end());
}

std::string join(const std::string& folder, const std::string& name) {
  return folder == "/" ? folder + name : folder + "/" + name;
}

}  // namespace

std::optional<OtherWriter> other_writer(const ProtectedObject& what, const TrustedUsers& trusted) {
  using How = OtherWriter::How;
  const bool is_link = what.kind == ProtectedObject::Kind::link;
  if (what.owner != 0 && what.owner != trusted.user && what.owner != trusted.unknown_root) {
    return OtherWriter{{}, fmt::format("user {}", what.owner), is_link ? How::link : How::owner};
  }
  if (is_link) return std::nullopt;
  constexpr std::uint16_t kSticky = 01000;
  constexpr std::uint16_t kGroupWrites = 00020;
  constexpr std::uint16_t kOthersWrite = 00002;
  if (what.kind == ProtectedObject::Kind::folder && (what.mode & kSticky) != 0) return std::nullopt;
  if ((what.mode & kOthersWrite) != 0) return OtherWriter{{}, "everybody", How::mode};
  if ((what.mode & kGroupWrites) == 0) return std::nullopt;
  // If there is an access list, these bits are its mask, and it may give the right to anybody.
  if (what.has_access_list) {
    return OtherWriter{{}, "others whom its access list names", How::access_list};
  }
  // Root's group is trusted, and so is the one that systems make for each user alone, with the
  // user's number.
  if (what.group == 0 || what.group == trusted.user) return std::nullopt;
  return OtherWriter{{}, fmt::format("group {}", what.group), How::mode};
}

Result<std::optional<OtherWriter>> find_other_writer(const std::string& path) {
  const TrustedUsers trusted = trusted_users();
  std::error_code failed;
  const std::string absolute = std::filesystem::absolute(path, failed).string();
  if (failed) return failure(system_error(failed.value(), path));
  Names names;
  put_before(names, absolute);
  std::string folder = "/";
  std::string now = folder;
  for (int links = 0;;) {
    struct stat status{};
    if (lstat(now.c_str(), &status) != 0) {
      if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
      return failure(system_error(errno, now));
    }
    if (kind_of(status) == ProtectedObject::Kind::file && !S_ISREG(status.st_mode))
      return std::nullopt;
    if (auto writer = other_writer(protected_object(status, now), trusted)) {
      writer->path = now;
      return writer;
    }
    if (S_ISLNK(status.st_mode)) {
      if (is_of_a_process(folder)) return std::nullopt;
      char target[PATH_MAX];
      const ssize_t length = readlink(now.c_str(), target, sizeof target);
      if (length < 0) return failure(system_error(errno, now));
      if (++links > kMostLinks) return failure(system_error(ELOOP, now));
      const std::string leads_to(target, static_cast<std::size_t>(length));
      put_before(names, leads_to);
      if (leads_to.starts_with('/')) folder = "/";
    } else {
      folder = now;
    }
    if (names.empty()) return std::nullopt;
    const std::string name = names.front();
    names.pop_front();
    if (name == "..") {
      folder = folder.substr(0, std::max<std::size_t>(folder.rfind('/'), 1));
      now = folder;
    } else {
      now = join(folder, name);
    }
  }
}

}  // namespace lockstep
