// Tests listings while something goes wrong: names that a folder lists and does not find, those of
// a volume with the wrong character set and those that really vanished; names that are shown twice;
// and listings that break off.
#include <cerrno>
#include <functional>
#include <sys/syscall.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "support/system/answered_calls_linux.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"
#include "support/trees/tree_access.h"

namespace lockstep {
namespace {

struct ThreeFiles {
  TemporaryFolder folder;
  std::unique_ptr<Directory> root = folder.open();
  ThreeFiles() {
    for (const char* const name : {"a", "b", "c"}) make_file(*root, name, name);
  }
};

std::string text(const Result<Listing>& listing) {
  if (!listing) return listing.error().message();
  std::string text;
  for (const Entry& entry : listing->entries) {
    text.append(entry.name).append(entry.unreadable ? "!" : "").append(" ");
  }
  for (const auto& failure : listing->failures) text.append("-").append(failure.name);
  return text;
}

// Answers each look at "b" with an error's number, or 0 for the truth.
SystemCallAnswer looks_at_b(std::function<int()> look) {
  return [look = std::move(look)](const SystemCall& call) -> std::optional<long> {
    if (text_at(call.arguments[1]) != "b") return std::nullopt;
    const int code = look();
    return code == 0 ? std::nullopt : std::optional<long>(-code);
  };
}

TEST_CASE("a name that is listed and never found is unreadable, not absent") {
  const ThreeFiles files;
  with_answered_calls({SYS_statx}, looks_at_b([] { return ENOENT; }), [&] {
    for (int time = 0; time < 2; ++time) {
      const auto listing = files.root->list();
      CHECK(text(listing) == "a b! c -b");
      REQUIRE(listing->failures.size() == 1);
      CHECK(listing->failures[0].error.kind() == ErrorKind::name_not_possible);
      CHECK(listing->entries[1].kind == EntryKind::file);
    }
  });
}

TEST_CASE("a name that vanishes while its folder is listed is left out without a word") {
  const ThreeFiles files;
  const auto vanish = [&] {
    static_cast<void>(files.root->remove("b"));
    return 0;
  };
  with_answered_calls({SYS_statx}, looks_at_b(vanish),
                      [&] { CHECK(text(files.root->list()) == "a c "); });
}

TEST_CASE("a name that comes back while its folder is listed is there") {
  const ThreeFiles files;
  int looks = 0;
  const auto come_back = [&] { return ++looks == 1 ? ENOENT : 0; };
  if (!with_answered_calls({SYS_statx}, looks_at_b(come_back),
                           [&] { CHECK(text(files.root->list()) == "a b c "); }))
    return;
  CHECK(looks == 2);
}

TEST_CASE("a name that can't be looked at is unreadable, whether at first or at the second look") {
  const ThreeFiles files;
  for (const bool at_first : {true, false}) {
    int looks = 0;
    const auto fail = [&] { return ++looks == 1 && !at_first ? ENOENT : EIO; };
    with_answered_calls({SYS_statx}, looks_at_b(fail), [&] {
      const auto listing = files.root->list();
      CHECK(text(listing) == "a b! c -b");
      CHECK(listing->failures.at(0).error.kind() == ErrorKind::input_output);
    });
  }
}

TEST_CASE("a listing that fails at its beginning or in its middle is an error, never a short one") {
  const ThreeFiles files;
  for (const int nth : {1, 2}) {
    CAPTURE(nth);
    with_answered_calls({SYS_getdents64}, failing_once(EIO, nth), [&] {
      CHECK(kind_of(files.root->list()) == ErrorKind::input_output);
      CHECK(text(files.root->list()) == "a b c ");
    });
  }
}

TEST_CASE("a listing whose second look fails is an error") {
  const ThreeFiles files;
  for (const int failing : {SYS_lseek, SYS_getdents64}) {
    CAPTURE(failing);
    // The first call of each kind belongs to the first look (which takes two to read to the end).
    const auto fail = failing_once(EIO, failing == SYS_lseek ? 2 : 3);
    const auto lose = looks_at_b([] { return ENOENT; });
    const auto answer = [&](const SystemCall& call) {
      return call.number == SYS_statx ? lose(call) : fail(call);
    };
    with_answered_calls({SYS_statx, failing}, answer, [&] {
      CHECK(kind_of(files.root->list()) == ErrorKind::input_output);
    });
  }
}

TEST_CASE("a name that is shown twice counts once") {
  const ThreeFiles files;
  int reads = 0;
  const auto read_again = [&](const SystemCall& call) -> std::optional<long> {
    if (++reads != 2) return std::nullopt;
    lseek(static_cast<int>(call.arguments[0]), 0, SEEK_SET);
    return make_call(call);
  };
  if (!with_answered_calls({SYS_getdents64}, read_again,
                           [&] { CHECK(text(files.root->list()) == "a b c "); }))
    return;
  CHECK(reads == 3);
}

}  // namespace
}  // namespace lockstep
