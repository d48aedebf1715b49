// Replicas of two jobs that are one folder, or one of which lies in the other, by whatever names.
#include "app/config/job_overlap.h"

#include <utility>

#include <doctest/doctest.h>

#include "app/config/config.h"
#include "app/daemon/daemon.h"
#include "app/daemon_fixture.h"

using namespace lockstep;

namespace {

struct TwoJobs {
  TwoJobs() {
    for (JobSettings* job : {&one, &two}) {
      job->name = job == &one ? "one" : "two";
      job->source = scratch.at(job->name + "-s");
    }
    scratch.make_folder("disk");
  }
  // The sentence, with the scratch folder left out of its paths.
  [[nodiscard]] std::string conflict() const {
    std::string text = replica_conflict(replica_place(one), replica_place(two)).value_or("none");
    const std::string front = scratch.path();
    for (auto at = text.find(front); at != std::string::npos; at = text.find(front))
      text.erase(at, front.size());
    return text;
  }

  ScratchFolder scratch;
  JobSettings one;
  JobSettings two;
};

}  // namespace

TEST_CASE_FIXTURE(TwoJobs, "replicas beside each other are no conflict, whatever their names") {
  one.replica = scratch.at("disk/docs");
  two.replica = scratch.at("disk/docs2");
  CHECK(conflict() == "none");
}

TEST_CASE_FIXTURE(TwoJobs, "a replica in another job's is a conflict") {
  one.replica = scratch.at("disk");
  two.replica = scratch.at("disk/docs");
  const std::string expected =
      "the replica '/disk/docs' of the job 'two' lies inside the replica '/disk' of the job 'one', "
      "which would remove it; exclude '/docs/' in 'one', or choose another replica";
  CHECK(conflict() == expected);
  SUBCASE("also the other way round") {
    std::swap(one, two);
    CHECK(conflict() == expected);
  }
  SUBCASE("unless it is excluded there") {
    one.patterns = {"/docs/"};
    CHECK(conflict() == "none");
  }
  SUBCASE("or a folder that it lies in is") {
    two.replica = scratch.at("disk/a/docs");
    one.patterns = {"a"};
    CHECK(conflict() == "none");
  }
  SUBCASE("which does not help where it is excluded by the inner job alone") {
    two.patterns = {"/docs/"};
    CHECK(conflict() == expected);
  }
  SUBCASE("nor where what is excluded is removed") {
    one.policy.excluded = ExcludedEntries::remove;
    CHECK(conflict().find("exclude '/docs/' in 'one' and switch off its delete_excluded, or") !=
          std::string::npos);
    one.patterns = {"/docs/"};
    CHECK(conflict().find("what 'one' excludes is removed, too: switch off its delete_excluded") !=
          std::string::npos);
  }
}

TEST_CASE_FIXTURE(TwoJobs, "links on the way to a replica are seen through") {
  if (!scratch.make_link(scratch.at("disk"), "backup")) return;
  one.replica = scratch.at("backup");
  SUBCASE("to another one that exists") { scratch.make_folder("disk/docs"); }
  SUBCASE("to one that does not exist yet") {}
  two.replica = scratch.at("disk/docs");
  CHECK(conflict() ==
        "the replica '/disk/docs' of the job 'two' lies inside the replica '/backup' (that is "
        "'/disk') of the job 'one', which would remove it; exclude '/docs/' in 'one', or choose "
        "another replica");
  two.replica = scratch.at("disk");
  CHECK(conflict() ==
        "the jobs 'one' and 'two' have the same replica '/backup' (that is '/disk') and '/disk'; "
        "choose another for one of them");
}

TEST_CASE_FIXTURE(TwoJobs, "a link whose target is not there yet is followed, too") {
  if (!scratch.make_link(scratch.at("volume/x"), "backup")) return;
  one.replica = scratch.at("backup/a");
  two.replica = scratch.at("volume/x/a/docs");
  CHECK(conflict().find("lies inside") != std::string::npos);
  one.replica = scratch.at("backup");
  two.replica = scratch.at("volume/x");
  CHECK(conflict().find("have the same replica") != std::string::npos);
}

TEST_CASE_FIXTURE(TwoJobs, "dots in what does not exist yet are no disguise") {
  one.replica = scratch.at("disk");
  two.replica = scratch.path() + "/none/../disk/docs";
  CHECK(conflict().find("lies inside") != std::string::npos);
  two.replica = scratch.path() + "/disk/none/..";
  CHECK(conflict().find("have the same replica") != std::string::npos);
}

TEST_CASE_FIXTURE(TwoJobs, "links that lead to each other are left as they are written") {
  if (!scratch.make_link(scratch.at("y"), "x") || !scratch.make_link(scratch.at("x"), "y")) return;
  one.replica = scratch.at("x");
  two.replica = scratch.at("y");
  CHECK(conflict() == "none");
}

TEST_CASE_FIXTURE(TwoJobs, "a replica behind a link in another job's replica is a conflict") {
  scratch.make_folder("elsewhere");
  if (!scratch.make_link(scratch.at("elsewhere"), "disk/link")) return;
  one.replica = scratch.at("disk");
  two.replica = scratch.at("disk/link/docs");
  CHECK(conflict().find("exclude '/link/docs/' in 'one'") != std::string::npos);
}

TEST_CASE_FIXTURE(TwoJobs, "a configuration is refused for it, where the second replica stands") {
  if (!scratch.make_link(scratch.at("disk"), "backup")) return;
  const auto text = [&](const std::string& more) {
    return "[[job]]\nname = \"one\"\nsource = \"" + scratch.at("s") + "\"\nreplica = \"" +
           scratch.at("backup") + "\"\n" + more + "[[job]]\nname = \"two\"\nsource = \"" +
           scratch.at("s2") + "\"\nreplica = \"" + scratch.at("disk/docs") + "\"\n";
  };
  const auto refused = parse_configuration(text(""), "x.toml");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message().starts_with("x.toml:8:11: the replica '"));
  CHECK(parse_configuration(text("exclude = [\"/docs/\"]\n"), "x.toml"));
  CHECK_FALSE(
      parse_configuration(text("exclude = [\"/docs/\"]\ndelete_excluded = true\n"), "x.toml"));
}

TEST_CASE_FIXTURE(TwoJobs, "a replica in another job's source is none of this") {
  one.source = scratch.at("disk");
  one.replica = scratch.at("copy");
  two.replica = scratch.at("disk/docs");
  CHECK(conflict() == "none");
}

TEST_CASE_FIXTURE(DaemonFixture, "jobs whose replicas lie in one another do not start") {
  add_job("a");
  add_job("b");
  const std::string before = settings.jobs[1].replica;
  if (!scratch.make_link(settings.jobs[0].replica, "link")) return;
  settings.jobs[1].replica = scratch.at("link/inner");
  const auto started = make()->start(settings);
  REQUIRE_FALSE(started);
  CHECK(started.error().kind() == ErrorKind::invalid);
  CHECK(started.error().message().find("of the job 'b' lies inside") != std::string::npos);
  CHECK(count_begun("a") + count_begun("b") == 0);

  const std::string inner = std::exchange(settings.jobs[1].replica, before);
  const auto daemon = make();
  REQUIRE(daemon->start(settings));
  await_ended("a");
  await_ended("b");
  settings.jobs[1].replica = inner;
  const auto reloaded = daemon->reload(settings);
  REQUIRE_FALSE(reloaded);
  CHECK(reloaded.error().message().find("of the job 'b' lies inside") != std::string::npos);
}
