// The same history on the real disk and in memory ends in the same tree, so tests in memory are
// true to the disk. The memory imitates POSIX; the folder contract covers Windows' disks
// (directory_contract_test).
#include <doctest/doctest.h>

#include "support/system/temporary_folder.h"
#include "support/trees/random_tree.h"
#include "support/trees/tree_text.h"

namespace lockstep {
namespace {

TEST_CASE("random edits do the same on the disk as in memory") {
  View view;
  view.times = false;   // most of them are the present
  view.sparse = false;  // depends on the disk's blocks
  view.root = false;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    CAPTURE(seed);
    const TemporaryFolder disk;
    MemoryTree memory;
    const auto disk_root = disk.open();
    const auto memory_root = memory.open();
    // In memory everybody is privileged: leave out what the disk would refuse.
    EditLimits limits;
    limits.owners = disk_root->set_owner(0, 0).has_value();
    view.owners = limits.owners;
    limits.unreadable_files = limits.owners;
    for (const Edit& edit : random_history(seed, 150)) {
      const std::string on_disk = apply(edit, *disk_root, overwriting_below(disk.path()), limits);
      const std::string in_memory = apply(edit, *memory_root, overwriting(memory), limits);
      REQUIRE(on_disk == in_memory);
    }
    REQUIRE(difference(describe(*memory_root, view), describe(*disk_root, view)) == "");
  }
}

}  // namespace
}  // namespace lockstep
