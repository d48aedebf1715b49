// Tests batches of staged files: how large they grow, and what a flush that fails means for the
// others.
#include "core/faulty_mirror.h"

namespace lockstep {
namespace {

// A sixth of them may wait in a batch: 8 files.
constexpr std::size_t kFilesOpen = 48;

// Returns what happened, a letter each: s for a staged file, F for a volume's flush, f for a
// file's, p for a name given.
std::string order_of(const FaultyTree& tree) {
  std::string order;
  for (const Call& call : tree.calls()) {
    if (call.operation == Operation::stage_unnamed) order += 's';
    if (call.operation == Operation::flush_volume) order += 'F';
    if (call.operation == Operation::flush_file) order += 'f';
    if (call.operation == Operation::publish) order += 'p';
  }
  return order;
}

struct Many : FaultyMirror {
  explicit Many(int files = 20) {
    open_files = kFilesOpen;
    for (int i = 0; i < files; ++i) build(*source.open(), "f" + std::to_string(10 + i) + ":text");
  }
};

TEST_CASE("a batch is flushed when it has as many files as may be open for it") {
  struct Case {
    int files;
    std::size_t batches;
  };
  for (const Case& one : {Case{7, 1}, {8, 1}, {9, 2}, {16, 2}, {17, 3}}) {
    CAPTURE(one.files);
    Many mirror(one.files);
    mirror.faulty_pass();
    CHECK(mirror.difference() == "");
    // One more flush is for the folders, at the end.
    CHECK(mirror.to.count(Operation::flush_volume) == one.batches + 1);
  }
}

TEST_CASE("a batch is flushed when it has as many bytes as power may cost") {
  // Blocks are shared, so that large files cost nothing here.
  MemoryOptions options;
  options.clones = true;
  Mirror mirror(1, options);
  constexpr std::uint64_t kMebibyte = 1024 * 1024;
  struct Case {
    std::uint64_t size;
    std::size_t batches;  // each of four files of that size
  };
  for (const Case& one :
       {Case{63 * kMebibyte, 1}, {86 * kMebibyte, 2}, {128 * kMebibyte, 2}, {256 * kMebibyte, 4}}) {
    CAPTURE(one.size);
    const auto root = mirror.replica.open();
    for (const char* const path : {"s", "r"}) {
      if (exists(*root, path)) remove_all(*root, path);
      create_folder(*root, path);
    }
    for (const char* const name : {"a", "b", "c", "d"})
      build(*root, std::string("s/") + name + "~" + std::to_string(one.size));
    mirror.replica.forget_calls();
    mirror.record.reset();
    mirror.pass(*mirror.replica.open("s"), *mirror.replica.open("r"));
    CHECK(mirror.replica.count(Operation::publish) == 4);
    CHECK(mirror.replica.count(Operation::flush_volume) == one.batches + 1);
  }
}

TEST_CASE("no file of a batch gets its name before the batch was flushed") {
  Many mirror;
  mirror.faulty_pass();
  std::size_t staged = 0;
  std::size_t published = 0;
  std::size_t safe = 0;
  for (const char what : order_of(mirror.to)) {
    if (what == 's') ++staged;
    if (what == 'F') safe = staged;
    if (what == 'p') ++published;
    CHECK(published <= safe);
    // One batch is being flushed, one waits, one is being filled.
    CHECK(staged - published <= 3 * 8);
  }
  CHECK(published == 20);
}

TEST_CASE("write errors are asked for by a handle that is older than all that was written") {
  FaultyMirror mirror;
  build(*mirror.source.open(), "d/e/f:1");
  mirror.faulty_pass();
  for (const Call& call : mirror.to.calls())
    if (call.operation == Operation::flush_volume) CHECK(call.path == "");
}

TEST_CASE("when a volume's flush failed, each file of that batch and all later ones is flushed") {
  for (std::size_t n = 1; n <= 3; ++n) {
    CAPTURE(n);
    Many mirror;
    mirror.to.fail_operation(Operation::flush_volume, n, ErrorKind::input_output);
    mirror.faulty_pass();
    CHECK(mirror.problems() == "");
    CHECK(mirror.difference() == "");
    const std::size_t before = (n - 1) * 8;
    CHECK(mirror.to.count(Operation::flush_file) == 20 - before);
    // Once the volume has told of an error it may not tell of the next: it is asked again only at
    // the end.
    CHECK(mirror.to.count(Operation::flush_volume) == n + 1);
  }
}

TEST_CASE("a write error that comes with a batch's flush keeps the names of that batch alone") {
  Many mirror;
  mirror.to.fail_operation(Operation::flush_volume, 2, ErrorKind::input_output);
  mirror.to.fail_operation(Operation::flush_file, 3, ErrorKind::input_output);
  CHECK(mirror.faulty_pass().summary.result == PassResult::problems);
  CHECK(mirror.told.problems.size() == 1);
  CHECK(mirror.to.count(Operation::publish) == 19);
  CHECK(paths_in(*mirror.replica.open()).size() == 19);
  mirror.check_recovery();
}

TEST_CASE("the flush at the end of a pass that failed is told, and no record vouches for it") {
  FaultyMirror mirror;
  build(*mirror.source.open(), "d/");
  mirror.to.fail_operation(Operation::flush_volume, 1, ErrorKind::input_output);
  CHECK(mirror.faulty_pass().summary.result == PassResult::problems);
  CHECK(mirror.problems().find("flush replica") == 0);
  CHECK(!mirror.record->complete_pass.start);
}

TEST_CASE("a remote volume that can't be flushed whole is no problem: its files and folders were") {
  FaultyMirror mirror;
  mirror.replica.change_volume([](Volume& volume) { volume.remote = true; });
  build(*mirror.source.open(), "a:1 d/");
  mirror.to.fail_operation(Operation::flush_volume, 1, ErrorKind::input_output, Lasting::for_ever);
  CHECK(mirror.faulty_pass().summary.result == PassResult::ok);
}

TEST_CASE("on a remote volume names are on the disk after the pass, though it flushes no volume") {
  MemoryOptions options;
  options.lies_about_flushes = true;
  FaultyMirror mirror(1, options);
  mirror.replica.change_volume([](Volume& volume) { volume.remote = true; });
  build(*mirror.source.open(), "a:1 d/e/f:2 d/l->x");
  mirror.pass();
  CHECK(draw(*mirror.replica.crash(MemoryTree::kLoseAll)->open()) == "a:1 d/ d/e/ d/e/f:2 d/l->x");
  mirror.replica.forget_calls();
  mirror.policy.durability = Durability::none;
  build(*mirror.source.open(), "d/more:3");
  mirror.pass();
  CHECK(mirror.replica.count(Operation::flush_directory) == 0);
}

}  // namespace
}  // namespace lockstep
