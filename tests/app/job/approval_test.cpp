#include "app/job/approval.h"

#include <doctest/doctest.h>

#include "app/scratch_folder.h"
#include "platform/disk/roots.h"

using namespace lockstep;

namespace {

// A job whose last pass left this on record.
struct ApprovalFixture {
  ScratchFolder scratch;
  RecordStore records{scratch.at("state")};
  Settings settings;

  ApprovalFixture() {
    scratch.make_folder("s");
    scratch.make_folder("r");
    settings.service.state_folder = scratch.at("state");
    JobSettings& job = settings.jobs.emplace_back();
    job.name = "photos";
    job.source = scratch.at("s");
    job.replica = scratch.at("r");
  }

  void last_pass_left(const PairRecord& record) {
    REQUIRE(records.save(scratch.at("s"), scratch.at("r"), record));
  }
  [[nodiscard]] Result<std::string> approve(const std::string& target,
                                            EmptySource empty = EmptySource::stays_held) const {
    return approve_held(settings, target, empty);
  }
  // Was a request left? It is taken, as the next pass would.
  [[nodiscard]] bool takes_request() {
    const auto request = records.find_approval(scratch.at("r"));
    REQUIRE(request);
    REQUIRE(records.drop_approval(scratch.at("r")));
    return request->has_value();
  }
};

PairRecord held(std::uint64_t removals) {
  PairRecord record;
  record.held.removals = removals;
  return record;
}

bool has(const Result<std::string>& sentence, const std::string& part) {
  return (sentence ? *sentence : sentence.error().message()).find(part) != std::string::npos;
}

}  // namespace

TEST_CASE_FIXTURE(ApprovalFixture, "an approval says what it lets through, and leaves a request") {
  PairRecord record = held(1);
  record.held.newer = 2;
  record.held.lost_mounts = {"a"};
  record.held.changed_mounts = {"b"};
  last_pass_left(record);
  const auto approved = approve("photos");
  REQUIRE(approved);
  CHECK(has(approved, "remove up to 1 entry, replace up to 2 newer files, go on where volumes came "
                      "or went (a, b)"));
  CHECK(takes_request());
}

TEST_CASE_FIXTURE(ApprovalFixture, "a replica is known by its path, whatever its source is") {
  last_pass_left(held(5'231));
  const auto approved = approve(scratch.at("r"));
  REQUIRE(approved);
  CHECK(has(approved, "remove up to 5,231 entries"));
  CHECK(takes_request());
}

TEST_CASE_FIXTURE(ApprovalFixture, "a replica is the same one through a link") {
  last_pass_left(held(12));
  if (!scratch.make_link(scratch.at("r"), "link")) return;
  CHECK(approve(scratch.at("link")).has_value());
  CHECK(takes_request());
  settings.jobs[0].replica = scratch.at("link");
  CHECK(approve("photos").has_value());
  CHECK(takes_request());
}

TEST_CASE_FIXTURE(ApprovalFixture,
                  "what kept a pass from beginning can be approved before any record") {
  REQUIRE(records.note_obstacles(scratch.at("r"), {"the link '/a', which belongs to ann"}));
  const auto approved = approve(scratch.at("r"));
  REQUIRE(approved);
  CHECK(has(approved, "accept this: the link '/a', which belongs to ann"));
  CHECK(takes_request());
  REQUIRE(records.note_obstacles(scratch.at("r"), {}));
  CHECK(has(approve("photos"), "Nothing is held"));
}

TEST_CASE_FIXTURE(ApprovalFixture, "an approved volume is named as the pass named it") {
  const auto root = open_root(scratch.at("r"));
  REQUIRE(root);
  const auto volume = (*root)->volume();
  REQUIRE(volume);
  const std::string name = (*root)->describe_volume();
  if (name.empty()) return;  // a volume that nobody gave a name
  PairRecord record;
  SUBCASE("when the pass found it") { record.held.roots = {"replica volume " + volume->identity}; }
  SUBCASE("when no pass could begin") {
    REQUIRE(records.note_obstacles(scratch.at("r"), {"replica volume " + volume->identity}));
  }
  last_pass_left(record);
  CHECK(has(approve("photos"), "may accept this: the replica's volume " + name));
  CHECK(takes_request());
}

TEST_CASE_FIXTURE(ApprovalFixture, "nothing held leaves no request") {
  SUBCASE("before the first pass") {}
  SUBCASE("after a pass that was let through") { last_pass_left({}); }
  const auto approved = approve("photos");
  REQUIRE(approved);
  CHECK(has(approved, "Nothing is held"));
  CHECK_FALSE(takes_request());
}

TEST_CASE_FIXTURE(ApprovalFixture, "an emptied source takes a word of its own") {
  PairRecord record = held(12);
  record.held.empty_source = true;
  last_pass_left(record);
  const auto approved = approve("photos");
  REQUIRE_FALSE(approved);
  CHECK(approved.error().kind() == ErrorKind::invalid);
  CHECK(has(approved, "'lockstep approve photos --empty'"));
  CHECK_FALSE(takes_request());
  REQUIRE(approve("photos", EmptySource::may_empty_the_replica));
  CHECK(takes_request());
}

TEST_CASE_FIXTURE(ApprovalFixture, "an unknown job or replica is an error") {
  last_pass_left(held(12));
  CHECK(has(approve("photo"), "did you mean 'photos'?"));
  CHECK(has(approve(scratch.at("s")), "is no replica that is known here"));
  CHECK_FALSE(takes_request());
}
