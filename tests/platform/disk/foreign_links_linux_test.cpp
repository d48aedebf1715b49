// Tests roots whose paths lead through entries of other users. Only root can make such entries, and
// run these tests.
#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "platform/disk/roots.h"
#include "platform/disk/small_file.h"
#include "support/system/child_process_linux.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

namespace fs = std::filesystem;

constexpr uid_t kMallory = 54'321;

void make_link(const std::string& target, const std::string& path, uid_t owner) {
  fs::create_symlink(target, path);
  REQUIRE(lchown(path.c_str(), owner, owner) == 0);
}
void make_folder(const std::string& path, uid_t owner, mode_t mode = 0755) {
  fs::create_directory(path);
  REQUIRE(chown(path.c_str(), owner, owner) == 0);
  REQUIRE(chmod(path.c_str(), mode) == 0);
}

// The places that a root's path may have links in.
std::string path_with_link(const TemporaryFolder& folder, uid_t owner) {
  fs::create_directories(folder / "real/inner");
  std::string path;
  SUBCASE("the folder itself") {
    make_link("real", folder / "link", owner);
    path = folder / "link";
  }
  SUBCASE("above it, absolute") {
    make_link(folder / "real", folder / "link", owner);
    path = folder / "link/inner";
  }
  SUBCASE("behind a link of root") {
    make_link("real", folder / "link", owner);
    make_link("link/inner", folder / "first", 0);
    path = folder / "first";
  }
  SUBCASE("left again by ..") {
    make_link("real/inner", folder / "link", owner);
    path = folder / "link/../inner";
  }
  return path;
}

TEST_CASE("a root is not reached through another user's link, and the link is named") {
  if (!is_root()) return;
  const TemporaryFolder folder;
  const std::string path = path_with_link(folder, kMallory);
  const auto opened = open_root(path);
  CHECK(kind_of(opened) == ErrorKind::is_a_link);
  CHECK(opened.error().message().starts_with("it leads through the link '" + (folder / "link") +
                                             "', which belongs to user 54321 and leads to '"));
  CHECK(kind_of(create_folders(path + "/new")) == ErrorKind::is_a_link);
  CHECK(fs::is_empty(folder / "real/inner"));
  const auto place = find_root(path);
  REQUIRE(place);
  CHECK((*place)->foreign_links().size() == 1);
  CHECK((*place)->others_may_exchange());
  CHECK((*place)->real() == fs::canonical(path).string());
}

TEST_CASE("a root is reached through root's own links") {
  if (!is_root()) return;
  const TemporaryFolder folder;
  const std::string path = path_with_link(folder, 0);
  CHECK(open_root(path).has_value());
  CHECK(create_folders(path + "/new") == 1);
  CHECK(fs::is_directory(path + "/new"));
}

// The link itself belongs to root, but others may have moved it there.
TEST_CASE("a root is not reached through a link that others may have moved there") {
  if (!is_root()) return;
  const TemporaryFolder folder;
  fs::create_directories(folder / "real/inner");
  std::string who;
  SUBCASE("its folder belongs to another user") {
    make_folder(folder / "theirs", kMallory);
    who = "user 54321";
  }
  SUBCASE("everybody may write to it, with the sticky bit") {
    make_folder(folder / "theirs", 0, 01777);
    who = "every user";
  }
  SUBCASE("a group may write to it") {
    make_folder(folder / "theirs", 0, 0775);
    REQUIRE(chown((folder / "theirs").c_str(), 0, kMallory) == 0);
    who = "the group 54321";
  }
  SUBCASE("so may root's own group") {
    make_folder(folder / "theirs", 0, 0775);
    who = "the group root (0)";
  }
  make_link(folder / "real", folder / "theirs/link", 0);
  for (const char* path : {"theirs/link", "theirs/link/inner"}) {
    const auto opened = open_root(folder / path);
    REQUIRE(kind_of(opened) == ErrorKind::is_a_link);
    CHECK(opened.error().message() == "it leads through the link '" + (folder / "theirs/link") +
                                          "', which leads to '" + (folder / "real") +
                                          "' and lies in '" + (folder / "theirs") + "', where " +
                                          who + " may put another one");
  }
  // The link is not followed behind a link of root's in a folder of root's, either.
  make_link("theirs/link", folder / "first", 0);
  CHECK(kind_of(open_root(folder / "first")) == ErrorKind::is_a_link);
  // The same holds for files of our own.
  CHECK(kind_of(write_small_file(folder / "theirs/link/file", "x")) == ErrorKind::is_a_link);
  REQUIRE(write_small_file(folder / "real/file", "x"));
  make_link(folder / "real/file", folder / "theirs/file", 0);
  CHECK(kind_of(read_state_file(folder / "theirs/file", 10)) == ErrorKind::is_a_link);
  const auto place = find_root(folder / "theirs/link");
  REQUIRE(place);
  CHECK((*place)->foreign_links().size() == 1);
  CHECK((*place)->others_may_exchange());
}

