#include "core/live/mark_tree.h"

#include <string>

#include <doctest/doctest.h>

using namespace lockstep;

namespace {

MarkTree::Id add(MarkTree& tree, MarkTree::Id parent, const char* name) {
  return tree.add(parent, name);
}

}  // namespace

TEST_CASE("nodes are found by their paths, and know them") {
  MarkTree tree;
  const auto a = add(tree, MarkTree::kRoot, "a");
  const auto b = add(tree, a, "b");
  const auto other = add(tree, MarkTree::kRoot, "b");
  CHECK(tree.find(RelativePath("a/b")) == b);
  CHECK(tree.find(RelativePath("b")) == other);
  CHECK(tree.find(RelativePath("")) == MarkTree::kRoot);
  CHECK(tree.find(RelativePath("b/b")) == MarkTree::kNone);
  CHECK(tree.path(b).text() == "a/b");
  CHECK(tree.size() == 3);
  CHECK(tree.below(a) == 1);
  tree.erase(b);
  CHECK(tree.find(RelativePath("a/b")) == MarkTree::kNone);
  CHECK(tree.size() == 2);
}

TEST_CASE("a subtree moves with all that is below it") {
  MarkTree tree;
  const auto a = add(tree, MarkTree::kRoot, "a");
  const auto x = add(tree, add(tree, a, "sub"), "x");
  const auto b = add(tree, MarkTree::kRoot, "b");
  const auto c = add(tree, b, "c");
  SUBCASE("to another parent") {
    tree.move(tree.parent(x), c);
    CHECK(tree.path(x).text() == "b/c/sub/x");
    CHECK(tree.below(a) == 0);
    CHECK(tree.below(b) == 3);
  }
  SUBCASE("when two nodes change places") {
    tree.exchange(a, c);
    CHECK(tree.path(x).text() == "b/c/sub/x");
    CHECK(tree.path(c).text() == "a");
    CHECK(tree.below(b) == 3);
    CHECK(tree.below(c) == 0);
  }
  CHECK(tree.find(tree.path(x)) == x);
  CHECK(tree.size() == 5);
}

TEST_CASE("ten thousand names are all found, and give their memory back") {
  MarkTree tree;
  for (int each = 0; each < 10'000; ++each) tree.add(MarkTree::kRoot, std::to_string(each));
  for (int each = 0; each < 10'000; ++each)
    REQUIRE(tree.child(MarkTree::kRoot, std::to_string(each)) != MarkTree::kNone);
  CHECK(tree.has_grown());
  CHECK(tree.name_bytes() == 10'000 * MarkTree::bytes_of_name("1234"));
  tree.clear();
  CHECK_FALSE(tree.has_grown());
  CHECK(tree.name_bytes() == 0);
  CHECK(tree.child(MarkTree::kRoot, "7") == MarkTree::kNone);
}
