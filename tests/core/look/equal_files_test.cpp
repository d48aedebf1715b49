// While passes stay incomplete a large file is not read in each of them.
#include "core/look/equal_files.h"

#include "core/pass_fixture.h"

namespace lockstep {
namespace {

struct Incomplete : Mirror {
  Incomplete() {
    build(*source.open(), "f#300000{@5.5} g#100000{@5.5} small:x{@5.5}");
    known_equal = &memory;
    pass();
    pass();
    source.overwrite("f", seeded_bytes(300'000, 7));
    set_modified(*source.open(), "f", {5, 500'000'000});
    old = record;
  }
  // Makes a pass, as if it had a problem elsewhere, and returns how many files it hashed.
  std::uint64_t hashed() {
    memory.begin_pass();
    record = old;
    return pass().summary.hashed_files;
  }
  EqualFiles memory;
  std::optional<PairRecord> old;
};

TEST_CASE_FIXTURE(Incomplete, "what was read twice and found equal is not read again") {
  CHECK(hashed() == 1);
  CHECK(difference() == "");
  CHECK(hashed() == 1);
  CHECK(hashed() == 1);
  CHECK(hashed() == 0);
  CHECK(hashed() == 0);
  SUBCASE("unless the source changes") {
    source.overwrite("f", seeded_bytes(300'000, 8));
    set_modified(*source.open(), "f", {5, 500'000'000});
    CHECK(hashed() == 1);
    CHECK(difference() == "");
  }
  SUBCASE("unless the replica changes") {
    replica.overwrite("f", seeded_bytes(300'000, 8));
    set_modified(*replica.open(), "f", {5, 500'000'000});
    CHECK(hashed() == 1);
    CHECK(difference() == "");
  }
  SUBCASE("unless another file comes to its name") {
    build(*source.open(), "h#300000.9{@5.5}");
    remove_all(*source.open(), "f");
    move(*source.open(), "h", "f");
    let_everything_through();
    CHECK(hashed() == 1);
    CHECK(difference() == "");
  }
  SUBCASE("unless a pass did not ask for it") {
    memory.begin_pass();
    CHECK(hashed() == 1);
  }
  SUBCASE("unless all shall be read") {
    policy.comparison = Comparison::content;
    CHECK(hashed() == 3);
  }
}

TEST_CASE_FIXTURE(Incomplete,
                  "what was read and found different is copied, however late it can be") {
  FaultyTree full(replica.open());
  full.fail_when(
      [](const Call& call) {
        return call.operation == Operation::stage_named ||
               call.operation == Operation::stage_unnamed;
      },
      ErrorKind::read_only);
  for (int failing = 0; failing < 4; ++failing) {
    memory.begin_pass();
    record = old;
    CHECK(pass(*source.open(), *full.open()).summary.result == PassResult::problems);
  }
  CHECK(hashed() == 1);
  CHECK(difference() == "");
}

Entry large_file(std::uint64_t number) {
  Entry entry;
  entry.identity = {1, number};
  entry.size = 1'000'000;
  return entry;
}

TEST_CASE("a second reading within a tick of the volume's clock proves nothing") {
  EqualFiles files;
  const Entry entry = large_file(2);
  const EqualFiles::Moment start{};
  using std::chrono::seconds;
  files.found_equal(entry, entry, start, start + seconds(10));
  CHECK_FALSE(files.know(entry, entry));
  files.found_equal(entry, entry, start + seconds(11), start + seconds(20));
  CHECK_FALSE(files.know(entry, entry));
  files.found_equal(entry, entry, start + seconds(21), start + seconds(30));
  CHECK(files.know(entry, entry));
}

TEST_CASE("of very many files no more is kept than a few thousand") {
  EqualFiles files;
  std::size_t known = 0;
  for (std::uint64_t number = 0; number < 10'000; ++number) {
    const Entry entry = large_file(number);
    const EqualFiles::Moment start{};
    files.found_equal(entry, entry, start, start);
    files.found_equal(entry, entry, start + std::chrono::seconds(10), start);
    known += files.know(entry, entry) ? 1 : 0;
  }
  CHECK(known == 4096);
}

}  // namespace
}  // namespace lockstep
