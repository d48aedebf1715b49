#include "app/job/release_words.h"

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

TEST_CASE("a wrong direction is refused with the ways that are safe, and the one that is meant") {
  JobSettings settings = job("");
  settings.source = "/mnt/my backup";
  settings.replica = "/home/ann";
  const std::string text = wrong_direction_text(settings);
  CHECK(text.find("'/mnt/my backup' is on record as the replica of '/home/ann'") !=
        std::string::npos);
  CHECK(text.find("'lockstep sync \"/mnt/my backup\" NEWFOLDER'") != std::string::npos);
  CHECK(text.find("copy single files by hand") != std::string::npos);
  CHECK(text.ends_with(", --reverse forgets the old direction"));
}

TEST_CASE("a job that looks swapped is turned round by a command that means it, once") {
  const auto has = [](const JobSettings& settings, const std::string& words) {
    return wrong_direction_text(settings).find(words) != std::string::npos;
  };
  CHECK(has(job("photos"), "'lockstep sync --reverse --job photos', once, forgets"));
  CHECK(has(job("a b", " --config /etc/a.toml"),
            "'lockstep sync --reverse --job \"a b\" --config /etc/a.toml', once, forgets"));
  // `sync` has no option that names a service, so the command names the file.
  CHECK(has(job("photos", " --instance web"),
            "'lockstep sync --reverse --job photos --config FILE', once, forgets"));
}

TEST_CASE("a plan does not advise to make a plan") {
  const ReleaseWords words = words_for_a_preview();
  CHECK(words.approve == "--approve");
  CHECK(words.empty_source == "--allow-empty-source");
  CHECK(words.show_all == "this plan");
}
