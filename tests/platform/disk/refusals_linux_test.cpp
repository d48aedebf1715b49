// "Not permitted" has several meanings: this user may not, this one entry is locked (chattr(1)), or
// the volume knows no such thing. Conclusions about a whole volume rest on telling them apart.
#include <cerrno>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <doctest/doctest.h>

#include "support/system/answered_calls_linux.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

// Fails all calls but statx with EPERM; statx tells of this attribute.
SystemCallAnswer refusing(std::uint64_t attribute) {
  return [attribute](const SystemCall& call) -> std::optional<long> {
    if (call.number != SYS_statx) return -EPERM;
    const long result = make_call(call);
    struct statx status{};
    read_at(call.arguments[4], &status, sizeof status);
    status.stx_attributes |= attribute;
    write_at(call.arguments[4], &status, sizeof status);
    return result;
  };
}

struct Scene {
  TemporaryFolder folder;
  std::unique_ptr<Directory> root = folder.open();
  std::unique_ptr<Handle> entry;
  std::unique_ptr<ReadableFile> file;

  Scene() {
    make_file(*root, "file", "text");
    entry = root->open_entry("file").value();
    file = root->open_file("file").value();
  }
};

TEST_CASE("a locked file that refuses another owner does not speak for its volume") {
  Scene scene;
  const auto refusal = [&](Handle& handle, std::uint64_t attribute) {
    std::optional<ErrorKind> kind;
    with_answered_calls({SYS_fchown, SYS_fchownat, SYS_statx}, refusing(attribute),
                        [&] { kind = kind_of(handle.set_owner(1, 1)); });
    return kind;
  };
  if (!refusal(*scene.entry, 0)) return;  // calls can't be answered here
  for (Handle* const handle : {scene.entry.get(), static_cast<Handle*>(scene.file.get())}) {
    CHECK(refusal(*handle, 0) == ErrorKind::permission_denied);
    CHECK(refusal(*handle, STATX_ATTR_NODUMP) == ErrorKind::permission_denied);
    CHECK(refusal(*handle, STATX_ATTR_IMMUTABLE) == ErrorKind::other);
    CHECK(refusal(*handle, STATX_ATTR_APPEND) == ErrorKind::other);
  }
}

TEST_CASE("a locked folder or file that refuses links and fifos does not speak for its volume") {
  Scene scene;
  const auto refusals = [&](std::uint64_t attribute) {
    std::vector<std::optional<ErrorKind>> kinds;
    with_answered_calls({SYS_symlinkat, SYS_mknodat, SYS_linkat, SYS_statx}, refusing(attribute),
                        [&] {
                          kinds = {kind_of(scene.root->create_symlink("l", "t")),
                                   kind_of(scene.root->create_special("p", EntryKind::fifo, 0)),
                                   kind_of(scene.root->create_hard_link(*scene.root, "file", "h"))};
                        });
    return kinds;
  };
  const auto all = [](ErrorKind kind) {
    return std::vector<std::optional<ErrorKind>>{kind, kind, kind};
  };
  if (refusals(0).empty()) return;  // calls can't be answered here
  CHECK(refusals(0) == all(ErrorKind::not_supported));
  CHECK(refusals(STATX_ATTR_IMMUTABLE) == all(ErrorKind::permission_denied));
  CHECK(refusals(STATX_ATTR_APPEND) == all(ErrorKind::permission_denied));
}

}  // namespace
}  // namespace lockstep
