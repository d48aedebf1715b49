#include "app/config/config_warnings.h"

#include <doctest/doctest.h>

#include "app/scratch_folder.h"

using namespace lockstep;

namespace {

struct WarningsFixture {
  ScratchFolder scratch;
  Settings settings;

  void add(const std::string& name, const std::string& source, const std::string& replica) {
    scratch.make_folder(source);
    JobSettings& job = settings.jobs.emplace_back();
    job.name = name;
    job.source = scratch.at(source);
    job.replica = scratch.at(replica);
  }
  [[nodiscard]] std::string all() const {
    std::string text;
    for (const std::string& warning : warnings_of(settings)) text += warning + "\n";
    return text;
  }
};

}  // namespace

TEST_CASE_FIXTURE(WarningsFixture,
                  "a chain of jobs is no ring, and what is there needs no warning") {
  add("a", "one", "two");
  add("b", "two", "three");
  add("c", "two", "four");
  CHECK(all().empty());
}

TEST_CASE_FIXTURE(WarningsFixture, "jobs that mirror in a ring are named once") {
  add("x", "zero", "one");
  add("a", "one", "two");
  add("b", "two", "three");
  add("c", "three", "one/below");
  CHECK(all() ==
        "the jobs a -> b -> c -> a mirror in a ring: what is removed in one of their folders is "
        "removed in all\n");
  settings.jobs[2].enabled = false;
  CHECK(all().empty());
}

TEST_CASE_FIXTURE(WarningsFixture, "a source that is not there is waited for, and told") {
  add("a", "one", "two");
  settings.jobs[0].source = scratch.at("gone");
  CHECK(all().find("job 'a': the source '" + scratch.at("gone") + "' is no folder") == 0);
}
