// Tests what only the real disk has. Everything happens in a temporary folder; volumes are mounted
// only in a child.
#include <cerrno>
#include <fcntl.h>
#include <linux/fs.h>
#include <string>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "support/system/child_process_linux.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"
#include "support/trees/feature.h"

namespace lockstep {
namespace {

// Returns a POSIX ACL as the kernel reads it (linux/posix_acl_xattr.h): version 2, then tag,
// permissions and id of each entry.
std::string access_control_list(std::initializer_list<std::array<unsigned, 3>> entries) {
  std::string text("\2\0\0\0", 4);
  for (const auto& [tag, permissions, id] : entries) {
    text.append({static_cast<char>(tag), 0, static_cast<char>(permissions), 0});
    for (unsigned shift = 0; shift < 32; shift += 8) {
      text.push_back(static_cast<char>(id >> shift & 0xff));
    }
  }
  return text;
}

constexpr unsigned kNoId = 0xffffffff;

// Returns a list with rwx for the owner and for user 4711, less for others.
std::string generous_list() {
  return access_control_list(
      {{0x01, 7, kNoId}, {0x02, 7, 4711}, {0x04, 0, kNoId}, {0x10, 7, kNoId}, {0x20, 0, kNoId}});
}

struct stat status_of(const std::string& path) {
  struct stat status{};
  REQUIRE(lstat(path.c_str(), &status) == 0);
  return status;
}

std::string kind_name(std::optional<ErrorKind> kind) {
  return kind ? std::to_string(static_cast<int>(*kind)) : "success";
}

TEST_CASE("reading leaves access times alone") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "file", "hello");
  make_directory_in(*root, "folder");
  make_file(*root->open_directory("folder").value(), "inside", "");
  // The access time is older than the modification: relatime would renew it (mount(8)).
  const timespec times[2] = {{1000, 0}, {2000, 0}};
  for (const char* name : {"file", "folder"}) {
    REQUIRE(utimensat(AT_FDCWD, (folder / name).c_str(), times, 0) == 0);
  }
  CHECK(read_text(*root, "file") == "hello");
  CHECK(names_in(*root->open_directory("folder").value()).size() == 1);
  CHECK(status_of(folder / "file").st_atim.tv_sec == 1000);
  CHECK(status_of(folder / "folder").st_atim.tv_sec == 1000);
  REQUIRE(root->open_entry("file").value()->set_modified({3000, 0}));
  CHECK(status_of(folder / "file").st_atim.tv_sec == 1000);
  CHECK(status_of(folder / "file").st_mtim.tv_sec == 3000);
}

TEST_CASE("a device is not read as a file, endless or empty") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  if (!root->create_special("zero", EntryKind::character_device, makedev(1, 5)) ||
      !root->create_special("null", EntryKind::character_device, makedev(1, 3))) {
    return;  // not privileged
  }
  for (const char* name : {"zero", "null"}) {
    CAPTURE(name);
    const auto file = root->open_file(name);
    if (file) {  // otherwise this volume does not let devices be opened
      std::byte buffer[64];
      CHECK(kind_of((*file)->read(0, buffer)) == ErrorKind::changed);
    }
  }
}

TEST_CASE("a folder swapped for a link after its listing is not entered") {
  const TemporaryFolder folder;
  const TemporaryFolder outside;
  make_file(*outside.open(), "secret", "x");
  const auto root = folder.open();
  make_directory_in(*root, "a");
  REQUIRE(names_in(*root).size() == 1);
  REQUIRE(root->remove_directory("a"));
  REQUIRE(root->create_symlink("a", outside.path()));
  CHECK(kind_of(root->open_directory("a")) == ErrorKind::is_a_link);
  CHECK(kind_of(root->remove_directory("a")) == ErrorKind::not_a_directory);
  REQUIRE(root->open_entry("a").value()->set_mode(0));
  REQUIRE(root->open_entry("a").value()->set_modified({1, 0}));
  CHECK(status_of(outside.path()).st_mode == (S_IFDIR | 0700));
  CHECK(status_of(outside.path()).st_mtim.tv_sec > 1);
}

TEST_CASE("setgid and default ACLs of the folder change no mode") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  REQUIRE(root->set_mode(02775));
  if (!root->set_attribute("system.posix_acl_default", generous_list())) {
    return;  // this volume has no ACLs
  }
  for (const std::uint16_t mode : std::initializer_list<std::uint16_t>{0755, 0777, 0700, 02755}) {
    CAPTURE(mode);
    REQUIRE(root->create_directory("a", mode));
    CHECK(look_at(*root, "a").mode == mode);
    REQUIRE(root->remove_directory("a"));
  }
  const auto named = root->stage_named(".lockstep-0123456789abcdef");
  REQUIRE(named);
  CHECK((*named)->examine()->mode == 0600);
  make_file(*root, "file", "", 0664);
  CHECK(look_at(*root, "file").mode == 0664);
}

