// Tests what the record of the last complete pass vouches for, and what it does not.
#include "core/pass_fixture.h"

namespace lockstep {
namespace {

// Makes a pass and returns how many attributes of source entries it read: by their names, or from
// the handle that their content is read from.
std::size_t attributes_read(Mirror& mirror) {
  mirror.source.forget_calls();
  mirror.pass();
  return mirror.source.count(Operation::read_child_attributes) +
         mirror.source.count(Operation::read_attributes);
}

TEST_CASE("attributes of old files that were moved in with their folder are noticed") {
  Mirror mirror;
  build(*mirror.source.open(), "d/ d/f:same{@5.5} other/ other/f:same{@5.5}");
  set_attribute(*mirror.source.open(), "other/f", "user.mark", "yes");
  mirror.pass();
  mirror.check_idle();
  // The entry has the same name, size and time, and a ctime from before the last pass: only the
  // folder itself changed.
  const auto source = mirror.source.open();
  remove_all(*source, "d");
  move(*source, "other", "d");
  mirror.let_everything_through();
  mirror.pass();
  CHECK(mirror.difference() == "");
  CHECK(FolderAt(*mirror.replica.open(), "d")->read_child_attributes("f")->size() == 1);
}

TEST_CASE("attributes of what came into a folder are noticed, wherever that folder is") {
  Mirror mirror;
  build(*mirror.source.open(),
        "x/ x/d/ x/d/f:same{@5.5} x/other/ x/other/f:same{@5.5} x/g:same{@5.5}");
  const auto source = mirror.source.open();
  const auto x = FolderAt(*source, "x");
  set_attribute(*source, "x/other/f", "user.mark", "yes");
  set_attribute(*source, "x/g", "user.mark", "no");
  mirror.pass();
  mirror.check_idle();
  SUBCASE("with its folder") {
    remove_all(*x, "d");
    move(*x, "other", "d");
  }
  SUBCASE("alone") {
    REQUIRE(FolderAt(*x, "d")->remove("f"));
    REQUIRE(x->rename("g", *FolderAt(*x, "d"), "f", Overwrite::never));
  }
  mirror.let_everything_through();
  mirror.pass();
  CHECK(mirror.difference() == "");
  CHECK(FolderAt(*mirror.replica.open(), "x/d")->read_child_attributes("f")->size() == 1);
}

TEST_CASE("a folder that lost an entry does not cost the reading of all others' attributes") {
  Mirror mirror;
  build(*mirror.source.open(), "d/ d/e/ d/e/f:content d/e/g:content d/e/h:content");
  mirror.pass();
  mirror.pass();
  REQUIRE(FolderAt(*mirror.source.open(), "d/e")->remove("g"));
  mirror.let_everything_through();
  // The second pass finds the replica's folder changed, by us.
  for (int pass = 0; pass < 2; ++pass) {
    CHECK(attributes_read(mirror) == 1);  // the folder's own
    CHECK(mirror.difference() == "");
  }
}

TEST_CASE("a name more in the root does not cost the reading of all attributes") {
  Mirror mirror;
  build(*mirror.source.open(), "a:content d/ d/e/f:content");
  mirror.pass();
  mirror.pass();
  build(*mirror.source.open(), "new/x:content");
  SUBCASE("where the roots are known again") {
    // The second pass finds the replica's changed, by us.
    for (int pass = 0; pass < 2; ++pass) {
      // These are the root's own, and those of new entries, which the first pass copies.
      CHECK(attributes_read(mirror) == 3);
      CHECK(mirror.difference() == "");
    }
  }
  SUBCASE("else it does") {
    SUBCASE("as the source is another one") { mirror.record->source.compared.folder = "another/7"; }
    SUBCASE("as the replica is another one") {
      mirror.record->replica.compared.folder = "another/7";
    }
    SUBCASE("as nobody wrote down what they were") {
      mirror.record->source.compared = mirror.record->replica.compared = {};
    }
    SUBCASE("as the volume doesn't tell whether they are others") {
      const auto silent = [](MemoryOptions& options) { options.tells_births = false; };
      mirror.source.change_options(silent);
      mirror.replica.change_options(silent);
      const auto folder_of = [](Directory& root) {
        return root.volume()->identity + "/" + *root.persistent_id();
      };
      mirror.record->source.compared.folder = folder_of(*mirror.source.open());
      mirror.record->replica.compared.folder = folder_of(*mirror.replica.open());
    }
    SUBCASE("as a rename may leave a ctime") {
      mirror.source.change_volume([](Volume& volume) { volume.renames_change_ctime = false; });
    }
    CHECK(attributes_read(mirror) >= 4);
  }
}

TEST_CASE("a root that is as old as before may still be another one") {
  Mirror mirror;
  build(*mirror.source.open(), "a:content d/ d/e/f:content");
  mirror.pass();
  mirror.pass();
  SUBCASE("mounted over it") { mirror.record->source.compared.folder = "another/7"; }
  SUBCASE("mounted over the replica") { mirror.record->replica.compared.folder = "another/7"; }
  SUBCASE("or its volume was set back to an earlier time") {
    mirror.record->source.compared.changed.seconds += 1000;
  }
  SUBCASE("or the replica's was") { mirror.record->replica.compared.changed.seconds += 1000; }
  CHECK(attributes_read(mirror) == 4);
  CHECK(attributes_read(mirror) == 0);
}

TEST_CASE("attributes of what was moved into the root are noticed") {
  Mirror mirror;
  build(*mirror.source.open(), "f:same{@5.5} d/ d/g:same{@5.5} x/f:same{@5.5} x/d/g:same{@5.5}");
  const auto source = mirror.source.open();
  set_attribute(*source, "x/f", "user.mark", "yes");
  set_attribute(*source, "x/d/g", "user.mark", "yes");
  mirror.pass();
  mirror.check_idle();
  remove_all(*source, "f");
  remove_all(*source, "d");
  move(*source, "x/f", "f");
  move(*source, "x/d", "d");
  mirror.let_everything_through();
  mirror.pass();
  CHECK(mirror.difference() == "");
  CHECK(mirror.replica.open()->read_child_attributes("f")->size() == 1);
  CHECK(FolderAt(*mirror.replica.open(), "d")->read_child_attributes("g")->size() == 1);
}

TEST_CASE("where renaming may leave a ctime a changed folder vouches for nothing in it") {
  Mirror mirror;
  build(*mirror.source.open(), "d/e/f:content d/e/g:content d/e/h:content");
  const auto unsure = [](Volume& volume) { volume.renames_change_ctime = false; };
  SUBCASE("in the source") { mirror.source.change_volume(unsure); }
  SUBCASE("in the replica") { mirror.replica.change_volume(unsure); }
  mirror.pass();
  mirror.pass();
  REQUIRE(FolderAt(*mirror.source.open(), "d/e")->remove("g"));
  mirror.let_everything_through();
  CHECK(attributes_read(mirror) == 3);
}

TEST_CASE("what was under a mount is not what was compared") {
  Mirror mirror;
  // It looks the same but for an attribute, and is as old.
  build(*mirror.source.open(), "m/f:same{@5.5}");
  set_attribute(*mirror.source.open(), "m/f", "user.mark", "below");
  mirror.source.mount("m", {.type = "memory", .identity = "disk"});
  build(*mirror.source.open("m"), "f:same{@5.5}");
  mirror.pass();
  mirror.check_idle();
  mirror.source.unmount("m");
  CHECK(mirror.pass().summary.result == PassResult::held);
  mirror.approval = Held{.lost_mounts = mirror.record->held.lost_mounts};
  CHECK(mirror.pass().summary.result == PassResult::ok);
  CHECK(mirror.difference() == "");
}

TEST_CASE("the clock of another computer vouches for nothing") {
  Mirror mirror;
  mirror.source.change_volume([](Volume& volume) { volume.remote = true; });
  build(*mirror.source.open(), "f:content");
  mirror.clock.advance(std::chrono::hours(2));
  mirror.pass();
  mirror.pass();
  CHECK(attributes_read(mirror) > 0);
}

TEST_CASE("a server whose clock is late hides no edit with a time that was set back") {
  Mirror mirror;
  FakeClock server;  // half an hour behind the clock of the mirror
  mirror.clock.advance(std::chrono::minutes(30));
  MemoryTree source({}, &server);
  std::string file = "f";
  const Volume remote{.type = "nfs", .identity = "nfs:1", .remote = true};
  SUBCASE("in the root") {
    source.change_volume([](Volume& volume) { volume.remote = true; });
  }
  SUBCASE("in a volume that is mounted below") {
    build(*source.open(), "m/");
    source.mount("m", remote);
    file = "m/f";
  }
  SUBCASE("in a folder of one") {
    build(*source.open(), "m/");
    source.mount("m", remote);
    build(*source.open(), "m/d/e/");
    file = "m/d/e/f";
  }
  build(*source.open(), file + ":before{@5.5}");
  const auto pass = [&] {
    server.advance(std::chrono::seconds(10));
    return mirror.pass(*source.open(), *mirror.replica.open()).summary;
  };
  pass();
  pass();
  source.overwrite(file, "behind");
  set_modified(*source.open(), file, {5, 500'000'000});
  pass();
  CHECK(read_file(*mirror.replica.open(), file) == "behind");
}

TEST_CASE("the clock of this computer is believed to the tick") {
  Mirror mirror;
  build(*mirror.source.open(), "f:before{@5.5} m/");
  mirror.source.mount("m", {.type = "memory", .identity = "disk"});
  build(*mirror.source.open(), "m/f:before{@5.5}");
  mirror.pass();
  CHECK(mirror.pass().summary.hashed_files == 0);
}

TEST_CASE("the record of a complete pass spares reading attributes") {
  Mirror mirror;
  build(*mirror.source.open(), "d/ d/f:content");
  mirror.pass();
  mirror.pass();
  CHECK(attributes_read(mirror) == 0);
}

TEST_CASE("a record vouches for nothing where it may not be right for this pass") {
  Mirror mirror;
  build(*mirror.source.open(), "d/f:before{@5.5}");
  mirror.change_owners = false;
  mirror.pass();
  mirror.pass();
  REQUIRE(attributes_read(mirror) == 0);
  SUBCASE("as it comes from the future") {
    mirror.record->complete_pass.start->seconds += 24 * 60 * 60;
    mirror.record->complete_pass.end->seconds += 24 * 60 * 60;
  }
  SUBCASE("as other options were chosen") { mirror.policy.fingerprint = "others"; }
  SUBCASE("as that pass was an ordinary user's, and this one is root's") {
    mirror.change_owners = true;
  }
  CHECK(attributes_read(mirror) == 3);  // of the root, the folder and the file
  CHECK(mirror.difference() == "");
}

TEST_CASE("an edit with a time that was set back is found though the record is from the future") {
  Mirror mirror;
  build(*mirror.source.open(), "d/f:before{@5.5}");
  mirror.pass();
  mirror.record->complete_pass.start->seconds += 24 * 60 * 60;
  mirror.record->complete_pass.end->seconds += 24 * 60 * 60;
  mirror.source.overwrite("d/f", "behind");
  set_modified(*mirror.source.open(), "d/f", {5, 500'000'000});
  mirror.pass();
  CHECK(read_file(*mirror.replica.open(), "d/f") == "behind");
}

TEST_CASE("a pass before which a folder vanished is not on record as complete") {
  Mirror mirror;
  build(*mirror.source.open(), "d/ d/f:content");
  mirror.pass();
  const auto before = mirror.record->complete_pass.start;
  FaultyTree source(mirror.source.open());
  source.fail_operation(Operation::open_directory, 1, ErrorKind::not_found);
  const auto replica = mirror.replica.open();
  CHECK(mirror.pass(*source.open(), *replica).summary.result == PassResult::ok);
  CHECK(mirror.record->complete_pass.start == before);
  mirror.pass();
  CHECK(mirror.record->complete_pass.start != before);
}

TEST_CASE("a file that can't take one more name is left as it is") {
  Mirror mirror;
  build(*mirror.source.open(), "a:content b=a");
  build(*mirror.replica.open(), "a:content b:content");
  for (const char* name : {"a", "b"}) {
    set_modified(*mirror.replica.open(), name, examine(*mirror.source.open(), name).modified());
  }
  const auto source = mirror.source.open();
  for (int pass = 0; pass < 2; ++pass) {
    FaultyTree replica(mirror.replica.open());
    replica.fail_operation(Operation::create_hard_link, 1, ErrorKind::too_many_links);
    const PassOutcome outcome = mirror.pass(*source, *replica.open());
    CHECK(outcome.summary.result == PassResult::ok);
    CHECK(outcome.summary.copied_bytes == 0);
    CHECK(outcome.summary.updated_files == 0);
    CHECK(mirror.told.notices.size() == 1);
  }
}

TEST_CASE("files that can't take all their names are copies, which is one notice for them all") {
  Mirror mirror;
  build(*mirror.source.open(), "a:content b=a c:other d=c e=c");
  FaultyTree replica(mirror.replica.open());
  replica.fail_operation(Operation::create_hard_link, 1, ErrorKind::cross_volume,
                         Lasting::for_ever);
  const PassOutcome outcome = mirror.pass(*mirror.source.open(), *replica.open());
  CHECK(outcome.summary.result == PassResult::ok);
  CHECK(mirror.told.notices.size() == 1);
  CHECK(draw(*mirror.replica.open()) == "a:content b:content c:other d:other e:other");
}

TEST_CASE("times do not vouch for content that could not be flushed") {
  Mirror mirror;
  build(*mirror.source.open(), "f:content{@7.7}");
  build(*mirror.replica.open(), "f:content{@5.5}");
  mirror.let_everything_through();
  FaultyTree replica(mirror.replica.open());
  replica.fail_operation(Operation::flush_volume, 1, ErrorKind::input_output);
  const auto source = mirror.source.open();
  CHECK(mirror.pass(*source, *replica.open()).summary.result == PassResult::problems);
  CHECK(examine(*mirror.replica.open(), "f").modified().seconds == 5);
  mirror.pass();
  CHECK(mirror.difference() == "");
}

}  // namespace
}  // namespace lockstep
