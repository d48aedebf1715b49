// Tests bind mounts, which show the same folder in two places, and no parent tells. Each test
// mounts in a child alone.
#include <filesystem>
#include <functional>
#include <string>
#include <sys/mount.h>

#include <doctest/doctest.h>

#include "platform/disk/roots.h"
#include "support/system/child_process_linux.h"
#include "support/system/temporary_folder.h"
#include "support/trees/feature.h"

namespace lockstep {
namespace {

namespace fs = std::filesystem;

std::string overlap(const std::string& source, const std::string& replica) {
  const auto from = find_root(source);
  const auto to = find_root(replica);
  if (!from || !to) return "error " + (from ? to : from).error().message();
  if (!(*from)->missing().empty()) return "error: no source";
  const auto found = find_overlap(**from, **to);
  if (!found) {
    return "error " + found.error().message();
  }
  constexpr const char* kKinds[] = {"none", "same", "replica in source ", "source in replica"};
  return kKinds[static_cast<int>(found->kind)] + found->inner;
}

bool bind_folder(const std::string& from, const std::string& to) {
  return mount(from.c_str(), to.c_str(), nullptr, MS_BIND, nullptr) == 0;
}

// False in a chroot into a folder that is no mount point, and if root is not allowed it.
bool can_bind(const TemporaryFolder& folder) {
  return in_child([&] {
           return enter_private_mounts() && bind_folder(folder / "third", folder / "elsewhere")
                      ? "yes"
                      : "no";
         }) == "yes";
}

// Returns what `body` says while `from` is mounted on `to`.
std::string with_bind(const TemporaryFolder& folder, const std::string& from, const std::string& to,
                      const std::function<std::string()>& body) {
  return in_child([&]() -> std::string {
    return enter_private_mounts() && bind_folder(folder / from, folder / to) ? body()
                                                                             : "not mounted";
  });
}

TEST_CASE("roots that lie in each other are found through bind mounts") {
  const TemporaryFolder folder;
  fs::create_directories(folder / "source/inner/most");
  fs::create_directories(folder / "elsewhere/point");
  fs::create_directories(folder / "third");
  if (!can_bind(folder)) {
    say_lacking(Feature::private_mounts);
    return;
  }
  const std::string source = folder / "source";
  const std::string point = folder / "elsewhere/point";

  SUBCASE("the source itself") {
    CHECK(with_bind(folder, "source", "elsewhere/point", [&] {
            return overlap(source, point) + "; " + overlap(source, point + "/inner") + "; " +
                   overlap(source + "/inner", point) + "; " + overlap(source, point + "/new");
          }) == "same; replica in source inner; source in replica; replica in source new");
  }
  SUBCASE("a folder in the source") {
    CHECK(with_bind(folder, "source/inner", "elsewhere/point",
                    [&] {
                      return overlap(source, point) + "; " + overlap(source, point + "/most") +
                             "; " + overlap(source, point + "/new/er") + "; " +
                             overlap(point, source) + "; " + overlap(source, folder / "elsewhere");
                    }) ==
          "replica in source inner; replica in source inner/most; "
          "replica in source inner/new/er; source in replica; "
          "replica in source inner");
  }
  SUBCASE("a folder of the replica, mounted in the source") {
    CHECK(with_bind(folder, "third", "source/inner", [&] {
            return overlap(source, folder / "third") + "; " + overlap(folder / "third", source) +
                   "; " + overlap(source, folder / "third/new");
          }) == "replica in source inner; source in replica; replica in source inner/new");
  }
  SUBCASE("strangers stay strangers") {
    CHECK(with_bind(folder, "third", "elsewhere/point", [&] {
            return overlap(source, point) + "; " + overlap(point, source) + "; " +
                   overlap(source, folder / "elsewhere/new");
          }) == "none; none; none");
  }
}

}  // namespace
}  // namespace lockstep
