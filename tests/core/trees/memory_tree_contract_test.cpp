// The tree in memory answers to the same checks as the real disk.
#include <list>
#include <memory>

#include <doctest/doctest.h>

#include "support/contract/directory_contract.h"
#include "support/trees/memory_tree.h"

namespace lockstep {
namespace {

ContractSubject memory(MemoryOptions options = {}) {
  const auto trees = std::make_shared<std::list<MemoryTree>>();
  return {.fresh = [trees, options] { return trees->emplace_back(options).open(); },
          .privileged = true};
}

MemoryOptions without_unnamed_files() {
  MemoryOptions options;
  options.can.unnamed_files = false;
  options.tells_holes = false;
  return options;
}

TEST_CASE("the tree in memory keeps the contract of a directory: looking") {
  check_looking(memory());
}
TEST_CASE("the tree in memory keeps the contract of a directory: opening") {
  check_opening(memory());
}
TEST_CASE("the tree in memory keeps the contract of a directory: reading") {
  check_reading(memory());
}
TEST_CASE("the tree in memory keeps the contract of a directory: staging") {
  check_staging(memory());
}
TEST_CASE("the tree in memory keeps the contract of a directory: creating") {
  check_creating(memory());
}
TEST_CASE("the tree in memory keeps the contract of a directory: renaming and removing") {
  check_renaming_and_removing(memory());
}
TEST_CASE("the tree in memory keeps the contract of a directory: metadata") {
  check_metadata(memory());
}
TEST_CASE("the tree in memory keeps the contract of a directory: attributes") {
  check_attributes(memory());
}
TEST_CASE("without unnamed files and holes the contract is kept too") {
  check_reading(memory(without_unnamed_files()));
  check_staging(memory(without_unnamed_files()));
}

}  // namespace
}  // namespace lockstep
