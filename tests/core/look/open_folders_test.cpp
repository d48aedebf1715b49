// Tests pairs of folders, of which few are open at once.
#include "core/look/pair_handles.h"
#include "core/pass_fixture.h"

namespace lockstep {
namespace {

std::shared_ptr<Pair> listed_child(const std::shared_ptr<Pair>& parent, Name name) {
  auto child = parent->child(name);
  child->source_entry = *(*parent->source())->examine_child(name);
  child->replica_entry = *(*parent->replica())->examine_child(name);
  return child;
}

struct Roots {
  MemoryTree source;
  MemoryTree replica;
  std::unique_ptr<Directory> source_root;
  std::unique_ptr<Directory> replica_root;
  OpenFolders open_folders{8};
  std::shared_ptr<Pair> pair;

  explicit Roots(const char* tree) {
    source_root = source.open();
    replica_root = replica.open();
    build(*source_root, tree);
    build(*replica_root, tree);
    pair = make_root_pair(*source_root, *replica_root, open_folders);
  }
};

TEST_CASE("a pair knows its path, and opens both folders by it") {
  Roots roots("a/b/c:1");
  const auto b = listed_child(listed_child(roots.pair, "a"), "b");
  CHECK(roots.pair->path().text().empty());
  CHECK(b->path().text() == "a/b");
  CHECK(b->depth() == 2);
  CHECK((*b->source())->examine_child("c"));
  CHECK((*b->replica())->examine_child("c"));
}

TEST_CASE("a folder that was closed is opened again, another one in its place is `changed`") {
  Roots roots("0/ 1/ 2/ 3/ 4/ 5/ 6/ 7/ 8/ 9/");
  const auto first = listed_child(roots.pair, "0");
  REQUIRE(first->source());
  std::vector<std::shared_ptr<Pair>> others;
  const auto open_others = [&] {
    for (char name = '1'; name <= '9'; ++name) {
      others.push_back(listed_child(roots.pair, std::string(1, name)));
      REQUIRE(others.back()->source());
    }
  };
  open_others();
  CHECK(first->source());
  open_others();
  remove_all(*roots.source_root, "0");
  create_folder(*roots.source_root, "0");
  REQUIRE(!first->source());
  CHECK(first->source().error().kind() == ErrorKind::changed);
  remove_all(*roots.source_root, "0");
  CHECK(first->source().error().kind() == ErrorKind::not_found);
  build(*roots.source_root, "0->1");
  CHECK(!first->source());
}

TEST_CASE("a folder of the replica that the pass created is known again as any other") {
  Roots roots("0/ 1/ 2/ 3/ 4/ 5/ 6/ 7/ 8/ 9/");
  const auto created = roots.pair->child("new");
  REQUIRE(!created->in_replica());
  create_folder(*roots.replica_root, "new");
  REQUIRE(created->replica());
  std::vector<std::shared_ptr<Pair>> others;
  for (char name = '1'; name <= '9'; ++name) {
    others.push_back(listed_child(roots.pair, std::string(1, name)));
    REQUIRE(others.back()->replica());
  }
  CHECK(created->replica());
  for (const auto& other : others) REQUIRE(other->replica());
  remove_all(*roots.replica_root, "new");
  create_folder(*roots.replica_root, "new");
  REQUIRE(!created->replica());
  CHECK(created->replica().error().kind() == ErrorKind::changed);
}

// The tree is deeper than any stack has room for a call a level.
TEST_CASE("the last pair of a deep tree lets go of all above it") {
  const Roots roots("");
  std::shared_ptr<Pair> deepest = roots.pair;
  for (int level = 0; level < 400'000; ++level) deepest = deepest->child("d");
  const auto beside = deepest->parent()->parent();
  deepest.reset();
  CHECK(beside->depth() == 399'998);
}

TEST_CASE("a tree of 1,000 levels is mirrored with few folders open") {
  Mirror mirror(4);
  mirror.open_files = 32;
  {
    std::unique_ptr<Directory> folder = mirror.source.open();
    for (int level = 0; level < 1'000; ++level) {
      REQUIRE(folder->create_directory("d", 0755));
      folder = *folder->open_directory("d");
    }
    REQUIRE(folder->create_symlink("end", "of it"));
  }
  CHECK(mirror.pass().summary.created.directories == 1'000);
  CHECK(Recorder::joined(mirror.told.problems) == "");
  mirror.check_idle();
}

// A share of no file at all is eight folders and two batches of eight files.
TEST_CASE(
    "the least share of open files mirrors wide and deep trees, a batch of eight at a flush") {
  Mirror mirror(4);
  mirror.open_files = 1;
  constexpr std::size_t kFolders = 20;
  constexpr std::size_t kFilesInEach = 20;
  std::string tree;
  for (std::size_t folder = 0; folder < kFolders; ++folder) {
    for (std::size_t file = 0; file < kFilesInEach; ++file)
      tree += "a/b/c/d" + std::to_string(folder) + "/e/f" + std::to_string(file) + ":content ";
  }
  build(*mirror.source.open(), tree);
  const PassOutcome outcome = mirror.pass();
  CHECK(outcome.summary.result == PassResult::ok);
  CHECK(outcome.summary.created.files == kFolders * kFilesInEach);
  CHECK(mirror.difference() == "");
  // One more flush is at the end, for the folders.
  CHECK(mirror.replica.count(Operation::flush_volume) <= kFolders * kFilesInEach / 8 + 2);
  mirror.check_idle();
}

}  // namespace
}  // namespace lockstep
