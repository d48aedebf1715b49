// Tests links, special files and hard links: what they replace, what they join, and what is left of
// them when something fails.
#include "core/faulty_mirror.h"

namespace lockstep {
namespace {

TEST_CASE("a hard link planted in the place of a new entry does not get the entry's metadata") {
  for (const char* const fresh : {"new|fifo{0644,7:7}", "new->x"}) {
    CAPTURE(fresh);
    FaultyMirror mirror;
    build(*mirror.source.open(), std::string(fresh) == "new->x" ? "victim->y" : "victim|fifo");
    mirror.pass();
    build(*mirror.source.open(), fresh);
    if (std::string(fresh) == "new->x")
      REQUIRE((*mirror.source.open()->open_entry("new"))->set_owner(7, 7));
    const Entry before = examine(*mirror.replica.open(), "victim");
    const auto done = before_first(mirror.to, Operation::open_entry, "new", [&] {
      const auto root = mirror.replica.open();
      REQUIRE(root->remove("new"));
      REQUIRE(root->create_hard_link(*root, "victim", "new"));
    });
    mirror.faulty_pass();
    CHECK(*done);
    CHECK(mirror.told.problems.size() == 1);
    const Entry after = examine(*mirror.replica.open(), "victim");
    CHECK(after.mode == before.mode);
    CHECK(after.owner == before.owner);
    CHECK(after.modified() == before.modified());
    mirror.check_recovery();
  }
}

TEST_CASE("an entry of another kind in the place of a new one is left alone") {
  FaultyMirror mirror;
  build(*mirror.source.open(), "new|fifo{0644,7:7}");
  const auto done = before_first(mirror.to, Operation::open_entry, "new", [&] {
    REQUIRE(mirror.replica.open()->remove("new"));
    build(*mirror.replica.open(), "new:theirs{0600}");
  });
  mirror.faulty_pass();
  CHECK(*done);
  CHECK(examine(*mirror.replica.open(), "new").mode == 0600);
  CHECK(examine(*mirror.replica.open(), "new").owner == 0);
  mirror.check_recovery();
}

// In the source "l" has become another link, "p" a fifo, and "b" a name of "a".
struct Replaced : FaultyMirror {
  Replaced() {
    build(*source.open(), "a:one b:two l->x p->y");
    pass();
    for (const char* const gone : {"b", "l", "p"}) remove_all(*source.open(), gone);
    build(*source.open(), "b=a l->z p|fifo{0000,7:7}");
  }
};

TEST_CASE("what took the place of an entry while its successor was made is not replaced") {
  struct Case {
    Operation made;
    const char* name;
  };
  for (const Case& one : {Case{Operation::create_symlink, "l"},
                          {Operation::create_special, "p"},
                          {Operation::create_hard_link, "b"}}) {
    CAPTURE(one.name);
    Replaced mirror;
    const std::string name(one.name);
    const auto done = before_first(
        mirror.to, [&](const Call& call) { return call.operation == one.made; },
        [&] {
          remove_all(*mirror.replica.open(), name);
          build(*mirror.replica.open(), name + ":theirs");
        });
    mirror.faulty_pass();
    CHECK(*done);
    CHECK(mirror.told.problems.size() == 1);
    CHECK(mirror.problems().find("update replica " + name) == 0);
    CHECK(read_file(*mirror.replica.open(), name) == "theirs");
    CHECK(mirror.is_tidy());
    mirror.check_recovery();
  }
}

TEST_CASE("a replacement that fails leaves what was there, and no temporary") {
  // These are the last steps of each: it is made, given its metadata, renamed.
  for (const Operation operation :
       {Operation::create_symlink, Operation::create_special, Operation::create_hard_link,
        Operation::set_owner, Operation::rename, Operation::open_entry, Operation::read_link}) {
    CAPTURE(name_of(operation));
    Replaced mirror;
    (operation == Operation::read_link ? mirror.from : mirror.to)
        .fail_when(
            [operation](const Call& call) {
              return call.operation == operation &&
                     (operation != Operation::read_link || call.path == "l");
            },
            ErrorKind::input_output);
    CHECK(mirror.faulty_pass().summary.result == PassResult::problems);
    CHECK(mirror.is_tidy());
    for (const char* const name : {"a", "b", "l", "p"}) CHECK(exists(*mirror.replica.open(), name));
    mirror.check_recovery();
  }
}

TEST_CASE("a name does not join a file that took the place of the one it is to join") {
  for (const bool replaces : {true, false}) {
    CAPTURE(replaces);
    FaultyMirror mirror;
    build(*mirror.source.open(), replaces ? "a:one b:two" : "a:one");
    mirror.pass();
    if (replaces) remove_all(*mirror.source.open(), "b");
    build(*mirror.source.open(), "b=a");
    const auto done = before_first(mirror.to, Operation::examine_child, "a", [&] {
      remove_all(*mirror.replica.open(), "a");
      build(*mirror.replica.open(), "a:him");
    });
    mirror.faulty_pass();
    CHECK(*done);
    CHECK(mirror.told.problems.size() == 1);
    CHECK(mirror.drawn() == (replaces ? "a:him b:two" : "a:him"));
    mirror.check_recovery();
  }
}

TEST_CASE("a link or a fifo for which there was no room is tried again after the removals") {
  for (const Operation operation : {Operation::create_symlink, Operation::create_special}) {
    CAPTURE(name_of(operation));
    FaultyMirror mirror;
    build(*mirror.source.open(), "old:1 k:");
    mirror.pass();
    remove_all(*mirror.source.open(), "old");
    build(*mirror.source.open(), "l->x p|fifo");
    mirror.to.fail_when(
        [&](const Call& call) {
          return call.operation == operation && mirror.to.count(Operation::remove) == 0;
        },
        ErrorKind::no_space);
    mirror.faulty_pass();
    CHECK(mirror.to.faults() == 1);
    CHECK(mirror.problems() == "");
    CHECK(mirror.difference() == "");
  }
}

TEST_CASE("a file that can't be joined because its volume has no room for names is copied") {
  MemoryOptions options;
  options.most_links = 2;
  FaultyMirror mirror(1, options);
  build(*mirror.source.open(), "a:one{0640} b=a c=a");
  mirror.pass();
  CHECK(mirror.problems() == "");
  View view;
  view.hard_links = false;
  CHECK(mirror.difference(view) == "");
  CHECK(mirror.is_tidy());
}

}  // namespace
}  // namespace lockstep
