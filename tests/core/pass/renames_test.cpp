// Tests renames: both sides are asked at that moment, and an entry that must stay where it is is
// never moved.
#include "core/faulty_mirror.h"

namespace lockstep {
namespace {

// A pair whose source has moved "old" to "to/new", and "olddir" to "to/newdir".
struct Moved : FaultyMirror {
  Moved() {
    build(*source.open(), "keep:1 to/ old:moveme olddir/m:big1 olddir/n/o:big2");
    pass();
    move(*source.open(), "old", "to/new");
    move(*source.open(), "olddir", "to/newdir");
  }
};

TEST_CASE("what is back in the source when it comes to the rename keeps its old name") {
  for (const char* const back : {"old", "olddir"}) {
    CAPTURE(back);
    Moved mirror;
    const std::string what = std::string(back) == "old" ? "old:again" : "olddir/x:again";
    // When the contents are compared the walk is over.
    const auto done = before_first(
        mirror.to, [](const Call& call) { return call.operation == Operation::open_file; },
        [&] { build(*mirror.source.open(), what); });
    mirror.faulty_pass();
    CHECK(*done);
    CHECK(mirror.told.problems.size() == 1);
    CHECK(mirror.problems().find(std::string("rename replica ") + back) == 0);
    CHECK(exists(*mirror.replica.open(), back));
    mirror.check_recovery();
  }
}

TEST_CASE("a source that can't be asked for the old name has it copied, and the old one stays") {
  for (const ErrorKind kind : {ErrorKind::permission_denied, ErrorKind::input_output}) {
    CAPTURE(name_of(kind));
    Moved mirror;
    mirror.from.fail_when(
        [](const Call& call) { return call.operation == Operation::examine_child; }, kind);
    mirror.faulty_pass();
    CHECK(exists(*mirror.replica.open(), "old"));
    CHECK(exists(*mirror.replica.open(), "olddir/n/o"));
    mirror.check_recovery();
  }
}

TEST_CASE("what was changed in the replica meanwhile is not renamed") {
  struct Case {
    const char* what;
    std::function<void(Mirror&)> change;
  };
  const auto replace = [](const char* text) {
    return [text](Mirror& mirror) {
      const auto root = mirror.replica.open();
      const Timestamp time = examine(*root, "old").modified();
      remove_all(*root, "old");
      build(*root, text);
      set_modified(*root, "old", time);
    };
  };
  for (const auto& change : std::vector<Case>{
           {"gone", [](Mirror& mirror) { remove_all(*mirror.replica.open(), "old"); }},
           {"edited", [](Mirror& mirror) { mirror.replica.overwrite("old", "edited"); }},
           {"another", replace("old:theirs")},
           {"a link", replace("old->keep")},
           {"a folder", replace("old/")}}) {
    CAPTURE(change.what);
    Moved mirror;
    const auto done =
        before_first(mirror.from, Operation::examine_child, "old", [&] { change.change(mirror); });
    mirror.faulty_pass();
    CHECK(*done);
    CHECK(mirror.problems().find("rename replica old: ") == 0);
    CHECK(exists(*mirror.replica.open(), "old") == (std::string(change.what) != "gone"));
    CHECK(!exists(*mirror.replica.open(), "to/new"));
    mirror.check_recovery();
  }
}

TEST_CASE("another folder that took the old name meanwhile is not renamed") {
  Moved mirror;
  const auto done = before_first(mirror.from, Operation::examine_child, "olddir", [&] {
    const auto root = mirror.replica.open();
    move(*root, "olddir", "aside");
    build(*root, "olddir/theirs:1");
  });
  mirror.faulty_pass();
  CHECK(*done);
  CHECK(exists(*mirror.replica.open(), "olddir/theirs"));
  CHECK(!exists(*mirror.replica.open(), "to/newdir"));
}

TEST_CASE("the old name of a refused rename stays when another file is at the new one") {
  for (const bool same_size : {true, false}) {
    CAPTURE(same_size);
    Moved mirror;
    mirror.to.fail_when([](const Call& call) { return call.operation == Operation::rename; },
                        ErrorKind::cross_volume);
    // It has the copy's size, or its time: a copy has both.
    const Timestamp time = examine(*mirror.source.open(), "to/new").modified();
    const auto done = before_first(mirror.to, Operation::flush_volume, "", [&] {
      build(*mirror.replica.open(), same_size ? "to/new:MOVEME" : "to/new:their{0600}");
      if (!same_size) set_modified(*mirror.replica.open(), "to/new", time);
    });
    mirror.faulty_pass();
    CHECK(*done);
    CHECK(read_file(*mirror.replica.open(), "old") == "moveme");
    CHECK(!exists(*mirror.replica.open(), "olddir"));
    mirror.check_recovery();
  }
}

TEST_CASE("the old name of a refused rename stays when a link is at the new one, or a folder") {
  for (const char* const planted : {"to/new->keep66", "to/new/"}) {
    CAPTURE(planted);
    Moved mirror;
    mirror.to.fail_when([](const Call& call) { return call.operation == Operation::rename; },
                        ErrorKind::cross_volume);
    // It has the copy's size and time, as far as that goes.
    const Timestamp time = examine(*mirror.source.open(), "to/new").modified();
    const auto done = before_first(mirror.to, Operation::flush_volume, "", [&] {
      build(*mirror.replica.open(), planted);
      set_modified(*mirror.replica.open(), "to/new", time);
    });
    mirror.faulty_pass();
    CHECK(*done);
    CHECK(read_file(*mirror.replica.open(), "old") == "moveme");
    mirror.check_recovery();
  }
}

TEST_CASE("a new name that was taken meanwhile is tried once, and left to who took it") {
  Moved mirror;
  const auto done = before_first(mirror.from, Operation::examine_child, "old",
                                 [&] { build(*mirror.replica.open(), "to/new:theirs"); });
  mirror.faulty_pass();
  CHECK(*done);
  CHECK(mirror.to.count(Operation::rename) == 2);  // one of them the folder's
  CHECK(read_file(*mirror.replica.open(), "to/new") == "theirs");
  CHECK(read_file(*mirror.replica.open(), "old") == "moveme");
  mirror.check_recovery();
}

TEST_CASE("where two could be meant nothing is renamed") {
  struct Case {
    const char* before;
    std::vector<const char*> gone;
    const char* fresh;
  };
  for (const Case& one :
       std::vector<Case>{{"a:same{@5.5} b:same{@5.5} k:", {"a", "b"}, "c:same{@5.5}"},
                         {"a:same{@5.5} k:", {"a"}, "b:same{@5.5} c:same{@5.5}"},
                         {"a/f:same{@5.5} b/f:same{@5.5} k:", {"a", "b"}, "c/f:same{@5.5}"},
                         {"a/f:same{@5.5} k:", {"a"}, "b/f:same{@5.5} c/f:same{@5.5}"}}) {
    CAPTURE(one.before);
    CAPTURE(one.fresh);
    FaultyMirror mirror;
    build(*mirror.source.open(), one.before);
    mirror.pass();
    for (const char* const gone : one.gone) remove_all(*mirror.source.open(), gone);
    build(*mirror.source.open(), one.fresh);
    CHECK(mirror.pass().summary.renamed == 0);
    CHECK(mirror.difference() == "");
  }
}

TEST_CASE("times that differ in less than a second, or sizes, make two files of it") {
  for (const char* const fresh : {"b:same{@5.6}", "b:Same{@6.5}", "b:same?{@5.5}"}) {
    CAPTURE(fresh);
    FaultyMirror mirror;
    build(*mirror.source.open(), "a:same{@5.5} k:");
    mirror.pass();
    remove_all(*mirror.source.open(), "a");
    build(*mirror.source.open(), fresh);
    CHECK(mirror.pass().summary.renamed == 0);
    CHECK(mirror.difference() == "");
  }
}

TEST_CASE("a folder that holds what must stay is not moved, what is in it may be") {
  for (const char* const stays : {"olddir/mine.keep:m", "olddir/n/mine.keep:m"}) {
    CAPTURE(stays);
    Moved mirror;
    mirror.policy.filter = *Filter::parse({"*.keep"});
    build(*mirror.replica.open(), stays);
    mirror.pass();
    CHECK(mirror.problems() == "");
    CHECK(mirror.told.text().find("rename_folder to/newdir <- olddir") == std::string::npos);
    CHECK(exists(*mirror.replica.open(), "to/newdir/n/o"));
    const std::string path(stays);
    CHECK(read_file(*mirror.replica.open(), path.substr(0, path.find(':'))) == "m");
  }
}

TEST_CASE("a file with further names outside the replica is not moved, nor is its folder") {
  for (const char* const tree : {"f:text", "d/f:text d/g:other"}) {
    CAPTURE(tree);
    FaultyMirror mirror;
    const auto root = mirror.replica.open();
    create_folder(*root, "R");
    build(*mirror.source.open(), tree);
    const auto source = mirror.source.open();
    const auto replica = mirror.replica.open("R");
    mirror.pass(*source, *replica);
    const std::string top(tree, 1);
    const FolderAt folder(*replica, top == "d" ? "d" : "");
    REQUIRE(root->create_hard_link(*folder, "f", "snapshot"));
    const Identity before = examine(*root, "snapshot").identity;
    move(*source, top, "moved");
    mirror.pass(*source, *replica);
    CHECK(mirror.problems() == "");
    CHECK(draw(*source) == draw(*replica));
    const Entry moved = examine(*replica, top == "d" ? "moved/f" : "moved");
    CHECK(!(moved.identity == before));
    CHECK(examine(*root, "snapshot").link_count == 1);
  }
}

}  // namespace
}  // namespace lockstep
