#include "support/trees/random_tree.h"

#include <map>
#include <stdexcept>

#include <doctest/doctest.h>

#include "support/trees/check_histories.h"
#include "support/trees/tree_access.h"
#include "support/trees/tree_text.h"

namespace lockstep {
namespace {

TEST_CASE("a seed makes one tree, in every respect but inode numbers and times of now") {
  View view;
  view.times = false;
  std::string first;
  for (int i = 0; i < 2; ++i) {
    MemoryTree tree;
    build_random(*tree.open(), overwriting(tree), 4711, 200);
    const std::string text = describe(*tree.open(), view);
    CHECK(paths_in(*tree.open()).size() > 40);
    if (i == 0) {
      first = text;
    } else {
      CHECK(text == first);
    }
  }
  MemoryTree other;
  build_random(*other.open(), overwriting(other), 4712, 200);
  CHECK(describe(*other.open(), view) != first);
}

TEST_CASE("every kind of edit finds something to do, and does what it says") {
  MemoryTree tree;
  std::map<EditKind, int> done;
  for (const Edit& edit : random_history(1, 700)) {
    tree.forget_calls();
    const std::string what = apply(edit, *tree.open(), overwriting(tree));
    if (!what.empty()) ++done[edit.kind];
    if (what.empty()) CHECK(tree.changes().empty());
  }
  for (std::size_t kind = 0; kind < kEditKinds; ++kind) {
    CAPTURE(kind);
    CHECK(done[static_cast<EditKind>(kind)] > 0);
  }
}

TEST_CASE("a description is enough to build the tree again") {
  check_histories("built from its description a tree has the same description", 60,
                  [](const History& history) {
                    MemoryTree tree;
                    EditLimits limits;
                    limits.largest_file = 60;  // longer ones are described by their hash
                    for (const Edit& edit : history) {
                      apply(edit, *tree.open(), overwriting(tree), limits);
                    }
                    MemoryTree again;
                    const std::string text = describe(*tree.open());
                    build(*again.open(), text);
                    require_same(text, describe(*again.open()));
                  });
}

TEST_CASE("whatever is lost with the power, what is left is a whole tree") {
  check_histories("after a crash every name can be looked at and removed", 60,
                  [](const History& history) {
                    MemoryTree tree;
                    std::size_t edits = 0;
                    std::string settled = describe(*tree.open());
                    tree.settle();
                    for (const Edit& edit : history) {
                      if (edits++ == history.size() / 2) {
                        (void)tree.open()->flush_volume();
                        settled = describe(*tree.open());
                        require_same(settled, describe(*tree.crash(MemoryTree::kLoseAll)->open()));
                      }
                      apply(edit, *tree.open(), overwriting(tree));
                    }
                    require_same(settled, describe(*tree.crash(MemoryTree::kLoseAll)->open()));
                    for (std::uint64_t seed = 0; seed < 4; ++seed) {
                      const auto left = tree.crash(seed);
                      require_same(describe(*left->open()), describe(*tree.crash(seed)->open()));
                      const auto root = left->open();
                      const auto listing = root->list();
                      for (const Entry& entry : listing->entries) {
                        remove_all(*root, std::string(entry.name));
                      }
                      require_same("0 1", std::to_string(left->used_bytes()) + " " +
                                              std::to_string(left->used_inodes()));
                    }
                  });
}

TEST_CASE("a history that fails is cut down to what makes it fail") {
  const auto property = [](const History& history) {
    MemoryTree tree;
    for (const Edit& edit : history) apply(edit, *tree.open(), overwriting(tree));
    if (draw(*tree.open()).find("->") != std::string::npos) throw std::runtime_error("a link");
  };
  const History history = random_history(1, 200);
  REQUIRE_THROWS(property(history));
  const History shortest = shortest_that_fails(history, property);
  CHECK(shortest.size() == 1);
  CHECK_THROWS(property(shortest));
}

}  // namespace
}  // namespace lockstep
