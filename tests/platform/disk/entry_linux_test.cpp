// Tests what is read from the kernel's answers about an entry, older kernels' among them.
#include <fcntl.h>
#include <functional>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "platform/disk/mounts_linux.h"
#include "support/system/answered_calls_linux.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

// Answers with what statx tells of this name ("": of the entry behind the descriptor) after
// `change` has changed it.
SystemCallAnswer telling(
    std::function<void(const std::string& name, struct statx& status)> change) {
  return [change = std::move(change)](const SystemCall& call) -> std::optional<long> {
    if (call.number != SYS_statx) return std::nullopt;
    const long result = make_call(call);
    struct statx status{};
    read_at(call.arguments[4], &status, sizeof status);
    change(text_at(call.arguments[1]), status);
    write_at(call.arguments[4], &status, sizeof status);
    return result;
  };
}

TEST_CASE("a file is sparse when it has fewer blocks than its size fills, and no other entry is") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "file", "");
  make_directory_in(*root, "folder");
  const auto is_sparse = [&](const std::string& name, std::uint64_t size, std::uint64_t blocks) {
    bool sparse = false;
    with_answered_calls({SYS_statx}, telling([&](const std::string&, struct statx& status) {
                          status.stx_size = size;
                          status.stx_blocks = blocks;
                        }),
                        [&] { sparse = look_at(*root, name).sparse; });
    return sparse;
  };
  if (!is_sparse("file", 4096, 0)) return;  // calls can't be answered here
  CHECK(is_sparse("file", 4096, 7));
  CHECK_FALSE(is_sparse("file", 4096, 8));
  CHECK_FALSE(is_sparse("file", 4096, 16));
  CHECK_FALSE(is_sparse("file", 4607, 8));
  CHECK(is_sparse("file", 4608, 8));
  CHECK_FALSE(is_sparse("file", 100, 0));  // the content is in the inode
  CHECK_FALSE(is_sparse("folder", 4096, 0));
}

TEST_CASE("where the kernel tells no mount points another device than the folder's is one") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_directory_in(*root, "disk");
  make_directory_in(*root, "plain");
  const auto disk = root->open_directory("disk").value();
  const auto elsewhere = [&](const std::string& name, struct statx& status) {
    status.stx_attributes_mask &= ~std::uint64_t{STATX_ATTR_MOUNT_ROOT};
    status.stx_attributes &= ~std::uint64_t{STATX_ATTR_MOUNT_ROOT};
    if (name == "disk") ++status.stx_dev_minor;
  };
  with_answered_calls({SYS_statx}, telling(elsewhere), [&] {
    const auto listing = root->list();
    REQUIRE(listing);
    REQUIRE(listing->entries.size() == 2);
    CHECK(listing->entries[0].mount_point);
    CHECK_FALSE(listing->entries[1].mount_point);
    CHECK(look_at(*root, "disk").mount_point);
    CHECK_FALSE(look_at(*root, "plain").mount_point);
    CHECK_FALSE(disk->examine()->mount_point);
  });
  const auto parent_elsewhere = [&](const std::string& name, struct statx& status) {
    elsewhere(name, status);
    if (name == "..") ++status.stx_dev_minor;
  };
  with_answered_calls({SYS_statx}, telling(parent_elsewhere),
                      [&] { CHECK(disk->examine()->mount_point); });
}

TEST_CASE("no look at an entry mounts anything") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_directory_in(*root, "a");
  std::vector<std::uint64_t> flags;
  with_answered_calls({SYS_statx},
                      [&](const SystemCall& call) -> std::optional<long> {
                        flags.push_back(call.arguments[2]);
                        return std::nullopt;
                      },
                      [&] {
                        CHECK(root->list().has_value());
                        CHECK(root->examine_child("a").has_value());
                        CHECK(root->examine().has_value());
                      });
  for (const std::uint64_t each : flags) {
    CHECK((each & AT_NO_AUTOMOUNT) != 0);
    CHECK((each & AT_SYMLINK_NOFOLLOW) != 0);
  }
}

// Returns how a folder opens that the kernel calls a mount, if statx and statfs tell this.
std::string opened(std::uint64_t attributes, std::uint32_t volume_of_parent) {
  constexpr int kOpenat2 = 437;
  constexpr std::uint64_t kNoXdev = 1;  // RESOLVE_NO_XDEV
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_directory_in(*root, "a");
  const auto tell = telling([&](const std::string& name, struct statx& status) {
    if (name == "a") status.stx_attributes |= attributes;
  });
  const auto answer = [&](const SystemCall& call) -> std::optional<long> {
    if (call.number == kOpenat2) {
      std::uint64_t how[3] = {};  // flags, mode, resolve (openat2(2))
      read_at(call.arguments[2], how, sizeof how);
      return (how[2] & kNoXdev) != 0 ? std::optional<long>(-EXDEV) : std::nullopt;
    }
    if (call.number == SYS_fstatfs) {
      const long result = make_call(call);
      struct statfs status{};
      read_at(call.arguments[1], &status, sizeof status);
      status.f_type = volume_of_parent;
      write_at(call.arguments[1], &status, sizeof status);
      return result;
    }
    return tell(call);
  };
  std::string text = "no answers";
  with_answered_calls({kOpenat2, SYS_statx, SYS_fstatfs}, answer, [&] {
    const auto one = root->open_directory_of_volume("a");
    text = one                                             ? "opened"
           : one.error().kind() == ErrorKind::cross_volume ? "another volume"
                                                           : one.error().message();
  });
  return text;
}

TEST_CASE("a mount is another volume, but for one that the system makes when it is entered") {
  if (opened(0, EXT4_SUPER_MAGIC) == "no answers") return;
  CHECK(opened(0, EXT4_SUPER_MAGIC) == "another volume");
  CHECK(opened(STATX_ATTR_AUTOMOUNT, EXT4_SUPER_MAGIC) == "opened");
  CHECK(opened(0, AUTOFS_SUPER_MAGIC) == "opened");
}

TEST_CASE("a folder's identity lasts only where its time of birth is known") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  const auto identity = [&](std::uint32_t mask) {
    std::string text = "no answers";
    with_answered_calls({SYS_statx}, telling([&](const std::string&, struct statx& status) {
                          status.stx_mask = mask;
                          status.stx_ino = 12;
                          status.stx_btime = {1'700'000'000, 5, 0};
                        }),
                        [&] { text = root->persistent_id().value_or("failed"); });
    return text;
  };
  if (identity(0) == "no answers") return;
  CHECK(identity(STATX_INO | STATX_BTIME) == "12@1700000000.5");
  CHECK(identity(STATX_INO) == "12@");
}

TEST_CASE("a mount is found in its table on kernels that tell its number in /proc alone, too") {
  const TemporaryFolder folder;
  const int descriptor = open(folder.path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  const auto mounts = read_mounts();
  REQUIRE(mounts);
  const Mount* const now = find_mount(*mounts, descriptor);
  const Mount* before = nullptr;
  if (with_answered_calls({SYS_statx}, telling([](const std::string&, struct statx& status) {
                            status.stx_mask &= ~std::uint32_t{STATX_MNT_ID};
                          }),
                          [&] { before = find_mount(*mounts, descriptor); }))
    CHECK(before == now);
  close(descriptor);
}

}  // namespace
}  // namespace lockstep
