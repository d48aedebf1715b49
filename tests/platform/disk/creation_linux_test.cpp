// Tests what can become of a new entry: a name that its volume refuses, a folder that is swapped at
// once, a volume that makes no unnamed files, a link that this user may not make.
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <doctest/doctest.h>

#include "support/system/answered_calls_linux.h"
#include "support/system/child_process_linux.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

constexpr Name kTemporary = ".lockstep-0123456789abcdef";

TEST_CASE("\"invalid\" for a new name means that the volume does not take such names") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "file", "");
  const auto staged = root->stage_unnamed(0644);
  with_answered_calls(
      {SYS_openat, SYS_mkdirat, SYS_symlinkat, SYS_mknodat, SYS_linkat, SYS_renameat},
      [](const SystemCall&) { return -EINVAL; }, [&] {
        constexpr auto kRefused = ErrorKind::name_not_possible;
        CHECK(kind_of(root->stage_named(kTemporary)) == kRefused);
        CHECK(kind_of(root->create_directory("a", 0755)) == kRefused);
        CHECK(kind_of(root->create_symlink("a", "b")) == kRefused);
        CHECK(kind_of(root->create_special("a", EntryKind::fifo, 0)) == kRefused);
        CHECK(kind_of(root->create_hard_link(*root, "file", "a")) == kRefused);
        CHECK(kind_of(root->rename("file", *root, "a", Overwrite::allowed)) == kRefused);
        if (staged) CHECK(kind_of((*staged)->publish("a", Overwrite::never)) == kRefused);
      });
}

TEST_CASE("a folder in the place of a hard link's target is a change, no lack of the volume") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  REQUIRE(root->create_directory("a", 0755));
  CHECK(kind_of(root->create_hard_link(*root, "a", "b")) == ErrorKind::changed);
}

TEST_CASE("what takes a new folder's place at once does not get its mode") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  std::optional<ErrorKind> kind;
  if (!with_answered_calls({SYS_mkdirat},
                           [&](const SystemCall&) -> std::optional<long> {
                             make_file(*root, "a", "", 0600);
                             return 0;
                           },
                           [&] { kind = kind_of(root->create_directory("a", 0755)); }))
    return;
  CHECK(kind == ErrorKind::changed);
  CHECK(look_at(*root, "a").mode == 0600);
}

TEST_CASE("a volume without unnamed files says so in several ways, which are no failures") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  const auto staged = [&](int code) {
    std::optional<ErrorKind> kind = ErrorKind::cancelled;
    with_answered_calls({SYS_openat}, failing_once(code),
                        [&] { kind = kind_of(root->stage_unnamed(0644)); });
    return kind;
  };
  if (staged(EOPNOTSUPP) == ErrorKind::cancelled) return;  // calls can't be answered here
  for (const int code : {EOPNOTSUPP, EISDIR, EINVAL, ENOSYS})
    CHECK(staged(code) == ErrorKind::not_supported);
  CHECK(staged(EACCES) == ErrorKind::permission_denied);
  CHECK(staged(EROFS) == ErrorKind::read_only);
  CHECK(staged(ENOSPC) == ErrorKind::no_space);
  CHECK(staged(EMFILE) == ErrorKind::too_many_open);
}

// Runs in a child, because the program remembers that /proc helped.
std::string published_when_refused(int code) {
  return in_child([code]() -> std::string {
    const TemporaryFolder folder;
    const auto staged = folder.open()->stage_unnamed(0644);
    if (!staged) return "no unnamed files";
    const auto refuse_descriptors = [code](const SystemCall& call) -> std::optional<long> {
      const bool by_descriptor = (call.arguments[4] & AT_EMPTY_PATH) != 0;
      return by_descriptor ? std::optional<long>(-code) : std::nullopt;
    };
    bool published = false;
    if (!with_answered_calls({SYS_linkat}, refuse_descriptors, [&] {
          published = (*staged)->publish("a", Overwrite::never).has_value();
        }))
      return "no answers";
    return published ? "linked" : "failed";
  });
}

TEST_CASE("an unnamed file that can't be linked by its descriptor is linked through /proc") {
  if (published_when_refused(EIO).starts_with("no ")) return;
  CHECK(published_when_refused(ENOENT) == "linked");
  CHECK(published_when_refused(EPERM) == "linked");
  CHECK(published_when_refused(EIO) == "failed");
}

TEST_CASE("an unnamed file replaces nothing, and no link has a target with a zero in it") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "a", "old");
  const auto staged = root->stage_unnamed(0644);
  if (staged) {
    for (const char* const name : {"a", "b"})
      CHECK(kind_of((*staged)->publish(name, Overwrite::allowed)) == ErrorKind::not_supported);
  }
  CHECK(kind_of(root->create_symlink("l", std::string("a\0b", 3))) == ErrorKind::invalid);
  CHECK(kind_of(root->create_symlink("l", "")) == ErrorKind::invalid);
  CHECK(names_in(*root) == std::vector<std::string>{"a"});
}

TEST_CASE("who may not link to another's file learns nothing about the volume") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "file", "");
  const auto linked = [&](long user, std::uint32_t owner) {
    const auto answer = [&](const SystemCall& call) -> std::optional<long> {
      if (call.number == SYS_geteuid) return user;
      if (call.number == SYS_linkat) return -EPERM;
      const long result = make_call(call);
      struct statx status{};
      read_at(call.arguments[4], &status, sizeof status);
      status.stx_uid = owner;
      write_at(call.arguments[4], &status, sizeof status);
      return result;
    };
    std::optional<ErrorKind> kind;
    with_answered_calls({SYS_geteuid, SYS_linkat, SYS_statx}, answer,
                        [&] { kind = kind_of(root->create_hard_link(*root, "file", "a")); });
    return kind;
  };
  if (!linked(0, 4711)) return;  // calls can't be answered here
  CHECK(linked(0, 4711) == ErrorKind::not_supported);
  CHECK(linked(4711, 4711) == ErrorKind::not_supported);
  CHECK(linked(4711, 4712) == ErrorKind::permission_denied);
  CHECK(linked(4711, 0) == ErrorKind::permission_denied);
}

}  // namespace
}  // namespace lockstep
