// When a record that differs in its times alone is written, and whose record a file holds.
#include <doctest/doctest.h>

#include "app/record/record_json.h"
#include "app/record/record_store.h"
#include "app/scratch_folder.h"

using namespace lockstep;

namespace {

struct TimesFixture {
  ScratchFolder scratch;
  RecordStore store{scratch.at("state")};
  PairRecord record;

  TimesFixture() {
    record.complete_pass.start = Timestamp{1000, 0};
    record.complete_pass.end = Timestamp{1050, 0};
    record.complete_pass.was_idle = true;
    record.source.compared.changed = {900, 1};
    record.replica.compared.changed = {900, 2};
    REQUIRE(store.save("/s", "/r", record));
  }
  // Is this what is on the disk after it was given to the store?
  [[nodiscard]] bool is_written(const PairRecord& next) {
    REQUIRE(store.save("/s", "/r", next));
    const RecordStore another(store.folder());
    const auto stored = another.load("/s", "/r");
    REQUIRE(stored);
    return to_json({{}, {}, **stored}) == to_json({{}, {}, next});
  }
};

}  // namespace

TEST_CASE_FIXTURE(TimesFixture, "times of roots that move on with the pass's can wait like them") {
  PairRecord next = record;
  next.complete_pass.start = Timestamp{1010, 0};
  next.complete_pass.end = Timestamp{1060, 0};
  next.source.compared.changed = {1005, 0};
  next.replica.compared.changed = {1006, 0};
  CHECK_FALSE(is_written(next));
}

TEST_CASE_FIXTURE(TimesFixture, "a pass that ended before the one on record is written") {
  PairRecord next = record;
  next.complete_pass.start = Timestamp{1010, 0};
  next.complete_pass.end = Timestamp{1020, 0};
  CHECK(is_written(next));
}

TEST_CASE_FIXTURE(TimesFixture, "a record of another source or another replica is not ours") {
  for (const auto& [source, replica] :
       {std::pair("/other", "/r"), std::pair("/s", "/other"), std::pair("/r", "/s")}) {
    std::ofstream(store.file_of("/s", "/r")) << to_json({source, replica, record});
    CHECK_FALSE(store.load("/s", "/r").has_value());
  }
  std::ofstream(store.file_of("/s", "/r")) << to_json({"/s", "/r", record});
  CHECK(store.load("/s", "/r").has_value());
}
