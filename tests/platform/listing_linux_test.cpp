// Names that a folder lists and does not find: those of a volume with the wrong character set, and
// those that vanished in truth.
#include <functional>
#include <map>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "support/directory_tools.h"
#include "support/temporary_folder.h"
#include "support/tree_access.h"

namespace {

// What happens when a name is looked up; true: it is not found.
std::map<std::string, std::function<bool()>>& lookups() {
  static std::map<std::string, std::function<bool()>> instance;
  return instance;
}

}  // namespace

// Takes the place of the C library's in this program.
extern "C" int statx(int folder, const char* __restrict name, int flags, unsigned int mask,
                     struct statx* __restrict status) noexcept {
  const auto found = lookups().empty() ? lookups().end() : lookups().find(name);
  if (found != lookups().end() && found->second()) {
    errno = ENOENT;
    return -1;
  }
  return static_cast<int>(syscall(SYS_statx, folder, name, flags, mask, status));
}

namespace lockstep {
namespace {

class Lookups {
 public:
  Lookups(const std::string& name, std::function<bool()> what) {
    lookups()[name] = std::move(what);
  }
  ~Lookups() { lookups().clear(); }
  Lookups(const Lookups&) = delete;
  Lookups& operator=(const Lookups&) = delete;
};

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

TEST_CASE("a name that is listed and never found is unreadable, not absent") {
  const ThreeFiles files;
  const Lookups never("b", [] { return true; });
  for (int time = 0; time < 2; ++time) {
    const auto listing = files.root->list();
    CHECK(text(listing) == "a b! c -b");
    REQUIRE(listing->failures.size() == 1);
    CHECK(listing->failures[0].error.kind() == ErrorKind::name_not_possible);
    CHECK(listing->entries[1].kind == EntryKind::file);
  }
}

TEST_CASE("a name that vanishes while its folder is listed is left out without a word") {
  const ThreeFiles files;
  const Lookups vanishes("b", [&] {
    static_cast<void>(files.root->remove("b"));
    return false;
  });
  CHECK(text(files.root->list()) == "a c ");
}

TEST_CASE("a name that comes back while its folder is listed is there") {
  const ThreeFiles files;
  int looks = 0;
  const Lookups once("b", [&] { return ++looks == 1; });
  CHECK(text(files.root->list()) == "a b c ");
  CHECK(looks == 2);
}

}  // namespace
}  // namespace lockstep
