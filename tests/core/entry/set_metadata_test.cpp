// Tests the order in which an entry gets its metadata, and what is looked at again in between.
#include "core/faulty_mirror.h"

namespace lockstep {
namespace {

constexpr std::uint16_t kSetIds = 06000;

TEST_CASE("setuid is not given to a file whose owner the volume dropped, whatever it did before") {
  FaultyMirror mirror;
  build(*mirror.source.open(), "a:x{0644,1:1} b:x{04755,1:1} c:x{02755,1:1}");
  // This begins with the second owner: the first one taught that the volume keeps them.
  mirror.to.before_operation(Operation::set_owner, 2, [&] {
    mirror.replica.change_options([](MemoryOptions& options) {
      options.can.owners = false;
      options.ignores_owners = true;
    });
  });
  mirror.faulty_pass();
  mirror.replica.change_options([](MemoryOptions& options) { options.can.owners = true; });
  const auto root = mirror.replica.open();
  CHECK(examine(*root, "a").owner == 1);
  CHECK(examine(*root, "b").owner == 0);
  CHECK((examine(*root, "b").mode & kSetIds) == 0);
  CHECK((examine(*root, "c").mode & kSetIds) == 0);
  CHECK((examine(*root, "b").mode & 0777) == 0755);
}

TEST_CASE("a change of owner alone keeps setuid, setgid and capabilities") {
  for (const char* const how :
       {"{04755,1:0}", "{02755,0:1}", "{06711,1:1}", "{0755,1:1,security.capability=some}"}) {
    CAPTURE(how);
    FaultyMirror mirror;
    build(*mirror.source.open(), std::string("f:x") + how);
    mirror.pass();
    const Timestamp time = examine(*mirror.source.open(), "f").modified();
    REQUIRE((*mirror.replica.open()->open_entry("f"))->set_owner(0, 0));
    if (std::string(how).find("capability") != std::string::npos)
      set_attribute(*mirror.replica.open(), "f", "security.capability", "some");
    set_mode(*mirror.replica.open(), "f", examine(*mirror.source.open(), "f").mode);
    set_modified(*mirror.replica.open(), "f", time);
    mirror.pass();
    // A file with setuid or setgid gets its owner as a copy, never in place.
    const bool sets_id = (examine(*mirror.source.open(), "f").mode & kSetIds) != 0;
    CHECK(mirror.told.text() ==
          (sets_id ? "update_file f (owner)\n" : "update_metadata f (owner)\n"));
    CHECK(mirror.difference() == "");
    mirror.check_idle();
  }
}

TEST_CASE("access lists come after the other attributes: they may take the right to set those") {
  const std::string list = "system.posix_acl_access=list";
  for (const bool exists_already : {true, false}) {
    CAPTURE(exists_already);
    FaultyMirror mirror;
    if (exists_already) {
      build(*mirror.source.open(), "f:x{@5.5}");
      mirror.pass();
      set_attribute(*mirror.source.open(), "f", "system.posix_acl_access", "list");
      for (const char* const name : {"user.a", "user.z", "trusted.b"})
        set_attribute(*mirror.source.open(), "f", name, "1");
    } else {
      build(*mirror.source.open(), "f:x{" + list + ",trusted.b=1,user.a=1,user.z=1}");
    }
    bool restricted = false;
    mirror.to.fail_when(
        [&](const Call& call) {
          if (call.operation != Operation::set_attribute) return false;
          if (call.new_path.starts_with("system.")) restricted = true;
          return restricted && !call.new_path.starts_with("system.");
        },
        ErrorKind::permission_denied);
    mirror.faulty_pass();
    CHECK(restricted);
    CHECK(mirror.problems() == "");
    CHECK(mirror.difference() == "");
  }
}

TEST_CASE("of attributes that differ in part the others stay as they are") {
  FaultyMirror mirror;
  build(*mirror.source.open(), "f:x{user.a=1,user.b=2,user.c=3} d/{user.a=1,user.b=2,user.c=3}");
  mirror.pass();
  for (const char* const path : {"f", "d"}) {
    set_attribute(*mirror.source.open(), path, "user.b", "other");
    set_attribute(*mirror.source.open(), path, "user.d", "4");
    REQUIRE((*mirror.source.open()->open_entry(path))->remove_attribute("user.c"));
  }
  mirror.faulty_pass();
  CHECK(mirror.difference() == "");
  std::string changed;
  for (const Call& call : mirror.to.calls())
    if (!call.new_path.empty()) changed += call.path + " " + call.new_path + ", ";
  CHECK(changed == "f user.c, f user.b, f user.d, d user.c, d user.b, d user.d, ");
}

TEST_CASE("who owns what is made in a folder with setgid is asked, not taken from elsewhere") {
  FaultyMirror mirror;
  build(*mirror.source.open(), "g/{02775,0:5} k:");
  mirror.pass();
  build(*mirror.source.open(), "a:1 g/f:2{0644,0:0} g/h:3{0644,0:5} g/l->x g/s/f:4{0644,0:0}");
  mirror.pass();
  CHECK(mirror.difference() == "");
  CHECK(examine(*mirror.replica.open(), "g/f").group == 0);
  mirror.check_idle();
}

TEST_CASE("setgid is not given for a group that a new file only seems to have") {
  FaultyMirror mirror;
  build(*mirror.source.open(), "a:x{0644,0:0} b:x{02755,0:0}");
  // The first file shows whom new ones belong to; then the volume is mounted in another way.
  mirror.to.before_operation(Operation::stage_unnamed, 2, [&] {
    mirror.replica.change_options([](MemoryOptions& options) { options.new_group = 9; });
  });
  mirror.faulty_pass();
  CHECK(mirror.difference() == "");
}

TEST_CASE("nor does what was made in such a folder tell who owns what is made elsewhere") {
  FaultyMirror mirror;
  build(*mirror.source.open(), "a/ g/{02775,0:5} z/");
  mirror.pass();
  build(*mirror.source.open(), "a/f:1{0644,0:5} g/f:2{0644,0:5} z/f:3{0644,0:5}");
  mirror.pass();
  CHECK(mirror.difference() == "");
}

TEST_CASE("what is made in a folder with a default access list is asked for what it inherited") {
  FaultyMirror mirror;
  build(*mirror.source.open(), "g/{system.posix_acl_default=list} h/");
  mirror.pass();
  build(*mirror.source.open(), "g/f:1{0640} h/f:2{0640}");
  std::string asked;
  mirror.to.before_each([&](const Call& call) {
    if (call.operation == Operation::read_attributes && call.path.ends_with("(unnamed)"))
      asked += call.path;
    if (call.operation == Operation::set_mode) asked += " mode";
  });
  mirror.faulty_pass();
  CHECK(asked == "g/(unnamed) mode");
  CHECK(mirror.difference() == "");
}

TEST_CASE("a folder that others shape may hand down at any moment: each file is asked") {
  FaultyMirror mirror;
  SUBCASE("it belongs to another user") { build(*mirror.source.open(), "d/{0755,7:7}"); }
  SUBCASE("others may write to it") { build(*mirror.source.open(), "d/{0775,0:7}"); }
  mirror.pass();
  build(*mirror.source.open(), "d/a:1{0640,0:0} d/b:2{0640,0:0} d/c:3{0640,0:0} d/l->x{0:0}");
  mirror.to.before_operation(Operation::stage_unnamed, 2, [&] {
    set_mode(*mirror.replica.open(), "d", 02775);
  });
  mirror.to.before_operation(Operation::stage_unnamed, 3, [&] {
    set_attribute(*mirror.replica.open(), "d", "system.posix_acl_default", "list");
  });
  std::string asked;
  mirror.to.before_each([&](const Call& call) {
    if (call.operation == Operation::read_attributes && call.path.ends_with("(unnamed)"))
      asked += "x";
  });
  mirror.faulty_pass();
  for (const char* name : {"d/a", "d/b", "d/c", "d/l"}) {
    CAPTURE(name);
    CHECK(examine(*mirror.replica.open(), name).group == 0);
  }
  CHECK(asked == "xxx");
}

TEST_CASE("where nobody else shapes a folder no file is asked for what it inherited") {
  FaultyMirror mirror;
  build(*mirror.source.open(), "d/");
  mirror.pass();
  build(*mirror.source.open(), "d/a:1{0640,0:0} d/b:2{0640,0:0}");
  bool asked = false;
  mirror.to.before_each([&](const Call& call) {
    asked |= call.operation == Operation::read_attributes && call.path.ends_with("(unnamed)");
  });
  mirror.faulty_pass();
  CHECK_FALSE(asked);
}

TEST_CASE("a mode is set anew after an access list was, which may have changed it") {
  FaultyMirror mirror;
  build(*mirror.source.open(), "f:x{0640,@5.5}");
  mirror.pass();
  set_attribute(*mirror.source.open(), "f", "system.posix_acl_access", "list");
  mirror.to.before_each([&](const Call& call) {
    // The system does this when the list is set, which comes just before.
    if (call.operation == Operation::set_mode) set_mode(*mirror.replica.open(), "f", 0660);
  });
  mirror.faulty_pass();
  CHECK(mirror.to.count(Operation::set_mode) == 1);
  CHECK(mirror.difference() == "");
}

TEST_CASE("the mode comes after the attributes, and the time last") {
  FaultyMirror mirror;
  build(*mirror.source.open(), "f:x{04751,1:1,@5.5,user.a=1} d/{02750,1:1,@6.5,user.a=1}");
  mirror.faulty_pass();
  std::string file;
  std::string folder;
  for (const Call& call : mirror.to.calls()) {
    std::string* const order = call.path == "(unnamed)" ? &file
                               : call.path == "d"       ? &folder
                                                        : nullptr;
    if (order == nullptr) continue;
    if (call.operation == Operation::set_owner) *order += 'o';
    if (call.operation == Operation::set_attribute) *order += 'a';
    if (call.operation == Operation::set_mode) *order += 'm';
    if (call.operation == Operation::set_modified) *order += 't';
    if (call.operation == Operation::publish) *order += 'p';
  }
  CHECK(file == "oamtp");
  CHECK(folder == "oamt");
  CHECK(mirror.difference() == "");
}

}  // namespace
}  // namespace lockstep
