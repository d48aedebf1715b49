#include "service/registration/other_writers_linux.h"

#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

#include "service/refusals.h"

using namespace lockstep;

namespace {

constexpr TrustedUsers kRoot{.user = 0, .unknown_root = std::nullopt};
constexpr TrustedUsers kUser{.user = 1000, .unknown_root = std::nullopt};
using Kind = ProtectedObject::Kind;

std::string who(const ProtectedObject& what, const TrustedUsers& trusted = kRoot) {
  const auto writer = other_writer(what, trusted);
  return writer ? writer->who : "";
}

std::string one_job(const Sandbox& box) {
  return "[[job]]\nname = \"a\"\nsource = \"" + box.path("s") + "\"\nreplica = \"" + box.path("r") +
         "\"\n";
}

}  // namespace

TEST_CASE("what root alone may write has no other writer") {
  CHECK(who({Kind::file, 0, 0, 0644, false}).empty());
  CHECK(who({Kind::folder, 0, 0, 0755, false}).empty());
  CHECK(who({Kind::file, 0, 0, 0664, false}).empty());  // root's own group
  CHECK(who({Kind::link, 0, 100, 0777, false}).empty());
}

TEST_CASE("an owner, a group, everybody and an access list are other writers") {
  CHECK(who({Kind::file, 1000, 0, 0600, false}) == "user 1000");
  CHECK(who({Kind::folder, 1000, 0, 0700, false}) == "user 1000");
  CHECK(who({Kind::link, 1000, 0, 0777, false}) == "user 1000");
  CHECK(who({Kind::file, 0, 100, 0664, false}) == "group 100");
  CHECK(who({Kind::folder, 0, 0, 0757, false}) == "everybody");
  CHECK(who({Kind::file, 0, 0, 0646, false}) == "everybody");
  CHECK_FALSE(who({Kind::file, 0, 0, 0664, true}).empty());
  CHECK(who({Kind::file, 0, 0, 0644, true}).empty());  // the mask takes the right away
}

TEST_CASE("in a folder with the sticky bit nobody takes away what is another's") {
  CHECK(who({Kind::folder, 0, 0, 01777, false}).empty());
  CHECK(who({Kind::folder, 1000, 0, 01777, false}) == "user 1000");
  CHECK(who({Kind::file, 0, 0, 01666, false}) == "everybody");
}

TEST_CASE("a user trusts root, and the group that is this user's alone") {
  CHECK(who({Kind::file, 1000, 1000, 0664, false}, kUser).empty());
  CHECK(who({Kind::file, 0, 0, 0644, false}, kUser).empty());
  CHECK(who({Kind::file, 1001, 1000, 0644, false}, kUser) == "user 1001");
  CHECK(who({Kind::file, 1000, 100, 0664, false}, kUser) == "group 100");
}

TEST_CASE("where root is unknown its files belong to nobody, who is trusted then") {
  const TrustedUsers trusted{.user = 1000, .unknown_root = 65534};
  CHECK(who({Kind::folder, 65534, 65534, 0755, false}, trusted).empty());
  CHECK(who({Kind::folder, 65534, 65534, 0755, false}, kUser) == "user 65534");
}

TEST_CASE("a configuration that others may write is refused, with what to do") {
  Refusals refusals;
  refusals.box.write("etc/c.toml", one_job(refusals.box));
  const std::string file = refusals.path("etc/c.toml");
  const auto refused = [&](const std::string& what) {
    for (const char* const command : {"sync", "run"}) {
      const std::string line = refusals.line(2, {command, "--config", file});
      CHECK(contains(line, "'" + what + "' can be changed by "));
    }
    (void)refusals.line(2, {"service", "run", "--config", file});
    const Finished checked = refusals.box.run({"config", "check", file});
    CHECK(checked.exit_code == 0);
    CHECK(contains(checked.error, "warning: '" + what + "' can be changed by "));
  };
  chmod(file.c_str(), 0646);
  refused(file);
  chmod(file.c_str(), 0644);
  const std::string folder = refusals.path("etc");
  chmod(folder.c_str(), 0777);
  refused(folder);
  chmod(folder.c_str(), 01777);
  CHECK(refusals.box.run({"config", "check", file}).error.empty());
  if (geteuid() != 0) return;
  REQUIRE(chown(file.c_str(), 4711, 4711) == 0);
  refused(file);
  REQUIRE(chown(file.c_str(), 0, 0) == 0);
  // The path is another user's link, to a file of root's.
  const std::string link = refusals.path("etc/link.toml");
  std::filesystem::create_symlink("c.toml", link);
  CHECK(refusals.box.run({"config", "check", link}).error.empty());
  REQUIRE(lchown(link.c_str(), 4711, 4711) == 0);
  CHECK(contains(refusals.line(2, {"sync", "--config", link}),
                 "'" + link + "' can be changed by user 4711"));
}

TEST_CASE("the folders that a link leads through count as well") {
  Refusals refusals;
  refusals.box.write("theirs/c.toml", one_job(refusals.box));
  std::filesystem::create_directory(refusals.path("etc"));
  std::filesystem::create_symlink("../theirs/c.toml", refusals.path("etc/c.toml"));
  chmod(refusals.path("theirs").c_str(), 0777);
  CHECK(contains(refusals.line(2, {"sync", "--config", refusals.path("etc/c.toml")}),
                 "'" + refusals.path("theirs") + "' can be changed by everybody"));
}
