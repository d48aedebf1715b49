// Extended attributes that are too many to be listed, or too large for the replica's volume.
#include "core/pass_fixture.h"

namespace lockstep {
namespace {

std::string bytes(std::size_t count) { return std::string(count, 'x'); }

void set(MemoryTree& tree, const std::string& path, const std::string& name,
         const std::string& value) {
  set_attribute(*tree.open(), path, name, value);
}

std::vector<std::string> names_of(MemoryTree& tree, const std::string& path) {
  std::vector<std::string> names;
  const auto read = tree.open()->read_child_attributes(path);
  REQUIRE(read);
  for (const Attribute& attribute : *read) names.push_back(attribute.name);
  return names;
}

void list_two(MemoryTree& tree) {
  tree.change_options([](MemoryOptions& options) { options.most_attributes_listed = 2; });
}

using Names = std::vector<std::string>;

MemoryOptions block_of(std::uint64_t size) {
  MemoryOptions options;
  options.attribute_bytes = size;
  return options;
}

TEST_CASE("attributes too large for the replica's volume are one notice, and then left alone") {
  Mirror mirror(1, block_of(4'000));
  build(*mirror.source.open(), "a:one b:two c:three");
  set(mirror.source, "a", "user.large", bytes(5'000));
  set(mirror.source, "a", "user.small", bytes(10));
  set(mirror.source, "b", "user.one", bytes(3'000));
  set(mirror.source, "b", "user.two", bytes(3'000));
  set(mirror.source, "c", "user.fits", bytes(3'500));
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(mirror.told.notices.size() == 1);
  CHECK(mirror.told.problems.empty());
  CHECK(names_of(mirror.replica, "a") == Names{"user.small"});
  CHECK(names_of(mirror.replica, "b") == Names{"user.one"});
  CHECK(names_of(mirror.replica, "c") == Names{"user.fits"});
  mirror.check_idle();
}

TEST_CASE("verify calls equal what its volume can't hold, and says so") {
  Mirror mirror(1, block_of(4'000));
  build(*mirror.source.open(), "a:one d/");
  set(mirror.source, "a", "user.large", bytes(5'000));
  set(mirror.source, "d", "user.large", bytes(5'000));
  mirror.pass();
  REQUIRE(mirror.told.notices.size() == 1);
  const std::string notice = mirror.told.notices.front();
  CHECK(mirror.verify().operations.empty());
  CHECK(mirror.told.notices == std::vector<std::string>{notice});
  // A volume that has room for all shows nothing of the kind.
  set(mirror.source, "a", "user.small", "changed");
  CHECK(mirror.verify().operations.size() == 1);
}

TEST_CASE("another attribute of an entry with one that is too large is still mirrored") {
  Mirror mirror(1, block_of(4'000));
  build(*mirror.source.open(), "a:one");
  set(mirror.source, "a", "user.large", bytes(5'000));
  mirror.pass();
  set(mirror.source, "a", "user.small", "new");
  mirror.pass();
  CHECK(mirror.told.text() == "update_metadata a (xattrs)\n");
  CHECK(mirror.told.problems.empty());
  CHECK(names_of(mirror.replica, "a") == Names{"user.small"});
  mirror.check_idle();
}

TEST_CASE("an attribute that grew too large is not left at what it was") {
  Mirror mirror(1, block_of(4'000));
  build(*mirror.source.open(), "a:one b:two");
  set(mirror.source, "a", "user.grows", bytes(3'000));
  mirror.pass();
  REQUIRE(names_of(mirror.replica, "a") == Names{"user.grows"});
  // The test is made without a limit that is known, and with one.
  set(mirror.source, "a", "user.grows", bytes(6'000));
  mirror.pass();
  CHECK(mirror.told.notices.size() == 1);
  CHECK(names_of(mirror.replica, "a").empty());
  mirror.check_idle();
  set(mirror.source, "a", "user.grows", bytes(2'000));
  mirror.pass();
  REQUIRE(names_of(mirror.replica, "a") == Names{"user.grows"});
  set(mirror.source, "a", "user.grows", bytes(6'000));
  set(mirror.source, "a", "user.other", bytes(1'500));
  mirror.pass();
  CHECK(mirror.told.problems.empty());
  CHECK(names_of(mirror.replica, "a") == Names{"user.other"});
  mirror.check_idle();
}

TEST_CASE("a volume that limits each attribute holds many of them") {
  MemoryOptions options;
  options.each_attribute_bytes = 4'000;
  Mirror mirror(1, options);
  build(*mirror.source.open(), "a:one b:two");
  set(mirror.source, "a", "user.a", bytes(3'500));
  set(mirror.source, "a", "user.b", bytes(3'500));
  set(mirror.source, "a", "user.c", bytes(3'500));
  set(mirror.source, "b", "user.large", bytes(4'500));
  set(mirror.source, "b", "user.small", "x");
  mirror.pass();
  CHECK(mirror.told.notices.size() == 1);
  CHECK(names_of(mirror.replica, "a") == Names{"user.a", "user.b", "user.c"});
  CHECK(names_of(mirror.replica, "b") == Names{"user.small"});
  mirror.check_idle();
  set(mirror.source, "a", "user.c", bytes(3'400));
  mirror.pass();
  CHECK(mirror.told.text() == "update_metadata a (xattrs)\n");
}

TEST_CASE("a large attribute makes room for an access list and a capability") {
  Mirror mirror(1, block_of(4'000));
  build(*mirror.source.open(), "new:one old:two");
  set(mirror.source, "old", "user.large", bytes(3'800));
  mirror.pass();
  REQUIRE(names_of(mirror.replica, "old") == Names{"user.large"});
  for (const char* const path : {"new", "old"}) {
    set(mirror.source, path, "user.large", bytes(3'800));
    set(mirror.source, path, "security.capability", bytes(100));
    set(mirror.source, path, "system.posix_acl_access", bytes(100));
  }
  mirror.pass();
  CHECK(mirror.told.problems.empty());
  CHECK(mirror.told.notices.size() == 1);
  for (const char* const path : {"new", "old"})
    CHECK(names_of(mirror.replica, path) ==
          Names{"security.capability", "system.posix_acl_access"});
  mirror.check_idle();
}

TEST_CASE("an access list for which there is no room at all is a problem") {
  Mirror mirror(1, block_of(100));
  build(*mirror.source.open(), "a:one");
  set(mirror.source, "a", "system.posix_acl_access", bytes(200));
  CHECK(mirror.pass().summary.result == PassResult::problems);
  CHECK(mirror.told.notices.empty());
}

// --- more than the system lists

TEST_CASE("a file with more attributes than can be listed is copied, and its list is the problem") {
  Mirror mirror;
  build(*mirror.source.open(), "a:one{0640}");
  list_two(mirror.source);
  for (const char* const name : {"user.a", "user.b", "user.c", "system.posix_acl_access"})
    set(mirror.source, "a", name, "value");
  CHECK(mirror.pass().summary.result == PassResult::problems);
  CHECK(mirror.told.problems.size() == 1);
  CHECK(read_file(*mirror.replica.open(), "a") == "one");
  // The attribute that decides who may read it is there all the same.
  CHECK(names_of(mirror.replica, "a") == Names{"system.posix_acl_access"});
}

TEST_CASE("what else changed is mirrored, and nothing is removed, where a list is not complete") {
  Mirror mirror;
  build(*mirror.source.open(), "a:one d/ d/in:two");
  for (const char* const path : {"a", "d"})
    for (const char* const name : {"user.a", "user.b", "user.c"})
      set(mirror.source, path, name, "value");
  mirror.pass();
  REQUIRE(mirror.told.problems.empty());
  list_two(mirror.source);
  set(mirror.source, "a", "user.d", "value");
  set(mirror.source, "d", "user.d", "value");
  set(mirror.source, "a", "system.posix_acl_access", "list");
  set_mode(*mirror.source.open(), "a", 0600);
  write_file(*mirror.source.open(), "d/new", "three");
  CHECK(mirror.pass().summary.result == PassResult::problems);
  CHECK(mirror.told.problems.size() == 2);
  CHECK(mirror.record->first_pass.unread_folders.empty());
  CHECK(read_file(*mirror.replica.open(), "d/new") == "three");
  CHECK(examine(*mirror.replica.open(), "a").mode == 0600);
  CHECK(names_of(mirror.replica, "a") ==
        Names{"system.posix_acl_access", "user.a", "user.b", "user.c"});
}

TEST_CASE("attributes that can't be read keep no folder from being looked into") {
  Mirror mirror;
  build(*mirror.source.open(), "d/ d/in:two");
  mirror.pass();
  write_file(*mirror.source.open(), "d/new", "three");
  mirror.record.reset();
  FaultyTree source(mirror.source.open());
  source.fail_operation(Operation::read_child_attributes, 1, ErrorKind::input_output,
                        Lasting::for_ever);
  mirror.let_everything_through();
  CHECK(mirror.pass(*source.open(), *mirror.replica.open()).summary.result == PassResult::problems);
  CHECK(mirror.record->first_pass.unread_folders.empty());
  CHECK(read_file(*mirror.replica.open(), "d/new") == "three");
}

}  // namespace
}  // namespace lockstep
