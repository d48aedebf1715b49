#include "app/approval.h"

#include <doctest/doctest.h>

#include "app/record_store.h"
#include "scratch_folder.h"

using namespace lockstep;

namespace {

struct ApprovalFixture {
  ScratchFolder scratch;
  Settings settings;
  RecordStore records{scratch.at("state")};

  ApprovalFixture() {
    settings.service.state_folder = scratch.at("state");
    JobSettings job;
    job.name = "documents";
    job.replica = scratch.at("r");
    settings.jobs.push_back(job);
    scratch.make_folder("r");
    scratch.make_folder("elsewhere");
    REQUIRE(records.save(scratch.at("s"), scratch.at("r"), {}));
  }
  [[nodiscard]] Result<std::string> approve(const std::string& target) const {
    return request_approval(settings, target, EmptySource::stays_held);
  }
  [[nodiscard]] bool is_requested(const std::string& replica) {
    const auto taken = records.take_approval(scratch.at(replica));
    REQUIRE(taken);
    return taken->has_value();
  }
};

}  // namespace

TEST_CASE_FIXTURE(ApprovalFixture, "a replica is approved by its job's name and by its path") {
  CHECK(approve("documents") == scratch.at("r"));
  CHECK(is_requested("r"));
  CHECK(approve(scratch.at("r")) == scratch.at("r"));
  CHECK_FALSE(is_requested("elsewhere"));
  CHECK(is_requested("r"));
}

TEST_CASE_FIXTURE(ApprovalFixture, "a replica is the same one through a link") {
  if (!scratch.make_link(scratch.at("r"), "link")) return;
  CHECK(approve(scratch.at("link")).has_value());
  CHECK(is_requested("r"));
  settings.jobs[0].replica = scratch.at("link");
  CHECK(approve("documents").has_value());
  CHECK(is_requested("r"));
}

TEST_CASE_FIXTURE(ApprovalFixture,
                  "what is neither a job nor a folder is said, with what is meant") {
  const auto approved = approve("document");
  REQUIRE_FALSE(approved);
  CHECK(approved.error().kind() == ErrorKind::not_found);
  CHECK(approved.error().message().find("did you mean 'documents'?") != std::string::npos);
}
