// Tests what MemoryTree loses with its power, and what it must not lose.
#include <set>

#include <doctest/doctest.h>

#include "support/trees/memory_tree.h"
#include "support/trees/tree_access.h"
#include "support/trees/tree_text.h"

namespace lockstep {
namespace {

constexpr std::uint64_t kSeeds = 300;

// Returns every tree that a loss of power may leave, as far as the seeds find them.
std::set<std::string> outcomes(const MemoryTree& tree, const View& view = shape()) {
  std::set<std::string> found;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    found.insert(draw(*tree.crash(seed)->open(), view));
  }
  return found;
}

TEST_CASE("what was flushed survives, whatever is lost") {
  MemoryTree tree;
  build(*tree.open(), "a/ a/b:hello c->b d=a/b");
  REQUIRE(tree.open()->flush_volume());
  const std::string before = describe(*tree.open());
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CHECK(describe(*tree.crash(seed)->open()) == before);
  }
}

TEST_CASE("nothing that was not flushed need survive, and a volume that lies flushes nothing") {
  MemoryTree tree;
  build(*tree.open(), "a:hello");
  CHECK(draw(*tree.crash(MemoryTree::kLoseAll)->open()).empty());
  tree.change_options([](MemoryOptions& options) { options.lies_about_flushes = true; });
  REQUIRE(tree.open()->flush_volume());
  CHECK(draw(*tree.crash(MemoryTree::kLoseAll)->open()).empty());
}

TEST_CASE("a name may survive without its data: empty, zeros, or complete") {
  MemoryTree tree;
  write_file(*tree.open(), "a", "hello");
  const auto found = outcomes(tree);
  const std::string temporary = ".lockstep-00000000000000ff";
  CHECK(found.contains(""));
  CHECK(found.contains("a:hello"));
  CHECK(found.contains("a:"));
  CHECK(found.contains("a:\\x00\\x00\\x00\\x00\\x00"));
  CHECK(found.contains(temporary + ":"));
  CHECK(draw(*tree.crash(MemoryTree::kLoseData)->open()) == "a:\\x00\\x00\\x00\\x00\\x00");
}

TEST_CASE("size and mtime may survive without the data that they vouch for") {
  MemoryTree tree;
  build(*tree.open(), "a:old{@5}");
  tree.settle();
  tree.overwrite("a", "new");
  set_modified(*tree.open(), "a", {9, 0});
  View view = shape();
  view.times = true;
  const auto found = outcomes(tree, view);
  CHECK(found.contains("a:old{@9}"));
  CHECK(found.contains("a:new{@9}"));
  CHECK(found.contains("a:old{@5}"));
}

TEST_CASE("a file that was flushed before it was published is complete or not there") {
  MemoryTree tree;
  build(*tree.open(), "a:old");
  tree.settle();
  const auto root = tree.open();
  const auto staged = root->stage_named("t");
  REQUIRE((*staged)->write(0, std::as_bytes(std::span("fresh", 5))));
  REQUIRE((*staged)->flush());
  REQUIRE((*staged)->publish("a", Overwrite::allowed));
  CHECK(outcomes(tree) == std::set<std::string>{"a:old", "a:fresh", "a:old t:fresh"});
  REQUIRE(root->flush());
  CHECK(outcomes(tree) == std::set<std::string>{"a:fresh"});
}

TEST_CASE("names of one folder come in order, of two folders in any") {
  MemoryTree tree;
  build(*tree.open(), "a/ b/");
  tree.settle();
  create_folder(*tree.open(), "a/1");
  create_folder(*tree.open(), "b/1");
  create_folder(*tree.open(), "a/2");
  const auto found = outcomes(tree);
  CHECK(found.contains("a/ b/ b/1/"));
  CHECK(found.contains("a/ a/1/ a/2/ b/"));
  CHECK_FALSE(found.contains("a/ a/2/ b/"));
  CHECK(found.size() == 6);
}

TEST_CASE("a move between folders happens in both or in neither") {
  MemoryTree tree;
  build(*tree.open(), "a/f:x b/");
  tree.settle();
  create_folder(*tree.open(), "b/early");
  move(*tree.open(), "a/f", "b/f");
  CHECK(outcomes(tree) ==
        std::set<std::string>{"a/ a/f:x b/", "a/ a/f:x b/ b/early/", "a/ b/ b/early/ b/f:x"});
  REQUIRE(tree.open("a")->flush());
  CHECK(outcomes(tree) == std::set<std::string>{"a/ b/ b/early/ b/f:x"});
}

TEST_CASE("a tree after the loss is a tree to go on with") {
  MemoryTree tree;
  build(*tree.open(), "a/b:x c=a/b");
  tree.settle();
  const auto identity = examine(*tree.open(), "c").identity;
  remove_all(*tree.open(), "a");
  const auto after = tree.crash(MemoryTree::kLoseAll);
  CHECK(draw(*after->open()) == "a/ a/b:x c=a/b");
  CHECK(examine(*after->open(), "c").identity == identity);
  CHECK(examine(*after->open(), "c").link_count == 2);
  remove_all(*after->open(), "a");
  write_file(*after->open(), "d", "y");
  CHECK(draw(*after->open()) == "c:x d:y");
  CHECK(draw(*tree.open()) == "c:x");
}

}  // namespace
}  // namespace lockstep
