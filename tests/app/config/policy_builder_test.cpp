#include "app/config/policy_builder.h"
#include "app/job/own_paths.h"

#include <doctest/doctest.h>

using namespace lockstep;

TEST_CASE("our own files are protected on the side they lie on") {
  const JobSettings job;
  const auto policy =
      make_policy(job, "/s", "/s/backup", {"/s/log", "/s/backup/state", "/elsewhere", "/s", "/sx"});
  REQUIRE(policy);
  CHECK(policy->protected_paths.in_source ==
        std::vector{RelativePath("log"), RelativePath("backup/state")});
  CHECK(policy->protected_paths.in_replica == std::vector{RelativePath("state")});
}

TEST_CASE("the log's rotations and the state folder are our own files") {
  Settings settings;
  CHECK(own_paths(settings).empty());
  settings.log.file = "/var/log/lockstep.log";
  settings.log.max_files = 2;
  settings.service.state_folder = "/var/lib/lockstep";
  CHECK(own_paths(settings) ==
        std::vector<std::string>{"/var/log/lockstep.log", "/var/log/lockstep.log.1",
                                 "/var/log/lockstep.log.2", "/var/lib/lockstep"});
}

TEST_CASE("the fingerprint follows what equal means, and nothing else") {
  const std::string plain = policy_fingerprint({});
  const auto after = [](auto change) {
    JobSettings job;
    change(job);
    return policy_fingerprint(job);
  };
  CHECK(after([](JobSettings& job) { job.patterns = {"*.tmp"}; }) != plain);
  CHECK(after([](JobSettings& job) { job.patterns = {"a", "b"}; }) !=
        after([](JobSettings& job) { job.patterns = {"b", "a"}; }));
  CHECK(after([](JobSettings& job) { job.patterns = {"a", "b"}; }) !=
        after([](JobSettings& job) { job.patterns = {"ab"}; }));
  CHECK(after([](JobSettings& job) { job.policy.metadata.owners = false; }) != plain);
  CHECK(after([](JobSettings& job) { job.policy.metadata.hard_links = false; }) !=
        after([](JobSettings& job) { job.policy.metadata.times = false; }));
  CHECK(after([](JobSettings& job) { job.policy.excluded = ExcludedEntries::remove; }) != plain);
  CHECK(after([](JobSettings& job) { job.policy.volumes = Volumes::stay_on_source_volume; }) !=
        plain);
  CHECK(after([](JobSettings& job) { job.policy.durability = Durability::none; }) == plain);
  CHECK(after([](JobSettings& job) { job.policy.approve = true; }) == plain);
}

TEST_CASE("a pattern that can't be parsed is an error") {
  JobSettings job;
  job.patterns = {"[z"};
  const auto policy = make_policy(job, "/s", "/r", {});
  REQUIRE_FALSE(policy);
  CHECK(policy.error().kind() == ErrorKind::invalid);
}

TEST_CASE("a folder is left out when it or a folder above it is") {
  const auto filter = Filter::parse({"/backup/", "!/backup/deep/"});
  REQUIRE(filter);
  CHECK(excludes_folder(*filter, RelativePath("backup")));
  CHECK(excludes_folder(*filter, RelativePath("backup/deep")));
  CHECK_FALSE(excludes_folder(*filter, RelativePath("other/backup")));
}
