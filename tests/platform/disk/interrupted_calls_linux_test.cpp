// A signal may cut short any call to the system; it is then made again, and nobody learns of it.
#include <cerrno>
#include <functional>
#include <map>
#include <sys/syscall.h>

#include <doctest/doctest.h>

#include "support/system/answered_calls_linux.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

// Interrupts every first call of its kind. `body` makes some of each kind.
void with_interruptions(std::initializer_list<int> numbers, const std::function<void()>& body) {
  std::map<int, int> asked;
  const auto answer = [&](const SystemCall& call) -> std::optional<long> {
    return ++asked[call.number] == 1 ? std::optional<long>(-EINTR) : std::nullopt;
  };
  if (!with_answered_calls(numbers, answer, body)) return;
  for (const int number : numbers) {
    CAPTURE(number);
    CHECK(asked[number] >= 2);
  }
}

constexpr int kOpenat2 = 437;

TEST_CASE("a signal in the middle fails nothing of a file in the making") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "source", "0123456789");
  const auto source = root->open_file("source").value();
  with_interruptions(
      {SYS_openat, SYS_pwrite64, SYS_fallocate, SYS_ftruncate, SYS_fsync, SYS_copy_file_range,
       SYS_ioctl, SYS_pread64, SYS_fchmod, SYS_utimensat, SYS_linkat},
      [&] {
        const auto staged = root->stage_unnamed(0644);
        REQUIRE(staged);
        StagedFile& file = **staged;
        CHECK(kind_of(file.clone(*source)) != ErrorKind::other);
        CHECK(kind_of(file.reserve(100)) != ErrorKind::other);
        CHECK(kind_of(file.copy_range(*source, {0, 10})) != ErrorKind::other);
        CHECK(file.write(10, std::as_bytes(std::span("more", 4))).has_value());
        CHECK(file.set_size(12).has_value());
        CHECK(file.set_mode(0640).has_value());
        CHECK(file.set_modified({1000, 1}).has_value());
        CHECK(file.flush().has_value());
        CHECK(file.publish("a", Overwrite::never).has_value());
        CHECK(read_text(file).substr(10) == "mo");
      });
}

TEST_CASE("a signal in the middle fails nothing of a folder") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "file", "text");
  with_interruptions(
      {kOpenat2, SYS_getdents64, SYS_statx, SYS_mkdirat, SYS_symlinkat, SYS_mknodat, SYS_linkat,
       SYS_readlinkat, SYS_renameat2, SYS_renameat, SYS_unlinkat, SYS_syncfs, SYS_fsync},
      [&] {
        CHECK(root->create_directory("d", 0700).has_value());
        CHECK(root->create_symlink("l", "file").has_value());
        CHECK(root->create_special("p", EntryKind::fifo, 0).has_value());
        CHECK(root->create_hard_link(*root, "file", "h").has_value());
        CHECK(root->read_link("l") == std::string("file"));
        CHECK(root->rename("h", *root, "i", Overwrite::never).has_value());
        CHECK(root->rename("i", *root, "j", Overwrite::allowed).has_value());
        CHECK(root->open_directory("d").has_value());
        CHECK(root->remove("j").has_value());
        CHECK(root->remove_directory("d").has_value());
        CHECK(root->flush_volume().has_value());
        CHECK(root->flush().has_value());
        CHECK(names_in(*root) == std::vector<std::string>{"file", "l", "p"});
      });
}

TEST_CASE("a signal in the middle fails nothing of an entry's metadata") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "file", "text");
  if (!root->open_entry("file").value()->set_attribute("user.a", "1")) return;
  const Entry before = look_at(*root, "file");
  constexpr int kFchmodat2 = 452;
  constexpr int kGetxattrat = 464;
  constexpr int kListxattrat = 465;
  std::map<int, int> asked;
  const auto interrupt = [&](const SystemCall& call) -> std::optional<long> {
    return ++asked[call.number] == 1 ? std::optional<long>(-EINTR) : std::nullopt;
  };
  // The kernel decides which of these are made: the ones that came late need not be.
  if (!with_answered_calls(
          {SYS_fchownat, kFchmodat2, SYS_utimensat, kGetxattrat, kListxattrat, SYS_setxattr,
           SYS_removexattr, SYS_listxattr, SYS_getxattr, SYS_fchown, SYS_fsetxattr,
           SYS_flistxattr, SYS_fgetxattr, SYS_fremovexattr},
          interrupt, [&] {
            CHECK(root->read_child_attributes("file") == Attributes{{"user.a", "1"}});
            const auto entry = root->open_entry("file");
            REQUIRE(entry);
            CHECK((*entry)->set_owner(before.owner, before.group).has_value());
            CHECK((*entry)->set_mode(0640).has_value());
            CHECK((*entry)->set_modified({1000, 1}).has_value());
            CHECK((*entry)->set_attribute("user.b", "2").has_value());
            CHECK((*entry)->read_attributes() == Attributes{{"user.a", "1"}, {"user.b", "2"}});
            CHECK((*entry)->remove_attribute("user.b").has_value());
            const auto file = root->open_file("file");
            REQUIRE(file);
            CHECK((*file)->set_owner(before.owner, before.group).has_value());
            CHECK((*file)->set_attribute("user.c", "3").has_value());
            CHECK((*file)->read_attributes() == Attributes{{"user.a", "1"}, {"user.c", "3"}});
            CHECK((*file)->remove_attribute("user.c").has_value());
          }))
    return;
  for (const int number : {SYS_fchownat, SYS_utimensat, SYS_setxattr, SYS_removexattr, SYS_fchown,
                           SYS_fsetxattr, SYS_flistxattr, SYS_fgetxattr, SYS_fremovexattr}) {
    CAPTURE(number);
    CHECK(asked[number] >= 2);
  }
}

}  // namespace
}  // namespace lockstep
