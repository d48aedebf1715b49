// Tests renaming without replacing on volumes that can't do it in one call (NFS, many FUSE): by a
// second name, and without hard links after a look.
#include <cerrno>
#include <map>
#include <sys/syscall.h>

#include <doctest/doctest.h>

#include "support/system/answered_calls_linux.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

using Names = std::vector<std::string>;

// Renames "a" to `name` while calls fail with `codes` (0: they do not). Counts renameat, the call
// that could replace an entry.
struct Renaming {
  TemporaryFolder folder;
  std::unique_ptr<Directory> root = folder.open();
  int plain_renames = 0;

  Renaming() {
    make_file(*root, "a", "one");
    make_file(*root, "b", "two");
  }

  std::optional<ErrorKind> to(const std::string& name, std::map<int, int> codes) {
    std::optional<ErrorKind> kind = ErrorKind::cancelled;
    const auto answer = [&](const SystemCall& call) -> std::optional<long> {
      if (call.number == SYS_renameat) ++plain_renames;
      if (call.number == SYS_statx && text_at(call.arguments[1]) != name) return std::nullopt;
      const int code = codes[call.number];
      return code == 0 ? std::nullopt : std::optional<long>(-code);
    };
    with_answered_calls(
        {SYS_renameat2, SYS_linkat, SYS_unlinkat, SYS_renameat, SYS_statx}, answer,
        [&] { kind = kind_of(root->rename("a", *root, name, Overwrite::never)); });
    return kind;
  }
};

bool can_answer() { return Renaming().to("c", {}) != ErrorKind::cancelled; }

TEST_CASE("where the volume can't rename without replacing, a second name does it") {
  if (!can_answer()) return;
  for (const int code : {EINVAL, ENOSYS}) {
    CAPTURE(code);
    Renaming renaming;
    CHECK(renaming.to("c", {{SYS_renameat2, code}}) == std::nullopt);
    CHECK(names_in(*renaming.root) == Names{"b", "c"});
    CHECK(read_text(*renaming.root, "c") == "one");
    CHECK(renaming.plain_renames == 0);
  }
  Renaming taken;
  CHECK(taken.to("b", {{SYS_renameat2, EINVAL}}) == ErrorKind::already_exists);
  CHECK(read_text(*taken.root, "b") == "two");
  CHECK(names_in(*taken.root) == Names{"a", "b"});
}

TEST_CASE("without hard links it is renamed after a look, and what the look finds stays") {
  if (!can_answer()) return;
  for (const int code : {EPERM, EOPNOTSUPP, ENOSYS, EMLINK}) {
    CAPTURE(code);
    Renaming free;
    CHECK(free.to("c", {{SYS_renameat2, EINVAL}, {SYS_linkat, code}}) == std::nullopt);
    CHECK(read_text(*free.root, "c") == "one");
    Renaming taken;
    CHECK(taken.to("b", {{SYS_renameat2, EINVAL}, {SYS_linkat, code}}) ==
          ErrorKind::already_exists);
    CHECK(read_text(*taken.root, "b") == "two");
    CHECK(taken.plain_renames == 0);
  }
}

TEST_CASE("a look that fails, or a link that fails for another reason, renames nothing") {
  if (!can_answer()) return;
  Renaming blind;
  CHECK(blind.to("c", {{SYS_renameat2, EINVAL}, {SYS_linkat, EPERM}, {SYS_statx, EACCES}}) ==
        ErrorKind::permission_denied);
  CHECK(names_in(*blind.root) == Names{"a", "b"});
  for (const auto& [code, kind] : {std::pair(ENOSPC, ErrorKind::no_space),
                                   std::pair(EIO, ErrorKind::input_output),
                                   std::pair(EACCES, ErrorKind::permission_denied)}) {
    Renaming failed;
    CHECK(failed.to("c", {{SYS_renameat2, EINVAL}, {SYS_linkat, code}}) == kind);
    CHECK(names_in(*failed.root) == Names{"a", "b"});
  }
  Renaming refused;
  CHECK(refused.to("c", {{SYS_renameat2, EIO}}) == ErrorKind::input_output);
  CHECK(refused.to("c", {{SYS_renameat2, EEXIST}}) == ErrorKind::already_exists);
  CHECK(names_in(*refused.root) == Names{"a", "b"});
}

TEST_CASE("a folder that is not empty may say so in two ways") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  for (const int code : {EEXIST, ENOTEMPTY}) {
    CAPTURE(code);
    with_answered_calls({SYS_unlinkat}, failing_once(code), [&] {
      CHECK(kind_of(root->remove_directory("full")) == ErrorKind::not_empty);
    });
    with_answered_calls({SYS_renameat}, failing_once(code), [&] {
      CHECK(kind_of(root->rename("a", *root, "full", Overwrite::allowed)) == ErrorKind::not_empty);
    });
  }
}

}  // namespace
}  // namespace lockstep