TEST_CASE("a user's own links in their own folders are followed, if their group may write there") {
  const TemporaryFolder folder;
  REQUIRE(chmod((folder / "").c_str(), 0777) == 0);
  const std::string answer = in_child([&]() -> std::string {
    if (is_root() && !become_nobody()) return "followed";
    if (getuid() != getgid()) return "followed";  // in that case the group is not the user's own
    fs::create_directories(folder / "home/real");
    if (chmod((folder / "home").c_str(), 0775) != 0) return "chmod";
    fs::create_symlink("real", folder / "home/link");
    const auto opened = open_root(folder / "home/link");
    return opened ? "followed" : opened.error().message();
  });
  CHECK(answer == "followed");
}

TEST_CASE("links that lead in a circle, or nowhere, come to an end") {
  const TemporaryFolder folder;
  fs::create_symlink("b", folder / "a");
  fs::create_symlink("a", folder / "b");
  CHECK_FALSE(find_root(folder / "a"));
  fs::create_symlink("not/there", folder / "dangling");
  const auto place = find_root(folder / "dangling/x/../y");
  REQUIRE(place);
  CHECK((*place)->real() == (folder / "not/there/y"));
  CHECK((*place)->missing() == std::vector<std::string>{"not", "there", "y"});
  CHECK(kind_of((*place)->create()) == ErrorKind::already_exists);
}

TEST_CASE("who may rename what a path names may exchange the folder") {
  if (!is_root()) return;
  const TemporaryFolder folder;
  const auto may_exchange = [&](const std::string& path) {
    const auto place = find_root(folder / path);
    return place && (*place)->others_may_exchange();
  };
  make_folder(folder / "ours", 0);
  make_folder(folder / "ours/root", kMallory);  // the folder's owner may not rename it
  CHECK_FALSE(may_exchange("ours/root"));
  make_folder(folder / "theirs", kMallory);
  make_folder(folder / "theirs/root", 0);
  CHECK(may_exchange("theirs/root"));
  make_folder(folder / "theirs/root/below", 0);
  CHECK(may_exchange("theirs/root/below"));
  make_folder(folder / "shared", 0, 0775);
  make_folder(folder / "shared/root", 0);
  CHECK(may_exchange("shared/root"));
  make_folder(folder / "tmp", 0, 01777);
  make_folder(folder / "tmp/root", 0);
  make_folder(folder / "tmp/theirs", kMallory);
  CHECK_FALSE(may_exchange("tmp/root"));
  CHECK(may_exchange("tmp/theirs"));
}

TEST_CASE("what is created lies where the path led when it was resolved") {
  const TemporaryFolder folder;
  fs::create_directories(folder / "victim");
  fs::create_directories(folder / "around");
  const auto place = find_root(folder / "around/replica/inner");
  REQUIRE(place);
  fs::rename(folder / "around", folder / "moved");
  fs::create_symlink("victim", folder / "around");
  const auto created = (*place)->create();
  REQUIRE(created);
  CHECK(created->folders == 2);
  CHECK(created->is_new);
  CHECK(fs::is_empty(folder / "victim"));
  CHECK(fs::is_directory(folder / "moved/replica/inner"));
  const auto opened = (*place)->open(SecurityDescriptors::left_out);
  REQUIRE(opened);
  make_file(**opened, "file", "x");
  CHECK(fs::exists(folder / "moved/replica/inner/file"));
}

TEST_CASE("a link that is planted where a folder is to be created is not followed") {
  const TemporaryFolder folder;
  fs::create_directories(folder / "victim");
  const auto place = find_root(folder / "replica/inner");
  REQUIRE(place);
  fs::create_symlink("victim", folder / "replica");
  CHECK(kind_of((*place)->create()) == ErrorKind::already_exists);
  CHECK(fs::is_empty(folder / "victim"));
}

TEST_CASE("files of our own are not written or read where another user's link leads") {
  if (!is_root()) return;
  const TemporaryFolder folder;
  fs::create_directories(folder / "real");
  make_link("real", folder / "link", kMallory);
  CHECK(kind_of(write_small_file(folder / "link/file", "x")) == ErrorKind::is_a_link);
  CHECK(kind_of(create_small_file(folder / "link/file", "x")) == ErrorKind::is_a_link);
  CHECK(fs::is_empty(folder / "real"));
  REQUIRE(write_small_file(folder / "real/file", "x"));
  CHECK(kind_of(read_state_file(folder / "link/file", 10)) == ErrorKind::is_a_link);
  CHECK(kind_of(remove_small_file(folder / "link/file")) == ErrorKind::is_a_link);
  make_link("real/file", folder / "theirs", kMallory);
  CHECK(kind_of(read_state_file(folder / "theirs", 10)) == ErrorKind::is_a_link);
  make_link("real/file", folder / "ours", 0);
  CHECK(read_state_file(folder / "ours", 10) == "x");
}

TEST_CASE("a fifo in the place of a file of our own is refused, and not waited for") {
  const TemporaryFolder folder;
  REQUIRE(mkfifo((folder / "fifo").c_str(), 0600) == 0);
  CHECK(kind_of(read_state_file(folder / "fifo", 10)) == ErrorKind::invalid);
}

}  // namespace
}  // namespace lockstep
