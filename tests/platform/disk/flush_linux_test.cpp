// Tests the calls that a flush makes: nothing shows from outside that a flush was not made.
#include <cerrno>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <doctest/doctest.h>

#include "support/system/answered_calls_linux.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

// The entries that the calls of this number were made on.
struct Flushed {
  std::vector<std::uint64_t> objects;

  bool by(int number, const std::function<void()>& body) {
    return with_answered_calls({number},
                               [this](const SystemCall& call) -> std::optional<long> {
                                 struct stat status{};
                                 fstat(static_cast<int>(call.arguments[0]), &status);
                                 objects.push_back(status.st_ino);
                                 return std::nullopt;
                               },
                               body);
  }
};

TEST_CASE("a flush of a volume, a folder or a file is one call of the system on that very entry") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  make_directory_in(*root, "folder");
  const auto inner = root->open_directory("folder").value();
  const auto staged = inner->stage_named(".lockstep-0123456789abcdef").value();
  const auto number_of = [](const Handle& handle) { return handle.examine()->identity.object; };

  Flushed volume;
  if (!volume.by(SYS_syncfs, [&] { CHECK(inner->flush_volume().has_value()); })) return;
  CHECK(volume.objects == std::vector{number_of(*inner)});
  Flushed itself;
  itself.by(SYS_fsync, [&] { CHECK(inner->flush().has_value()); });
  CHECK(itself.objects == std::vector{number_of(*inner)});
  Flushed file;
  file.by(SYS_fsync, [&] { CHECK(staged->flush().has_value()); });
  CHECK(file.objects == std::vector{number_of(*staged)});
}

TEST_CASE("a flush that fails is an error; a volume without folders to flush has none") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  const auto flushed = [&](int code) {
    std::optional<ErrorKind> kind = ErrorKind::cancelled;
    with_answered_calls({SYS_fsync}, failing_once(code), [&] { kind = kind_of(root->flush()); });
    return kind;
  };
  const auto volume_flushed = [&](int code) {
    std::optional<ErrorKind> kind = ErrorKind::cancelled;
    with_answered_calls({SYS_syncfs}, failing_once(code),
                        [&] { kind = kind_of(root->flush_volume()); });
    return kind;
  };
  if (flushed(EINVAL) == ErrorKind::cancelled) return;  // calls can't be answered here
  for (const int code : {EINVAL, EBADF, ENOSYS}) CHECK(flushed(code) == std::nullopt);
  CHECK(flushed(EIO) == ErrorKind::input_output);
  CHECK(flushed(ENOSPC) == ErrorKind::no_space);
  CHECK(flushed(EROFS) == ErrorKind::read_only);
  CHECK(volume_flushed(EIO) == ErrorKind::input_output);
  CHECK(volume_flushed(EINVAL) == ErrorKind::other);
}

}  // namespace
}  // namespace lockstep