TEST_CASE(
    "ACLs and capabilities are attributes like others; what the system makes for itself is none") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "file", "");
  const auto handle = root->open_entry("file").value();
  if (handle->set_attribute("system.posix_acl_access", generous_list())) {
    CHECK(root->read_child_attributes("file") ==
          Attributes{{"system.posix_acl_access", generous_list()}});
    CHECK(look_at(*root, "file").mode == 0770);
    REQUIRE(handle->remove_attribute("system.posix_acl_access"));
  }
  if (!is_root()) {
    return;
  }
  const std::string capability("\1\0\0\2\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
                               20);  // cap_net_bind_service=ep
  REQUIRE(handle->set_attribute("security.capability", capability));
  REQUIRE(handle->set_attribute("trusted.a", "value"));
  for (const char* name : {"security.selinux", "security.ima", "security.evm"}) {
    setxattr((folder / "file").c_str(), name, "x", 1, 0);  // not every system lets us
  }
  const Attributes expected = {{"security.capability", capability}, {"trusted.a", "value"}};
  CHECK(root->read_child_attributes("file") == expected);
  CHECK(handle->read_attributes() == expected);
}

TEST_CASE("a link has attributes of its own") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "file", "");
  REQUIRE(root->create_symlink("link", "file"));
  const auto set = root->open_entry("link").value()->set_attribute("trusted.a", "value");
  if (!set) {
    CHECK(kind_of(set) == ErrorKind::permission_denied);
    return;
  }
  CHECK(root->read_child_attributes("link") == Attributes{{"trusted.a", "value"}});
  CHECK(root->read_child_attributes("file") == Attributes());
  REQUIRE(root->open_entry("link").value()->remove_attribute("trusted.a"));
  CHECK(root->read_child_attributes("link") == Attributes());
}

TEST_CASE("paths may be longer than any path the system takes") {
  const TemporaryFolder folder;
  const std::string name(200, 'd');
  constexpr int kLevels = 40;  // 8,000 bytes
  auto current = folder.open();
  for (int level = 0; level < kLevels; ++level) {
    make_directory_in(*current, name);
    current = std::move(current->open_directory(name).value());
  }
  make_file(*current, "deep", "hello");
  CHECK(read_text(*current, "deep") == "hello");
  CHECK(current->read_child_attributes("deep").has_value());
  CHECK(current->volume().has_value());
}

TEST_CASE("a mount below the folder is told apart, a bind mount too") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  for (const char* name : {"mounted", "bound", "plain"}) {
    make_directory_in(*root, name);
  }
  const std::string told = in_child([&]() -> std::string {
    if (!enter_private_mounts() ||
        mount("none", (folder / "mounted").c_str(), "tmpfs", 0, "size=64k") != 0 ||
        mount((folder / "plain").c_str(), (folder / "bound").c_str(), nullptr, MS_BIND, nullptr) !=
            0) {
      return "not privileged";
    }
    std::string text;
    const auto opened = folder.open();
    const auto listing = opened->list();
    for (const Entry& entry : listing->entries) {
      const bool examined = opened->examine_child(entry.name)->mount_point;
      const bool by_handle = opened->open_directory(entry.name).value()->examine()->mount_point;
      text.append(entry.name)
          .append(entry.mount_point && examined && by_handle ? " yes, " : " no, ");
      const auto of_volume = opened->open_directory_of_volume(entry.name);
      const bool refused = !of_volume && of_volume.error().kind() == ErrorKind::cross_volume;
      text.append(refused ? "refused, " : of_volume ? "opened, " : "failed, ");
    }
    const auto mounted = opened->open_directory("mounted").value();
    (void)mounted->create_directory("inside", 0755);
    text.append(mounted->volume()->identity).append(", ");
    text.append(mounted->open_directory("inside").value()->volume()->identity);
    return text;
  });
  if (told == "not privileged") {
    say_lacking(Feature::private_mounts);
    return;
  }
  CHECK(told ==
        "bound yes, refused, mounted yes, refused, plain no, opened, tmpfs:mounted, tmpfs:folder");
}

TEST_CASE("an entry that can't be looked at is unreadable, not absent") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_directory_in(*root, "list-only");
  make_file(*root->open_directory("list-only").value(), "file", "");
  REQUIRE(root->open_entry("list-only").value()->set_mode(0444));
  REQUIRE(root->set_mode(0755));
  const std::string told = in_child([&]() -> std::string {
    if (is_root() && !become_nobody()) {
      return "could not change the user";
    }
    const auto inner = folder.open()->open_directory("list-only");
    const auto listing = inner ? (*inner)->list() : tl::unexpected(inner.error());
    if (!listing || listing->entries.size() != 1 || listing->failures.size() != 1) {
      return "no such listing";
    }
    const Entry& entry = listing->entries[0];
    return std::string(entry.name) + (entry.unreadable ? " unreadable " : " readable ") +
           (entry.kind == EntryKind::file ? "file " : "? ") +
           std::string(listing->failures[0].name) + " " +
           kind_name(listing->failures[0].error.kind());
  });
  CHECK(told == "file unreadable file file " + kind_name(ErrorKind::permission_denied));
}

