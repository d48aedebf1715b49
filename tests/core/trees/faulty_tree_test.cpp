#include "support/faults/faulty_tree.h"

#include <doctest/doctest.h>

#include "support/trees/memory_tree.h"
#include "support/trees/tree_access.h"
#include "support/trees/tree_text.h"

namespace lockstep {
namespace {

ErrorKind kind_thrown_by(const std::function<void()>& what) {
  try {
    what();
  } catch (const TreeError& error) {
    return error.kind();
  }
  FAIL("nothing failed");
  return ErrorKind::other;
}

TEST_CASE("without faults it is the tree below, and everything is counted") {
  MemoryTree tree;
  FaultyTree faulty(tree.open());
  build(*faulty.open(), "a/b:x c->d a/e=a/b p|fifo f#9000{0600,@5,1:2,user.x=y}");
  CHECK(describe(*faulty.open()) == describe(*tree.open()));
  CHECK(faulty.changes() == tree.changes().size());
  CHECK(faulty.count(Operation::create_symlink) == 1);
  CHECK(faulty.calls().size() == faulty.changes());
  CHECK(faulty.calls().front().text() == "create_directory a");
  CHECK(faulty.faults() == 0);
}

TEST_CASE("the n-th change fails, once or for ever") {
  for (const Lasting lasting : {Lasting::once, Lasting::for_ever}) {
    MemoryTree tree;
    FaultyTree faulty(tree.open());
    faulty.fail_change(2, ErrorKind::no_space, lasting);
    const auto root = faulty.open();
    CHECK(root->create_directory("1", 0700).has_value());
    CHECK(root->create_directory("2", 0700).error().kind() == ErrorKind::no_space);
    CHECK(root->create_directory("3", 0700).has_value() == (lasting == Lasting::once));
    CHECK(faulty.faults() == (lasting == Lasting::once ? 1 : 2));
    CHECK(faulty.calls()[1].text() == "create_directory 2: no_space");
  }
}

TEST_CASE("reads, single operations, paths and names in listings can fail") {
  MemoryTree tree;
  build(*tree.open(), "a/b:x c:y");
  FaultyTree faulty(tree.open());
  const auto root = faulty.open();

  faulty.fail_read(1, ErrorKind::input_output);
  CHECK(root->list().error().kind() == ErrorKind::input_output);
  CHECK(root->list().has_value());

  faulty.fail_operation(Operation::open_file, 1, ErrorKind::busy);
  CHECK(kind_thrown_by([&] { (void)read_file(*root, "c"); }) == ErrorKind::busy);
  CHECK(read_file(*root, "c") == "y");

  faulty.make_unreadable("a");
  CHECK(root->open_directory("a").error().kind() == ErrorKind::permission_denied);
  CHECK(root->examine_child("a").has_value());

  faulty.fail_when(
      [](const Call& call) {
        return call.operation == Operation::examine_listed && call.path == "c";
      },
      ErrorKind::input_output);
  const auto listing = root->list();
  REQUIRE(listing);
  CHECK(listing->entries[1].name == "c");
  CHECK(listing->entries[1].unreadable);
  CHECK(listing->failures.at(0).error.kind() == ErrorKind::input_output);
  CHECK(draw(*root) == "a/!permission_denied c!unreadable");

  faulty.forget_faults();
  CHECK(draw(*root) == "a/ a/b:x c:y");
}

TEST_CASE("the trees can be changed behind the program's back, just before a call") {
  MemoryTree tree;
  build(*tree.open(), "a:x");
  FaultyTree faulty(tree.open());
  faulty.before_operation(Operation::open_file, 1, [&] {
    remove_all(*tree.open(), "a");
    build(*tree.open(), "a->elsewhere");
  });
  CHECK(kind_thrown_by([&] { (void)read_file(*faulty.open(), "a"); }) == ErrorKind::is_a_link);
}

TEST_CASE("a killed program leaves its temporaries, and nothing of it works any more") {
  MemoryTree tree;
  build(*tree.open(), "a:old");
  FaultyTree faulty(tree.open());
  faulty.kill_at_change(3);
  CHECK_THROWS_AS(write_file(*faulty.open(), "a", "new"), TreeError);
  CHECK(faulty.killed());
  CHECK(draw(*tree.open()) == ".lockstep-00000000000000ff:new a:old");
  CHECK_FALSE(faulty.open()->list().has_value());
  CHECK(tree.count(Operation::discard) == 0);
}

TEST_CASE("a failed program that was not killed tidies up") {
  MemoryTree tree;
  FaultyTree faulty(tree.open());
  faulty.fail_operation(Operation::publish, 1, ErrorKind::input_output);
  CHECK_THROWS_AS(write_file(*faulty.open(), "a", "new"), TreeError);
  CHECK(draw(*tree.open()).empty());
}

TEST_CASE("calls that take two handles get the inner ones, wrapped or not") {
  MemoryOptions options;
  options.clones = true;
  MemoryTree tree(options);
  build(*tree.open(), "a:hello d/");
  FaultyTree faulty(tree.open());
  FaultyTree twice(faulty.open());
  for (const auto& root : {faulty.open(), twice.open()}) {
    const auto folder = root->open_directory("d");
    {
      const auto file = root->open_file("a");
      const auto staged = (*folder)->stage_named("t");
      REQUIRE(staged);
      CHECK((*staged)->clone(**file).has_value());
      CHECK((*staged)->copy_range(**file, {0, 5}) == 5U);
    }
    CHECK((*folder)->create_hard_link(*root, "a", "b").has_value());
    CHECK((*folder)->rename("b", *root, "c", Overwrite::never).has_value());
    CHECK(draw(*tree.open()) == "a:hello c=a d/");
    CHECK(root->remove("c").has_value());
  }
  const auto bare = tree.open()->open_file("a");
  const auto staged = faulty.open()->stage_named("t");
  CHECK((*staged)->clone(**bare).has_value());
}

}  // namespace
}  // namespace lockstep
