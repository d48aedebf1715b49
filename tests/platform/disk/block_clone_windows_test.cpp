// Tests files that share blocks, if the volume can.
#include "platform/disk/block_clone_windows.h"

#include <doctest/doctest.h>

#include "support/system/real_disk.h"
#include "support/system/temporary_folder.h"
#include "support/trees/directory_tools.h"

namespace lockstep {
namespace {

constexpr std::uint64_t kCluster = 4096;
constexpr std::uint64_t kGibibyte = 1ULL << 30U;

TEST_CASE("a file is cloned in whole clusters, the last one too, and never 4 GiB at once") {
  CHECK(next_cloned_piece(0, 0, kCluster) == 0);
  CHECK(next_cloned_piece(0, 1, kCluster) == kCluster);
  CHECK(next_cloned_piece(0, kCluster, kCluster) == kCluster);
  CHECK(next_cloned_piece(kCluster, kCluster, kCluster) == 0);
  const std::uint64_t size = 5 * kGibibyte + 1;
  std::uint64_t done = 0;
  int pieces = 0;
  while (const auto piece = next_cloned_piece(done, size, kCluster)) {
    CHECK(piece % kCluster == 0);
    CHECK(piece < 4 * kGibibyte);
    done += piece;
    ++pieces;
  }
  CHECK(done == 5 * kGibibyte + kCluster);
  CHECK(pieces == 6);
}

TEST_CASE("a clone has the content of its source, and can be written to on its own") {
  const TemporaryFolder folder;
  const auto root = folder.open();
  const std::string content(200'000, 'x');
  make_file(*root, "source", content);
  const auto source = root->open_file("source");
  REQUIRE(source);
  auto staged = root->stage_named(".lockstep-0123456789abcdef");
  REQUIRE(staged);
  const auto cloned = (*staged)->clone(**source);
  if (!cloned) {
    CHECK(kind_of(cloned) == ErrorKind::not_supported);
    CHECK((*staged)->examine()->size == 0);
    return say_lacking(Feature::shared_blocks);
  }
  write_text(**staged, 0, "y");
  CHECK(read_text(**staged) == "y" + content.substr(1));
  CHECK(read_text(*root, "source") == content);
}

}  // namespace
}  // namespace lockstep