TEST_CASE("an unreadable folder is an error, not an empty one") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_directory_in(*root, "closed");
  make_directory_in(*root, "search-only");
  REQUIRE(root->open_entry("closed").value()->set_mode(0000));
  REQUIRE(root->open_entry("search-only").value()->set_mode(0111));
  REQUIRE(root->set_mode(0755));
  const std::string told = in_child([&]() -> std::string {
    if (is_root() && !become_nobody()) {
      return "could not change the user";
    }
    const auto opened = folder.open();
    return kind_name(kind_of(opened->open_directory("closed"))) + " " +
           kind_name(kind_of(opened->open_directory("search-only"))) + " " +
           (opened->open_entry("closed") ? "metadata can be had" : "no metadata");
  });
  const std::string denied = kind_name(ErrorKind::permission_denied);
  CHECK(told == denied + " " + denied + " metadata can be had");
}

TEST_CASE("a handle for metadata can be had of a file that can't be read") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "secret", "", 0000);
  REQUIRE(root->set_mode(0755));
  const std::string told = in_child([&]() -> std::string {
    if (is_root() && !become_nobody()) {
      return "could not change the user";
    }
    const auto opened = folder.open();
    return kind_name(kind_of(opened->open_file("secret"))) + " " +
           kind_name(kind_of(opened->open_entry("secret")));
  });
  CHECK(told == kind_name(ErrorKind::permission_denied) + " success");
}

TEST_CASE("an immutable folder refuses for itself, not for its volume") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_directory_in(*root, "fixed");
  const auto fixed = root->open_directory("fixed").value();
  const int descriptor = open((folder / "fixed").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  make_file(*fixed, "kept", "");
  int flags = 0;
  const bool possible = ioctl(descriptor, FS_IOC_GETFLAGS, &flags) == 0;
  int immutable = flags | FS_IMMUTABLE_FL;
  if (possible && ioctl(descriptor, FS_IOC_SETFLAGS, &immutable) == 0) {
    make_file(*root, "file", "");
    CHECK(kind_of(fixed->create_symlink("a", "b")) == ErrorKind::permission_denied);
    CHECK(kind_of(fixed->create_special("a", EntryKind::fifo, 0)) == ErrorKind::permission_denied);
    CHECK(kind_of(fixed->create_hard_link(*root, "file", "a")) == ErrorKind::permission_denied);
    // No listing of permissions shows the reason, so the errors do.
    const auto removed = fixed->remove("kept");
    REQUIRE_FALSE(removed);
    CHECK(removed.error().kind() == ErrorKind::permission_denied);
    CHECK(removed.error().message().find("lsattr") != std::string::npos);
    const auto made = fixed->create_directory("a", 0700);
    REQUIRE_FALSE(made);
    CHECK(made.error().kind() == ErrorKind::permission_denied);
    CHECK(made.error().message().find("its folder is immutable") != std::string::npos);
    const auto staged = fixed->stage_unnamed(0600);
    REQUIRE_FALSE(staged);
    CHECK(staged.error().kind() == ErrorKind::permission_denied);
    CHECK(staged.error().message().find("its folder is immutable") != std::string::npos);
    CHECK(ioctl(descriptor, FS_IOC_SETFLAGS, &flags) == 0);
  }
  close(descriptor);
}

TEST_CASE("a volume without links, fifos and hard links is told from a refusal") {
  const TemporaryFolder folder;
  const std::string told = in_child([&]() -> std::string {
    const auto root = folder.open();
    (void)root->stage_named("file").value()->publish("a", Overwrite::never);
    // Links are refused as vfat does it.
    if (!refuse_system_call(SYS_symlinkat, 1, ~0U, EPERM) ||
        !refuse_system_call(SYS_mknodat, 0, ~0U, EPERM) ||
        !refuse_system_call(SYS_linkat, 0, ~0U, EPERM)) {
      return "no filter";
    }
    return kind_name(kind_of(root->create_symlink("b", "c"))) + " " +
           kind_name(kind_of(root->create_special("b", EntryKind::socket, 0))) + " " +
           kind_name(kind_of(root->create_special("b", EntryKind::block_device, 0))) + " " +
           kind_name(kind_of(root->create_hard_link(*root, "a", "b")));
  });
  const std::string none = kind_name(ErrorKind::not_supported);
  CHECK(told == none + " " + none + " " + kind_name(ErrorKind::permission_denied) + " " + none);
}

TEST_CASE("a usual mode costs no chmod, an unusual one is still exact") {
  const TemporaryFolder folder;
  const std::string told = in_child([&]() -> std::string {
    umask(0022);
    const auto root = folder.open();
    const auto unusual = root->stage_unnamed(0666);
    if (!unusual) {
      return "no unnamed files";
    }
    const auto mode = (*unusual)->examine()->mode;
    if (!forget_system_calls({SYS_fchmod, SYS_fchmodat, 452})) {
      return "no filter";
    }
    return std::to_string(mode == 0666) + kind_name(kind_of(root->stage_unnamed(0644))) +
           kind_name(kind_of(root->create_directory("a", 0755))) +
           kind_name(kind_of(root->stage_unnamed(0777)));
  });
  if (told != "no unnamed files") {
    CHECK(told == "1successsuccess" + kind_name(ErrorKind::not_supported));
  }
}

}  // namespace
}  // namespace lockstep
