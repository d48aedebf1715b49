// Tests comparing contents: a range that is a hole in both files is not read, and the answer is the
// same.
#include "core/look/digest.h"

#include <random>

#include "core/faulty_mirror.h"

namespace lockstep {
namespace {

constexpr std::uint64_t kGiB = 1ULL << 30U;

// Two files of one name, and the result of comparing them.
struct Files {
  MemoryTree source;
  MemoryTree replica;

  static std::unique_ptr<StagedFile> stage(Directory& root) {
    return expect(root.stage_named(".lockstep-0000000000000000"), "stage", "f");
  }
  static void publish(std::unique_ptr<StagedFile> file, std::uint64_t size) {
    expect(file->set_size(size), "resize", "f");
    expect(file->publish("f", Overwrite::allowed), "publish", "f");
  }
  FaultyTree from{source.open()};
  FaultyTree to{replica.open()};
  std::atomic<std::uint64_t> read_bytes{0};

  Result<ContentMatch> compare(std::uint64_t size, Holes holes) {
    const auto source_file = expect(from.open()->open_file("f"), "open", "f");
    const auto replica_file = expect(to.open()->open_file("f"), "open", "f");
    return compare_contents({*source_file, *replica_file, size, holes}, read_bytes, {});
  }
};

std::vector<std::byte> bytes(std::size_t size, int value) {
  return std::vector<std::byte>(size, static_cast<std::byte>(value));
}

TEST_CASE("whether holes are read or not, the answer is the same") {
  int equal = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    Files files;
    const std::uint64_t size = 1 + random() % 2'000'000;
    const auto source_root = files.source.open();
    const auto replica_root = files.replica.open();
    auto left = Files::stage(*source_root);
    auto right = Files::stage(*replica_root);
    for (int extent = 0; extent < 4; ++extent) {
      const std::uint64_t offset = random() % size;
      const auto length = std::min<std::uint64_t>(1 + random() % 200'000, size - offset);
      // One side's hole may be written zeros on the other.
      const auto data = bytes(length, static_cast<int>(random() % 3));
      expect(left->write(offset, data), "write", "f");
      const bool zeros = data.front() == std::byte{0};
      if (!zeros || random() % 2 == 0) expect(right->write(offset, data), "write", "f");
    }
    if (random() % 2 == 0) expect(right->write(random() % size, bytes(1, 7)), "write", "f");
    Files::publish(std::move(left), size);
    Files::publish(std::move(right), random() % 8 == 0 ? size - 1 : size);
    const auto reading_all = files.compare(size, Holes::none);
    const auto reading_data = files.compare(size, Holes::in_both);
    REQUIRE(reading_all);
    REQUIRE(reading_data);
    CHECK(*reading_all == *reading_data);
    if (*reading_all == ContentMatch::equal) ++equal;
  }
  CHECK(equal > 50);
  CHECK(equal < 350);
}

TEST_CASE("verify, --checksum and a touched time read no holes that both files have") {
  Mirror mirror;
  const auto root = mirror.source.open();
  auto file = Files::stage(*root);
  for (const std::uint64_t offset : {0 * kGiB, 3 * kGiB, 20 * kGiB - 1})
    expect(file->write(offset, bytes(1, 1)), "write", "f");
  Files::publish(std::move(file), 20 * kGiB);
  mirror.pass();
  const auto reads = [&mirror](auto look) {
    mirror.source.forget_calls();
    mirror.replica.forget_calls();
    look();
    return mirror.source.count(Operation::read) + mirror.replica.count(Operation::read);
  };
  CHECK(reads([&] { CHECK(text_of(mirror.verify()) == ""); }) < 20);
  mirror.policy.comparison = Comparison::content;
  CHECK(reads([&] { CHECK(mirror.pass().summary.changed_nothing()); }) < 20);
  mirror.policy.comparison = Comparison::size_and_time;
  set_modified(*root, "f", {1'600'000'000, 0});
  CHECK(reads([&] { CHECK(mirror.pass().summary.updated_metadata == 1); }) < 20);
  move(*root, "f", "g");
  CHECK(reads([&] { CHECK(mirror.pass().summary.renamed == 1); }) < 20);
  View view;
  view.contents = false;
  CHECK(mirror.difference(view) == "");
}

TEST_CASE("files that were cut short meanwhile are different, hole or not") {
  for (const bool source_is_short : {true, false}) {
    CAPTURE(source_is_short);
    Files files;
    build(*files.source.open(), source_is_short ? "f~4000" : "f~5000");
    build(*files.replica.open(), source_is_short ? "f~5000" : "f~4000");
    CHECK(*files.compare(5000, Holes::in_both) == ContentMatch::different);
  }
}

// Makes two files that have a megabyte in a hole of three, alike or different in one byte of it.
void build_large(Files& files, std::optional<std::uint64_t> different_at) {
  for (MemoryTree* const tree : {&files.source, &files.replica}) {
    const auto root = tree->open();
    auto file = Files::stage(*root);
    expect(file->write(1'000'000, bytes(1'000'000, 1)), "write", "f");
    if (tree == &files.replica && different_at)
      expect(file->write(*different_at, bytes(1, 2)), "write", "f");
    Files::publish(std::move(file), 3'000'000);
  }
}

TEST_CASE("short reads are no ends: two files read in pieces are equal or not, as they are") {
  const auto is_read = [](const Call& call) { return call.operation == Operation::read; };
  struct Case {
    std::optional<std::uint64_t> different_at;
    ContentMatch match;
  };
  for (const Case& one : {Case{{}, ContentMatch::equal},
                          {1'000'000, ContentMatch::different},
                          {1'999'999, ContentMatch::different},
                          {2'999'999, ContentMatch::different}}) {
    for (const std::size_t most : {4096UL, 100'003UL}) {
      for (const bool of_source : {true, false}) {
        Files files;
        build_large(files, one.different_at);
        (of_source ? files.from : files.to).shorten_when(is_read, most);
        for (const Holes holes : {Holes::none, Holes::in_both})
          CHECK(*files.compare(3'000'000, holes) == one.match);
      }
    }
  }
}

TEST_CASE("what can't be read of the replica is different, of the source an error") {
  for (const Operation operation : {Operation::read, Operation::next_data}) {
    for (const std::size_t n : {1U, 2U}) {
      for (const bool of_source : {true, false}) {
        CAPTURE(name_of(operation));
        CAPTURE(n);
        Files files;
        build_large(files, {});
        (of_source ? files.from : files.to)
            .fail_operation(operation, n, ErrorKind::input_output, Lasting::for_ever);
        const auto match = files.compare(3'000'000, Holes::in_both);
        CHECK(match.has_value() == !of_source);
        if (match) CHECK(*match == ContentMatch::different);
      }
    }
  }
}

TEST_CASE("a comparison counts what it read, holes not among it") {
  Files files;
  build_large(files, {});
  CHECK(*files.compare(3'000'000, Holes::none) == ContentMatch::equal);
  CHECK(files.read_bytes == 3'000'000);
  files.read_bytes = 0;
  CHECK(*files.compare(3'000'000, Holes::in_both) == ContentMatch::equal);
  CHECK(files.read_bytes < 2'000'000);
}

}  // namespace
}  // namespace lockstep
