#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "bench/profiles_linux.h"

namespace lockstep::bench {
namespace {

// Returns a path through /proc, which stays short and is not followed: setxattr(2) takes no folder
// handle.
std::string path_of(const FolderWriter& folder, const std::string& name) {
  return "/proc/self/fd/" + std::to_string(folder.descriptor()) + "/" + name;
}

void set_attribute(const FolderWriter& folder, const std::string& name, const char* attribute,
                   const void* value, std::size_t size) {
  const int result = ::lsetxattr(path_of(folder, name).c_str(), attribute, value, size, 0);
  // A volume without attributes or ACLs (some tmpfs) still makes a tree to measure.
  if (result != 0 && errno != EOPNOTSUPP) checked(result, "set", attribute);
}

// This is u::rw- u:1234:r-x g::r-- m::rwx o::--- as the kernel keeps it (linux/posix_acl_xattr.h),
// on a little-endian machine.
constexpr std::array<unsigned char, 44> kAccessControlList = {
    2,  0, 0, 0,                                //
    1,  0, 6, 0, 0xFF, 0xFF, 0xFF, 0xFF,        // owner
    2,  0, 5, 0, 0xD2, 0x04, 0,    0,           // user 1234
    4,  0, 4, 0, 0xFF, 0xFF, 0xFF, 0xFF,        // group
    16, 0, 7, 0, 0xFF, 0xFF, 0xFF, 0xFF,        // mask
    32, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF,        // others
};

void make_links(FolderWriter& folder) {
  folder.file("one", 100);
  for (const char* const name : {"two", "three"}) {
    checked(::linkat(folder.descriptor(), "one", folder.descriptor(), name, 0), name);
  }
  for (const auto& [name, target] : {std::pair{"relative", "one"},
                                     {"dangling", "no such name"},
                                     {"absolute", "/nonexistent/name"},
                                     {"up", "../.."},
                                     {"loop", "loop"}}) {
    folder.link(name, target);
  }
}

void make_attributes(FolderWriter& folder) {
  for (std::uint64_t i = 0; i < 20; ++i) {
    const std::string name = "file" + std::to_string(i);
    folder.file(name, 50);
    const std::string value(folder.random().below(200), 'v');
    set_attribute(folder, name, "user.first", value.data(), value.size());
    if (i % 2 == 0) set_attribute(folder, name, "user.second", "2", 1);
    if (i % 4 == 0) {
      set_attribute(folder, name, "system.posix_acl_access", kAccessControlList.data(),
                    kAccessControlList.size());
    }
  }
  const FolderWriter heirs = folder.folder("heirs");
  set_attribute(folder, "heirs", "system.posix_acl_default", kAccessControlList.data(),
                kAccessControlList.size());
}

void make_names(FolderWriter& folder) {
  for (const std::string& name :
       {std::string(" leading and trailing "), std::string("new\nline"), std::string("tab\there"),
        std::string("\x1b[31mred"), std::string("-rf"), std::string("*?[]{}~$"),
        std::string("no \xff\xfe UTF-8"), std::string(255, 'n'), std::string("Ж日本語"),
        std::string("e\xCC\x81"), std::string("\xC3\xA9"), std::string("A"), std::string("a"),
        std::string("..."), std::string(".hidden"), std::string("back\\slash")}) {
    folder.file(name, 10);
  }
}

void make_specials(FolderWriter& folder) {
  const int at = folder.descriptor();
  checked(::mkfifoat(at, "fifo", 0640), "create a fifo");
  checked(::mknodat(at, "socket", S_IFSOCK | 0755, 0), "create a socket");
  if (::geteuid() != 0) return;  // mknod(2): devices need privilege
  checked(::mknodat(at, "null", S_IFCHR | 0666, ::makedev(1, 3)), "create a device");
  checked(::mknodat(at, "block", S_IFBLK | 0660, ::makedev(240, 3)), "create a device");
}

void make_modes(FolderWriter& folder) {
  for (const mode_t mode : {0000U, 0111U, 0444U, 0555U, 0700U, 01777U, 02755U, 04755U}) {
    const std::string name = "mode" + std::to_string(mode);
    folder.file(name, 20);
    checked(::fchmodat(folder.descriptor(), name.c_str(), mode, 0), "set the mode of", name);
  }
}

void make_holes(FolderWriter& folder) {
  constexpr std::uint64_t kMebibyte = 1024 * 1024;
  folder.sparse_file("all hole", 8 * kMebibyte, 8 * kMebibyte, 0);
  folder.sparse_file("mostly holes", 32 * kMebibyte, 4 * kMebibyte, 4096);
  folder.file("empty", 0);
}

}  // namespace

void make_meta(FolderWriter& root, double scale) {
  const auto groups = std::max(1, static_cast<int>(100 * scale));
  for (int group = 0; group < groups; ++group) {
    FolderWriter folder = root.folder("group" + std::to_string(group));
    const std::pair<const char*, void (*)(FolderWriter&)> parts[] = {
        {"links", make_links},       {"attributes", make_attributes}, {"names", make_names},
        {"specials", make_specials}, {"modes", make_modes},           {"holes", make_holes}};
    for (const auto& [name, make] : parts) {
      FolderWriter part = folder.folder(name);
      make(part);
    }
  }
}

}  // namespace lockstep::bench
