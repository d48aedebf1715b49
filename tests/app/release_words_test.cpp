#include "app/release_words.h"

#include <doctest/doctest.h>

using namespace lockstep;

namespace {

JobSettings job(const std::string& name, const std::string& address = {}) {
  JobSettings settings;
  settings.name = name;
  settings.replica = "/mnt/backup";
  settings.address = address;
  return settings;
}

}  // namespace

TEST_CASE("one pass is released by its own options") {
  const ReleaseWords words = words_for_one_pass(job(""));
  CHECK(words.approve == "--approve");
  CHECK(words.empty_source == "--allow-empty-source");
  CHECK(words.show_all == "'lockstep plan'");
}

TEST_CASE("a job that goes on is released by a command that means it") {
  const ReleaseWords words = words_for_a_job_that_goes_on(job("photos"));
  CHECK(words.approve == "'lockstep approve photos'");
  CHECK(words.empty_source == "'lockstep approve photos --empty'");
  CHECK(words.show_all == "'lockstep plan --job photos'");

  CHECK(words_for_a_job_that_goes_on(job("")).approve == "'lockstep approve /mnt/backup'");
  CHECK(words_for_a_job_that_goes_on(job("my photos", " --instance web")).approve ==
        "'lockstep approve \"my photos\" --instance web'");

  const ReleaseWords elsewhere = words_for_a_job_that_goes_on(job("a", " --config /etc/a.toml"));
  CHECK(elsewhere.approve == "'lockstep approve a --config /etc/a.toml'");
  CHECK(elsewhere.show_all == "'lockstep plan --job a --config /etc/a.toml'");
}
