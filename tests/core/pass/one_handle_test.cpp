// All conclusions about a file come from one open handle: a name that leads now to one file and now
// to another mixes nothing of both.
#include "core/pass_fixture.h"

namespace lockstep {
namespace {

// A folder with "f", a user's own, and "su", root's, with the same size and time, which may be run
// as root. The user may rename what is in the folder.
struct Alternating {
  Alternating() {
    const auto source = mirror.source.open();
    build(*source, "f:evil{0755,1000:1000,@5.5} su:root{04755,0:0,@5.5} l->evil p|fifo");
    set_attribute(*source, "su", "security.capability", "all");
    mirror.let_everything_through();
  }

  void exchange() {
    const auto source = mirror.source.open();
    move(*source, "f", "x");
    move(*source, "su", "f");
    move(*source, "x", "su");
  }

  // Makes a pass during which the names are exchanged before the n-th look at the source, and back
  // before a later one. Returns false if it did not look as often.
  bool pass(std::size_t first, std::size_t last) {
    FaultyTree source(mirror.source.open());
    bool exchanged = false;
    source.before_read(first, [&] { exchange(); });
    source.before_read(last, [&] {
      exchange();
      exchanged = true;
    });
    mirror.pass(*source.open(), *mirror.replica.open());
    return exchanged;
  }

  void check_rights() {
    const auto replica = mirror.replica.open();
    for (const std::string name : {"f", "su"}) {
      CAPTURE(name);
      if (!exists(*replica, name) || read_file(*replica, name) != "evil") continue;
      const Entry entry = examine(*replica, name);
      CHECK(entry.owner == 1000);
      CHECK((entry.mode & 06000) == 0);
      CHECK(replica->read_child_attributes(name)->empty());
    }
  }

