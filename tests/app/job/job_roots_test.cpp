#include "app/job/job_roots.h"

#include <doctest/doctest.h>

#include "app/job_fixture.h"
#include "platform/disk/roots.h"

using namespace lockstep;

namespace {

// The result, and that nothing was created or begun.
PassResult refused(JobFixture& fixture) {
  Job job = fixture.job();
  const PassResult result = JobFixture::run(job);
  CHECK(fixture.passes == 0);
  CHECK(fixture.said.empty());
  INFO(JobFixture::why(job));
  CHECK_FALSE(JobFixture::why(job).empty());
  return result;
}

std::string volume_of(const std::string& path) { return (*open_root(path))->volume()->identity; }

}  // namespace

TEST_CASE_FIXTURE(JobFixture, "overlapping roots are refused before anything is created") {
  SUBCASE("the same") { settings.replica = settings.source; }
  SUBCASE("the same, spelt in another way") { settings.replica = scratch.at("s/../s"); }
  SUBCASE("replica in source") { settings.replica = scratch.at("s/deep/r"); }
  SUBCASE("source in replica") { settings.replica = scratch.path(); }
  SUBCASE("replica in source through a link") {
    if (!scratch.make_link(scratch.at("s"), "link")) return;
    settings.replica = scratch.at("link/r");
  }
  CHECK(refused(*this) == PassResult::unavailable);
  CHECK(std::filesystem::is_empty(scratch.at("s")));
}

TEST_CASE_FIXTURE(JobFixture, "a replica in the source is legal where the filter leaves it out") {
  settings.replica = scratch.at("s/backup/r");
  settings.patterns = {"/backup/"};
  Job mirror = job();
  CHECK(run(mirror) == PassResult::ok);
  CHECK(passes == 1);
}

TEST_CASE_FIXTURE(JobFixture, "roots that are no folders are not available") {
  scratch.write("file", "");
  SUBCASE("source") { settings.source = scratch.at("file"); }
  SUBCASE("replica") { settings.replica = scratch.at("file"); }
  SUBCASE("below a file") { settings.replica = scratch.at("file/r"); }
  Job mirror = job();
  CHECK(run(mirror) == PassResult::unavailable);
  CHECK(why(mirror).ends_with("is not a folder"));
  CHECK(passes == 0);
}

TEST_CASE_FIXTURE(JobFixture, "the reverse of a pair on record looks swapped") {
  scratch.make_folder("r");
  remember("r", "s", "");
  CHECK(refused(*this) == PassResult::unavailable);
}

TEST_CASE_FIXTURE(JobFixture, "a damaged record stops the job before it writes") {
  scratch.make_folder("state");
  std::ofstream(records.file_of(settings.source, settings.replica)) << "{";
  CHECK(refused(*this) == PassResult::unavailable);
  CHECK_FALSE(scratch.exists("r"));
}

TEST_CASE_FIXTURE(JobFixture, "nothing is created where a replica's volume is not mounted") {
  remember("s", "mnt/r", "ext4:another-volume");
  scratch.make_folder("mnt");
  settings.replica = scratch.at("mnt/r");
  CHECK(refused(*this) == PassResult::unavailable);
  CHECK_FALSE(scratch.exists("mnt/r"));

  settings.policy.approve = true;
  Job mirror = job();
  CHECK(run(mirror) == PassResult::ok);
  CHECK(scratch.exists("mnt/r"));
}

TEST_CASE_FIXTURE(JobFixture, "a replica that somebody removed is made anew on its volume") {
  remember("s", "r", volume_of(scratch.path()));
  Job mirror = job();
  CHECK(run(mirror) == PassResult::ok);
  CHECK(scratch.exists("r"));
}

TEST_CASE_FIXTURE(JobFixture, "one pair has one record, by whatever links its roots are named") {
  if (!scratch.make_link(scratch.path(), "link")) return;
  outcome.record->complete_pass.policy_fingerprint = "by its own name";
  {
    Job mirror = job();
    CHECK(run(mirror) == PassResult::ok);
  }
  settings.source = scratch.at("link/s");
  settings.replica = scratch.at("link/r");
  Job mirror = job();
  CHECK(run(mirror) == PassResult::ok);
  REQUIRE(seen_record);
  CHECK(seen_record->complete_pass.policy_fingerprint == "by its own name");
}

TEST_CASE_FIXTURE(JobFixture, "a link as the source that leads elsewhere is another source") {
  scratch.make_folder("first");
  scratch.make_folder("second");
  settings.source = scratch.at("current");
  const auto lead_to = [&](const char* folder) {
    std::filesystem::remove(settings.source);
    return scratch.make_link(scratch.at(folder), "current");
  };
  const auto pass = [&] {
    Job mirror = job();  // another process, so to say
    run(mirror);
    return seen_other_source || (seen_record && seen_record->other_source_since);
  };
  if (!lead_to("first")) return;
  CHECK_FALSE(pass());
  CHECK_FALSE(pass());
  REQUIRE(lead_to("second"));
  during_pass = [&] {  // at whatever moment this process may die
    CHECK(records.load(scratch.at("first"), settings.replica)->value().other_source_since);
  };
  CHECK(pass());
  during_pass = {};
  CHECK_FALSE(pass());
  REQUIRE(lead_to("first"));
  CHECK(pass());
  CHECK_FALSE(pass());
  REQUIRE(lead_to("second"));
  CHECK(pass());
  settings.source = scratch.at("third");  // moved there by somebody, who said so
  scratch.make_folder("third");
  CHECK_FALSE(pass());
}

TEST_CASE_FIXTURE(JobFixture, "a plan accepts that the replica is missing, and creates nothing") {
  settings.replica = scratch.at("deep/r");
  const auto roots = open_job_roots(settings, records, {}, MissingReplica::accept);
  REQUIRE(roots);
  CHECK(roots->replica == nullptr);
  CHECK_FALSE(scratch.exists("deep"));
}
