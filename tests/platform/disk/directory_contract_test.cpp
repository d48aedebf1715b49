// The real disk and the tree in memory answer to one contract. The disk is that of $TMPDIR: set it
// to a folder elsewhere to try another file system.
#include "support/contract/directory_contract.h"

#include <chrono>

#include <doctest/doctest.h>

#include "platform/system/process.h"
#include "support/system/real_disk.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"
#include "support/trees/feature.h"
#include "support/trees/memory_tree.h"

namespace lockstep {
namespace {

// The subject makes a new folder each time; each lives as long as the subject.
ContractSubject real_disk() {
  const Privileges allowed = privileges();
  const TemporaryFolder probed;
  return {[folders = std::make_shared<std::vector<std::unique_ptr<TemporaryFolder>>>()] {
            folders->push_back(std::make_unique<TemporaryFolder>());
            return folders->back()->open();
          },
          allowed.change_owners && allowed.create_devices, lacking_on_disk(*probed.open())};
}

ContractSubject memory() {
  return {[trees = std::make_shared<std::vector<std::unique_ptr<MemoryTree>>>()] {
            trees->push_back(std::make_unique<MemoryTree>());
            return trees->back()->open();
          },
          true,
          {}};
}

TEST_CASE("contract on the real disk: looking") { check_looking(real_disk()); }
TEST_CASE("contract on the real disk: opening") { check_opening(real_disk()); }
TEST_CASE("contract on the real disk: reading") { check_reading(real_disk()); }
TEST_CASE("contract on the real disk: staging") { check_staging(real_disk()); }
TEST_CASE("contract on the real disk: creating") { check_creating(real_disk()); }
TEST_CASE("contract on the real disk: renaming and removing") {
  check_renaming_and_removing(real_disk());
}
TEST_CASE("contract on the real disk: metadata") { check_metadata(real_disk()); }
TEST_CASE("contract on the real disk: attributes") { check_attributes(real_disk()); }

// Waits until an entry that is made now is younger: the clock of ctimes ticks some hundred times a
// second.
void await_younger_ctimes(Directory& folder, Timestamp than) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  for (bool younger = false; !younger;) {
    REQUIRE(std::chrono::steady_clock::now() < deadline);
    make_file(folder, "tick", "");
    younger = than < look_at(folder, "tick").changed();
    REQUIRE(folder.remove("tick"));
  }
}

TEST_CASE("on the real disk what is renamed has a new ctime, where its volume is known for that") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  if (!root->volume()->renames_change_ctime) return say_lacking(Feature::ctimes_of_renames);
  REQUIRE(root->create_directory("into", 0755));
  REQUIRE(root->create_directory("folder", 0755));
  make_file(*root, "file", "hello");
  const auto into = root->open_directory("into");
  REQUIRE(into);
  for (const char* const name : {"folder", "file"}) {
    const Timestamp before = look_at(*root, name).changed();
    await_younger_ctimes(*root, before);
    REQUIRE(root->rename(name, **into, name, Overwrite::never));
    CHECK(before < look_at(**into, name).changed());
  }
}

TEST_CASE("contract in memory: looking") { check_looking(memory()); }
TEST_CASE("contract in memory: opening") { check_opening(memory()); }
TEST_CASE("contract in memory: reading") { check_reading(memory()); }
TEST_CASE("contract in memory: staging") { check_staging(memory()); }
TEST_CASE("contract in memory: creating") { check_creating(memory()); }
TEST_CASE("contract in memory: renaming and removing") { check_renaming_and_removing(memory()); }
TEST_CASE("contract in memory: metadata") { check_metadata(memory()); }
TEST_CASE("contract in memory: attributes") { check_attributes(memory()); }

}  // namespace
}  // namespace lockstep
