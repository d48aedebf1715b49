// Tests files in the making on a disk that does less than it is asked for, or refuses in ways that
// not every volume has.
#include <cerrno>
#include <sys/syscall.h>

#include <doctest/doctest.h>

#include "support/system/answered_calls_linux.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

constexpr Name kTemporary = ".lockstep-0123456789abcdef";

// Returns the error of `work` on a staged file when its call of this number fails with this code.
std::optional<ErrorKind> refused(
    int number, int code, const std::function<std::optional<ErrorKind>(StagedFile&)>& work) {
  const TemporaryFolder folder;
  const auto staged = folder.open()->stage_named(kTemporary).value();
  std::optional<ErrorKind> kind;
  with_answered_calls({number}, failing_once(code), [&] { kind = work(*staged); });
  return kind;
}

TEST_CASE("a write that the system does by pieces is made whole") {
  const TemporaryFolder folder;
  const auto staged = folder.open()->stage_named(kTemporary).value();
  int pieces = 0;
  const auto at_most_three = [&](const SystemCall& call) -> std::optional<long> {
    SystemCall less = call;
    less.arguments[2] = std::min<std::uint64_t>(call.arguments[2], 3);
    ++pieces;
    return make_call(less);
  };
  if (!with_answered_calls({SYS_pwrite64}, at_most_three,
                           [&] { write_text(*staged, 2, "0123456789"); }))
    return;
  CHECK(read_text(*staged) == std::string("\0\0", 2) + "0123456789");
  CHECK(pieces == 4);
}

TEST_CASE("a write that gets nowhere, or fails after its first piece, is an error") {
  const TemporaryFolder folder;
  const auto staged = folder.open()->stage_named(kTemporary).value();
  const auto bytes = std::as_bytes(std::span("0123456789", 10));
  with_answered_calls({SYS_pwrite64}, [](const SystemCall&) { return 0; },
                      [&] { CHECK(kind_of(staged->write(0, bytes)) == ErrorKind::input_output); });
  int pieces = 0;
  const auto then_full = [&](const SystemCall&) { return ++pieces == 1 ? 4L : -ENOSPC; };
  with_answered_calls({SYS_pwrite64}, then_full,
                      [&] { CHECK(kind_of(staged->write(0, bytes)) == ErrorKind::no_space); });
}

TEST_CASE("of all that can be in the way of finding room, a lack of room alone is one") {
  const auto reserve = [](StagedFile& file) { return kind_of(file.reserve(1000)); };
  for (const int code : {EOPNOTSUPP, EINVAL, ENOSYS, EPERM, EFBIG, EIO, ENODEV, EACCES, ETXTBSY}) {
    CAPTURE(code);
    CHECK(refused(SYS_fallocate, code, reserve) == ErrorKind::not_supported);
  }
  CHECK(refused(SYS_fallocate, ENOSPC, reserve) == ErrorKind::no_space);
  CHECK(refused(SYS_fallocate, EDQUOT, reserve) == ErrorKind::no_space);
}

TEST_CASE("room that the whole volume does not have is not looked for") {
  const TemporaryFolder folder;
  const auto staged = folder.open()->stage_named(kTemporary).value();
  int asked = 0;
  with_answered_calls({SYS_fallocate},
                      [&](const SystemCall&) -> std::optional<long> {
                        ++asked;
                        return -EIO;
                      },
                      [&] {
                        CHECK(kind_of(staged->reserve(std::uint64_t{1} << 60)) ==
                              ErrorKind::no_space);
                      });
  CHECK(asked == 0);
}

TEST_CASE("files that can't share blocks are told from a disk that fails") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_file(*root, "source", "0123456789");
  const auto source = root->open_file("source").value();
  const auto clone = [&](StagedFile& file) { return kind_of(file.clone(*source)); };
  const auto copy = [&](StagedFile& file) { return kind_of(file.copy_range(*source, {0, 10})); };
  for (const int code :
       {EINVAL, EPERM, EISDIR, EBADF, ETXTBSY, EOPNOTSUPP, ENOTTY, ENOSYS}) {
    CAPTURE(code);
    CHECK(refused(SYS_ioctl, code, clone) == ErrorKind::not_supported);
    CHECK(refused(SYS_copy_file_range, code, copy) == ErrorKind::not_supported);
  }
  CHECK(refused(SYS_ioctl, EXDEV, clone) == ErrorKind::cross_volume);
  CHECK(refused(SYS_copy_file_range, EXDEV, copy) == ErrorKind::cross_volume);
  for (const auto& [code, kind] : {std::pair(ENOSPC, ErrorKind::no_space),
                                   std::pair(EIO, ErrorKind::input_output)}) {
    CHECK(refused(SYS_ioctl, code, clone) == kind);
    CHECK(refused(SYS_copy_file_range, code, copy) == kind);
  }
}

TEST_CASE("a flush, a new size or a mode that the disk refuses is an error") {
  const auto flush = [](StagedFile& file) { return kind_of(file.flush()); };
  CHECK(refused(SYS_fsync, EIO, flush) == ErrorKind::input_output);
  CHECK(refused(SYS_fsync, EDQUOT, flush) == ErrorKind::no_space);
  // A folder may answer so (directory_linux.cpp); a file's content would be lost.
  CHECK(refused(SYS_fsync, EINVAL, flush) == ErrorKind::other);
  CHECK(refused(SYS_ftruncate, EFBIG, [](StagedFile& file) {
          return kind_of(file.set_size(5));
        }) == ErrorKind::too_large);
  CHECK(refused(SYS_fchmod, EPERM, [](StagedFile& file) {
          return kind_of(file.set_mode(0644));
        }) == ErrorKind::permission_denied);
}

}  // namespace
}  // namespace lockstep