  Mirror mirror;
};

// Runs such a pass for every two moments, after `prepare`.
void at_all_moments(const std::function<void(Alternating&)>& prepare) {
  std::size_t passes = 0;
  for (std::size_t first = 1; first < 60; ++first) {
    for (std::size_t last = first + 1; last < 60; ++last) {
      CAPTURE(first);
      CAPTURE(last);
      Alternating alternating;
      prepare(alternating);
      const bool done = alternating.pass(first, last);
      alternating.check_rights();
      if (!done) break;
      ++passes;
      // The next pass does what was not done for it, or done to an old version.
      alternating.mirror.pass();
      alternating.mirror.pass();
      CHECK(alternating.mirror.difference() == "");
      alternating.check_rights();
    }
  }
  CHECK(passes > 20);
}

TEST_CASE("a copy has the metadata and the attributes of the file that was copied") {
  at_all_moments([](Alternating&) {});
}

TEST_CASE("what was found equal gets the metadata of the file that was read") {
  std::function<void(Alternating&)> then = [](Alternating&) {};
  SUBCASE("when all was equal before") {}
  SUBCASE("when nothing is on record") {
    then = [](Alternating& now) { now.mirror.record.reset(); };
  }
  SUBCASE("when times differ") {
    then = [](Alternating& now) {
      for (const char* name : {"f", "su"})
        set_modified(*now.mirror.replica.open(), name, {7, 0});
    };
  }
  SUBCASE("when the names were the other's at the last pass, and nothing is on record") {
    then = [](Alternating& now) {
      now.exchange();
      now.mirror.record.reset();
    };
  }
  at_all_moments([&then](Alternating& alternating) {
    alternating.mirror.pass();
    then(alternating);
  });
}

TEST_CASE(
    "a file is not given another owner for its size and time, without a look at its content") {
  Mirror mirror;
  build(*mirror.source.open(), "f:good{0755,0:0,@5.5}");
  build(*mirror.replica.open(), "f:evil{0755,1000:1000,@5.5}");
  SUBCASE("owner alone") {}
  SUBCASE("setuid") { set_mode(*mirror.source.open(), "f", 04755); }
  SUBCASE("capabilities") {
    set_attribute(*mirror.source.open(), "f", "security.capability", "all");
    REQUIRE((*mirror.replica.open()->open_entry("f"))->set_owner(0, 0));
  }
  mirror.pass();
  CHECK(mirror.difference() == "");
}

TEST_CASE("setuid and capabilities are given to no file that somebody may still write to") {
  Mirror mirror;
  build(*mirror.source.open(), "f:same{0755,0:0,@5.5}");
  mirror.pass();
  const Identity before = examine(*mirror.replica.open(), "f").identity;
  const auto source = mirror.source.open();
  bool in_place = false;
  SUBCASE("setuid") { set_mode(*source, "f", 04755); }
  SUBCASE("capabilities") { set_attribute(*source, "f", "security.capability", "all"); }
  SUBCASE("while other changes are made in place") {
    set_mode(*source, "f", 0700);
    in_place = true;
  }
  mirror.pass();
  CHECK(mirror.difference() == "");
  CHECK((examine(*mirror.replica.open(), "f").identity == before) == in_place);
  mirror.check_idle();
}

TEST_CASE("a file of the replica that changes after it was compared is not repaired unseen") {
  Mirror mirror;
  build(*mirror.source.open(), "f:same{0644,0:0,@5.5}");
  mirror.pass();
  REQUIRE((*mirror.source.open()->open_entry("f"))->set_owner(7, 7));
  FaultyTree replica(mirror.replica.open());
  replica.before_operation(Operation::open_entry, 1, [&] {
    mirror.replica.overwrite("f", "evil");
    set_modified(*mirror.replica.open(), "f", {5, 500'000'000});
  });
  mirror.pass(*mirror.source.open(), *replica.open());
  CHECK(examine(*mirror.replica.open(), "f").owner == 0);
  CHECK(mirror.told.problems.size() == 1);
}

TEST_CASE("a file that changes after it was read, and sets its time back, is copied once more") {
  Mirror mirror;
  build(*mirror.source.open(), "f:before{@5.5}");
  FaultyTree source(mirror.source.open());
  bool done = false;
  source.before_each([&](const Call& call) {
    if (done || call.operation != Operation::read_attributes || call.path != "f") return;
    done = true;
    mirror.source.overwrite("f", "behind");
    set_modified(*mirror.source.open(), "f", {5, 500'000'000});
  });
  mirror.pass(*source.open(), *mirror.replica.open());
  CHECK(done);
  CHECK(mirror.difference() == "");
}

TEST_CASE("a file that changes while it is compared is compared once more") {
  Mirror mirror;
  build(*mirror.source.open(), "f:text{0644,0:0,@5.5}");
  mirror.pass();
  set_modified(*mirror.source.open(), "f", {6, 0});
  FaultyTree source(mirror.source.open());
  FaultyTree replica(mirror.replica.open());
  SUBCASE("in the source") {
    source.before_operation(Operation::read, 1, [&] {
      REQUIRE((*mirror.source.open()->open_entry("f"))->set_owner(9, 9));
    });
  }
  SUBCASE("in the replica") {
    replica.before_operation(Operation::read, 1, [&] {
      REQUIRE((*mirror.replica.open()->open_entry("f"))->set_owner(9, 9));
    });
  }
  CHECK(mirror.pass(*source.open(), *replica.open()).summary.hashed_files == 2);
  CHECK(Recorder::joined(mirror.told.problems) == "");
  CHECK(mirror.difference() == "");
}

TEST_CASE("a link that is replaced while it is copied is copied as the new one") {
  Mirror mirror;
  build(*mirror.source.open(), "l->old{@5.5}");
  FaultyTree source(mirror.source.open());
  source.before_operation(Operation::read_link, 1, [&] {
    remove_all(*mirror.source.open(), "l");
    build(*mirror.source.open(), "l->new{@6.5}");
  });
  mirror.pass(*source.open(), *mirror.replica.open());
  CHECK(Recorder::joined(mirror.told.problems) == "");
  View view;
  view.root = false;
  CHECK(mirror.difference(view) == "");
}

TEST_CASE("names of one file of which one was found different are all renewed") {
  Mirror mirror;
  build(*mirror.source.open(), "a:before{@5.5} b=a");
  mirror.pass();
  mirror.pass();
  mirror.source.write_unseen("a", "behind");
  mirror.record->in_doubt.files = {"a"};  // and "b" is believed
  mirror.pass();
  CHECK(mirror.difference() == "");
  CHECK(read_file(*mirror.replica.open(), "b") == "behind");
}

}  // namespace
}  // namespace lockstep
