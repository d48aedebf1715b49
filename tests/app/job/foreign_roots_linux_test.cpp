// Jobs whose roots lie behind another user's link, or are other folders than before. As root.
#include <filesystem>
#include <unistd.h>

#include <doctest/doctest.h>

#include "app/job/job_roots.h"
#include "app/job_fixture.h"
#include "support/system/child_process_linux.h"

using namespace lockstep;
using namespace std::chrono_literals;

namespace {

struct ForeignRoots : JobFixture {
  ForeignRoots() {
    scratch.make_folder("disk");
    scratch.make_folder("evil");
    scratch.make_folder("state");
  }
  void make_link(const char* target, const char* name, uid_t owner) const {
    std::filesystem::create_directory_symlink(scratch.at(target), scratch.at(name));
    REQUIRE(lchown(scratch.at(name).c_str(), owner, owner) == 0);
  }
  void approve(const char* replica) {
    REQUIRE(records.request_approval(scratch.at(replica), false));
  }
  PassResult step(Job& job) {
    clock.advance(10min);
    return run(job);
  }
};

constexpr uid_t kMallory = 54'321;

}  // namespace

TEST_CASE_FIXTURE(ForeignRoots, "nothing is written through another user's link") {
  if (!is_root()) return;
  SUBCASE("to the replica") {
    make_link("disk", "link", kMallory);
    settings.replica = scratch.at("link");
  }
  SUBCASE("to a replica that does not exist yet") {
    make_link("disk", "link", kMallory);
    settings.replica = scratch.at("link/new");
  }
  SUBCASE("to the source") {
    make_link("s", "link", kMallory);
    settings.source = scratch.at("link");
  }
  Job mirror = job();
  CHECK(run(mirror) == PassResult::unavailable);
  CHECK(why(mirror).find("leads through the link '" + scratch.at("link") +
                         "', which belongs to user 54321 and leads to") != std::string::npos);
  CHECK(why(mirror).find("--approve") != std::string::npos);
  CHECK(passes == 0);
  CHECK(std::filesystem::is_empty(scratch.at("disk")));
}

TEST_CASE_FIXTURE(ForeignRoots, "an administrator's own link is followed as ever") {
  if (!is_root()) return;
  make_link("disk", "link", 0);
  settings.replica = scratch.at("link/new");
  Job mirror = job();
  CHECK(run(mirror) == PassResult::ok);
  CHECK(scratch.exists("disk/new"));
}

TEST_CASE_FIXTURE(ForeignRoots, "a link that was approved stays so while it leads to that place") {
  if (!is_root()) return;
  make_link("disk", "link", kMallory);
  settings.replica = scratch.at("link");
  SUBCASE("for this pass by the option") {
    settings.policy.approve = true;
    Job approved = job();
    CHECK(run(approved) == PassResult::ok);
    settings.policy.approve = false;
  }
  SUBCASE("by a request, while the job runs") {
    Job mirror = job();
    CHECK(step(mirror) == PassResult::unavailable);
    CHECK(step(mirror) == PassResult::unavailable);
    approve("disk");
    CHECK(step(mirror) == PassResult::ok);
    CHECK(step(mirror) == PassResult::ok);
  }
  Job again = job();
  CHECK(step(again) == PassResult::ok);

  std::filesystem::remove(scratch.at("link"));
  make_link("evil", "link", kMallory);
  passes = 0;
  CHECK(step(again) == PassResult::unavailable);
  CHECK(why(again).find(scratch.at("evil")) != std::string::npos);
  CHECK(passes == 0);
}

TEST_CASE_FIXTURE(ForeignRoots, "a request does not let through a link that was never told") {
  if (!is_root()) return;
  make_link("disk", "link", kMallory);
  settings.replica = scratch.at("link");
  Job mirror = job();
  CHECK(step(mirror) == PassResult::unavailable);
  std::filesystem::remove(scratch.at("link"));
  make_link("evil", "link", kMallory);
  approve("evil");
  approve("disk");
  CHECK(step(mirror) == PassResult::unavailable);
  CHECK(passes == 0);
}

TEST_CASE_FIXTURE(ForeignRoots, "what a pass may go by is told to it") {
  if (!is_root()) return;
  std::vector<bool> told;
  auto deps = dependencies();
  deps.pass = [&](const PassInput& input, std::stop_token) {
    told = {input.roots.source_may_be_exchanged, input.roots.replica_is_new};
    return outcome;
  };
  {
    Job mirror(settings, deps, MissingRoots::wait);
    CHECK(step(mirror) == PassResult::ok);
    CHECK(told == std::vector{false, true});
    CHECK(step(mirror) == PassResult::ok);
    CHECK(told == std::vector{false, false});
  }
  scratch.make_folder("theirs/s");
  REQUIRE(chown(scratch.at("theirs").c_str(), kMallory, kMallory) == 0);
  settings.source = scratch.at("theirs/s");
  Job mirror(settings, deps, MissingRoots::wait);
  CHECK(step(mirror) == PassResult::ok);
  CHECK(told == std::vector{true, false});
}

TEST_CASE_FIXTURE(JobFixture, "a replica that was removed is on record as the new folder at once") {
  outcome.record->replica.folder = "some volume/7@1700000000.5";
  {
    Job mirror = job();
    CHECK(run(mirror) == PassResult::ok);
  }
  std::filesystem::remove_all(scratch.at("r"));
  during_pass = [this] { outcome.record.reset(); };  // as if it were killed
  Job mirror = job();
  CHECK(run(mirror) == PassResult::ok);
  const auto kept = records.load(scratch.at("s"), scratch.at("r"));
  REQUIRE(kept);
  REQUIRE(*kept);
  CHECK((*kept)->replica.folder != "some volume/7@1700000000.5");
  CHECK((*kept)->replica.folder.find('@') != std::string::npos);
}
