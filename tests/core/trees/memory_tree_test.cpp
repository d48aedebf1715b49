// Tests the abilities of MemoryTree beyond the contract: records, limits, mounts.
#include "support/trees/memory_tree.h"

#include <doctest/doctest.h>

#include "support/trees/tree_access.h"
#include "support/trees/tree_text.h"

namespace lockstep {
namespace {

TEST_CASE("every call that changes something is recorded, looking is only counted") {
  MemoryTree tree;
  build(*tree.open(), "a/ a/b:hello c->b");
  tree.forget_calls();
  (void)describe(*tree.open());
  CHECK(tree.changes_text().empty());
  CHECK(tree.changes().empty());
  CHECK(tree.reads() > 0);
  CHECK(tree.count(Operation::list) == 2);

  write_file(*tree.open(), "a/b", "x");
  CHECK_THROWS_AS(create_folder(*tree.open(), "a"), TreeError);
  move(*tree.open(), "a/b", "d");
  (void)tree.open()->flush_volume();
  CHECK(tree.changes_text() ==
        "stage_named a/.lockstep-00000000000000ff\n"
        "write a/.lockstep-00000000000000ff\n"
        "set_mode a/.lockstep-00000000000000ff\n"
        "publish a/.lockstep-00000000000000ff -> a/b\n"
        "create_directory a: already_exists\n"
        "rename a/b -> d\n");
  CHECK(tree.changes().back().operation == Operation::flush_volume);
}

TEST_CASE("no two changes have one ctime, and what was not changed keeps it") {
  MemoryTree tree;
  build(*tree.open(), "a: b:");
  const auto before = examine(*tree.open(), "a");
  tree.overwrite("b", "x");
  CHECK(examine(*tree.open(), "a").changed() == before.changed());
  tree.overwrite("a", "x");
  const auto written = examine(*tree.open(), "a");
  CHECK(written.changed() > examine(*tree.open(), "b").changed());
  CHECK(written.identity == before.identity);
  set_modified(*tree.open(), "a", before.modified());
  CHECK(examine(*tree.open(), "a").modified() == before.modified());
  CHECK(examine(*tree.open(), "a").changed() > written.changed());
  CHECK(written.changed() < Timestamp::from(tree.clock().now()));
}

TEST_CASE("coarse times are rounded down, late ones end at the limit") {
  MemoryOptions options;
  options.can.granularity = 2'000'000'000;
  options.can.latest_seconds = 2'147'483'647;
  MemoryTree tree(options);
  build(*tree.open(), "a:{@1700000001.5} b:{@4000000000}");
  CHECK(examine(*tree.open(), "a").modified() == Timestamp{1'700'000'000, 0});
  CHECK(examine(*tree.open(), "b").modified() == Timestamp{2'147'483'647, 0});
}

TEST_CASE("a full volume keeps what it has, and takes more when something is gone") {
  MemoryOptions options;
  options.capacity_bytes = 10;
  MemoryTree tree(options);
  write_file(*tree.open(), "a", "1234567");
  CHECK_THROWS_AS(write_file(*tree.open(), "b", "1234"), TreeError);
  CHECK(draw(*tree.open()) == "a:1234567");
  CHECK(tree.used_bytes() == 7);
  remove_all(*tree.open(), "a");
  CHECK(tree.used_bytes() == 0);
  write_file(*tree.open(), "b", "1234");

  MemoryOptions few;
  few.capacity_inodes = 2;
  MemoryTree small(few);
  create_folder(*small.open(), "a");
  CHECK_THROWS_AS(create_folder(*small.open(), "b"), TreeError);
  remove_all(*small.open(), "a");
  create_folder(*small.open(), "b");
}

TEST_CASE("a read-only volume changes nothing") {
  MemoryTree tree;
  build(*tree.open(), "a:x");
  tree.change_options([](MemoryOptions& options) { options.read_only = true; });
  CHECK_THROWS_AS(remove_all(*tree.open(), "a"), TreeError);
  CHECK_THROWS_AS(set_mode(*tree.open(), "a", 0600), TreeError);
  CHECK(draw(*tree.open()) == "a:x");
}

TEST_CASE("what a volume can't hold is refused or left out") {
  MemoryOptions options;
  options.can.owners = options.can.modes = options.can.attributes = false;
  options.can.hard_links = options.can.symlinks = options.can.unnamed_files = false;
  MemoryTree tree(options);
  build(*tree.open(), "a:x{0600}");
  CHECK(examine(*tree.open(), "a").mode == 0755);
  CHECK_THROWS_AS(build(*tree.open(), "a:{1:2}"), TreeError);
  CHECK_THROWS_AS(build(*tree.open(), "a:{user.x=y}"), TreeError);
  CHECK_THROWS_AS(build(*tree.open(), "b=a"), TreeError);
  CHECK_THROWS_AS(build(*tree.open(), "l->a"), TreeError);
  CHECK(tree.open()->stage_unnamed(0600).error().kind() == ErrorKind::not_supported);
}

TEST_CASE("where case does not count, two spellings are one name") {
  MemoryOptions options;
  options.can.case_sensitive = false;
  MemoryTree tree(options);
  build(*tree.open(), "Name:x");
  CHECK(read_file(*tree.open(), "nAME") == "x");
  CHECK_THROWS_AS(create_folder(*tree.open(), "name"), TreeError);
  move(*tree.open(), "Name", "NAME");
  CHECK(draw(*tree.open()) == "NAME:x");
}

TEST_CASE("a mounted volume covers a folder until it is unmounted") {
  MemoryTree tree;
  build(*tree.open(), "m/below:x a:y");
  Volume disk;
  disk.type = "ext4";
  disk.identity = "ext4:1";
  tree.mount("m", disk);
  CHECK(draw(*tree.open()) == "a:y m/");
  CHECK(examine(*tree.open(), "m").mount_point);
  CHECK(examine(*tree.open(), "m").identity.volume != examine(*tree.open(), "a").identity.volume);
  CHECK(tree.open("m")->volume()->identity == "ext4:1");
  CHECK(tree.open()->open_directory("m"));
  CHECK(tree.open()->open_directory_of_volume("m").error().kind() == ErrorKind::cross_volume);
  build(*tree.open(), "m/above:z");
  try {
    move(*tree.open(), "a", "m/a");
    FAIL("moved to another volume");
  } catch (const TreeError& error) {
    CHECK(error.kind() == ErrorKind::cross_volume);
  }
  CHECK_THROWS_AS(remove_all(*tree.open(), "m"), TreeError);
  tree.unmount("m");
  CHECK(tree.open()->open_directory_of_volume("m"));
  CHECK(draw(*tree.open()) == "a:y m/ m/below:x");
}

TEST_CASE("files of one volume share blocks where it can; of two trees never") {
  MemoryOptions options;
  options.clones = true;
  MemoryTree tree(options);
  MemoryTree other(options);
  build(*tree.open(), "a#10000");
  build(*other.open(), "a#10000");
  const auto root = tree.open();
  const auto staged = root->stage_named("t");
  REQUIRE(staged);
  const auto own = root->open_file("a");
  const auto foreign = other.open()->open_file("a");
  CHECK((*staged)->clone(**foreign).error().kind() == ErrorKind::cross_volume);
  CHECK((*staged)->copy_range(**foreign, {0, 5}).error().kind() == ErrorKind::cross_volume);
  REQUIRE((*staged)->clone(**own));
  REQUIRE((*staged)->publish("b", Overwrite::never));
  CHECK(read_file(*root, "b") == read_file(*root, "a"));
}

}  // namespace
}  // namespace lockstep
