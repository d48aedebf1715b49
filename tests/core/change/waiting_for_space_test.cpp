// An operation that found no room waits, with all that depends on it, and is handed out once.
#include "core/change/waiting_for_space.h"

#include <memory>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "core/look/pair_handles.h"
#include "support/trees/memory_tree.h"

namespace lockstep {
namespace {

struct Folders {
  Folders() : source_root(source.open()), replica_root(replica.open()) {}
  [[nodiscard]] static Creation file(const std::shared_ptr<Pair>& folder, const char* name) {
    return creation(folder, name, EntryKind::file);
  }
  [[nodiscard]] static Creation new_folder(const std::shared_ptr<Pair>& around, const char* name) {
    Creation folder = creation(around, name, EntryKind::directory);
    folder.contents = around->child(name);
    folder.expanded = true;
    return folder;
  }
  [[nodiscard]] static Creation creation(const std::shared_ptr<Pair>& folder, const char* name,
                                         EntryKind kind) {
    Entry source;
    source.kind = kind;
    return {.folder = folder, .name = name, .source = source};
  }
  [[nodiscard]] Update update() const {
    Update update;
    update.folder = root;
    return update;
  }
  [[nodiscard]] static Repair repair(const std::shared_ptr<Pair>& folder) {
    Repair repair;
    repair.folder = folder;
    return repair;
  }
  [[nodiscard]] static Rename rename(const std::shared_ptr<Pair>& from,
                                     const std::shared_ptr<Pair>& to) {
    Rename rename;
    rename.from_folder = from;
    rename.from_name = "x";
    rename.to_folder = to;
    return rename;
  }

  MemoryTree source;
  MemoryTree replica;
  std::unique_ptr<Directory> source_root;
  std::unique_ptr<Directory> replica_root;
  OpenFolders open_folders{8};
  std::shared_ptr<Pair> root = make_root_pair(*source_root, *replica_root, open_folders);
  WaitingForSpace waiting;
};

const Error kNoSpace(ErrorKind::no_space);
const Error kNotFound(ErrorKind::not_found);

TEST_CASE_FIXTURE(Folders, "only what found no space waits") {
  CHECK_FALSE(waiting.takes(Error(ErrorKind::input_output), file(root, "a")));
  CHECK(waiting.takes(kNoSpace, file(root, "a")));
  CHECK(waiting.takes(kNoSpace, update()));
  WaitingForSpace::Retry retry(waiting);
  const auto all = retry.take();
  CHECK(all.creations.size() == 1);
  CHECK(all.updates.size() == 1);
  CHECK(retry.take().creations.empty());
}

TEST_CASE_FIXTURE(Folders, "what goes into a folder that waits does so, too") {
  const Creation folder = new_folder(root, "d");
  const Creation below = file(folder.contents, "f");
  Rename moved = rename(root, folder.contents);
  CHECK_FALSE(waiting.takes_with_folder(below));
  CHECK_FALSE(waiting.takes_with_folder(repair(folder.contents)));
  CHECK_FALSE(waiting.takes_with_folder(moved));
  CHECK(waiting.takes(kNoSpace, folder));
  CHECK(waiting.takes_with_folder(below));
  CHECK(waiting.takes_with_folder(repair(folder.contents)));
  CHECK(waiting.takes_with_folder(moved));
  WaitingForSpace::Retry retry(waiting);
  const auto all = retry.take();
  CHECK(all.creations.size() == 2);
  CHECK(all.repairs.size() == 1);
  REQUIRE(all.renames.size() == 1);
  CHECK(all.renames.front().from_name == "x");
}

TEST_CASE_FIXTURE(Folders, "a folder below one that waits makes those below it wait") {
  const Creation folder = new_folder(root, "d");
  CHECK(waiting.takes(kNoSpace, folder));
  const Creation inner = new_folder(folder.contents, "e");
  CHECK(waiting.takes_with_folder(inner));
  CHECK(waiting.takes_with_folder(file(inner.contents, "f")));
}

TEST_CASE_FIXTURE(Folders, "a name waits for its file as long as that may still come") {
  const Creation name = file(root, "name");
  CHECK_FALSE(waiting.takes_with_target(kNotFound, name));  // nothing waits that it could be
  CHECK(waiting.takes(kNoSpace, file(root, "first")));
  CHECK(waiting.takes_with_target(kNotFound, name));
  CHECK(waiting.takes_with_target(kNoSpace, name));
  CHECK_FALSE(waiting.takes_with_target(Error(ErrorKind::changed), name));
}

TEST_CASE_FIXTURE(Folders,
                  "a folder from which a waiting rename takes something is removed later") {
  const Creation folder = new_folder(root, "d");
  CHECK(waiting.takes(kNoSpace, folder));
  const auto old = root->child("old");
  const auto inner = old->child("inner");
  const auto other = root->child("other");
  Rename moved = rename(inner, folder.contents);
  REQUIRE(waiting.takes_with_folder(moved));
  std::vector<Removal> folders;
  for (const auto& gone : {old, inner, other}) {
    Removal removal;
    removal.folder = gone->parent();
    removal.name = gone->name();
    removal.contents = gone;
    folders.push_back(std::move(removal));
  }
  waiting.put_off(folders);
  REQUIRE(folders.size() == 1);
  CHECK(folders.front().name == "other");
  CHECK(WaitingForSpace::Retry(waiting).take().removals.size() == 2);
}

TEST_CASE_FIXTURE(Folders, "the second try is the last one") {
  const Creation folder = new_folder(root, "d");
  CHECK(waiting.takes(kNoSpace, folder));
  {
    const WaitingForSpace::Retry retry(waiting);
    CHECK_FALSE(waiting.takes(kNoSpace, file(root, "a")));
    CHECK_FALSE(waiting.takes(kNoSpace, update()));
    CHECK_FALSE(waiting.takes_with_folder(file(folder.contents, "f")));
    CHECK_FALSE(waiting.takes_with_folder(repair(folder.contents)));
    CHECK_FALSE(waiting.takes_with_target(kNoSpace, file(root, "name")));
  }
  CHECK(waiting.takes(kNoSpace, file(root, "a")));
}

}  // namespace
}  // namespace lockstep
