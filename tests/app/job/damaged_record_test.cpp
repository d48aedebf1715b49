// A record that can't be understood any more: nothing is written until somebody accepts it, and
// then nothing is believed.
#include <doctest/doctest.h>

#include "app/job/approval.h"
#include "app/job/release_words.h"
#include "app/job_fixture.h"
#include "app/record/record_json.h"
#include "platform/disk/roots.h"

using namespace lockstep;
using namespace std::chrono_literals;

namespace {

struct DamagedFixture : JobFixture {
  std::string file = records.file_of(settings.source, settings.replica);

  DamagedFixture() {
    scratch.make_folder("r");
    scratch.make_folder("state");
    damage(file, "{");
    outcome.record->complete_pass.policy_fingerprint = "new";
    during_pass = [this] { CHECK(seen.before_changes()); };
  }
  static void damage(const std::string& path, const std::string& text) {
    std::ofstream(native_path(path), std::ios::binary) << text;
  }
  [[nodiscard]] std::string content(const std::string& path) const {
    return scratch.read("state/" + path.substr(records.folder().size() + 1));
  }
  [[nodiscard]] std::optional<PairRecord> on_record() const {
    const RecordStore another(records.folder());
    return another.load(settings.source, settings.replica).value();
  }
  [[nodiscard]] std::string volume() const {
    return (*open_root(settings.replica))->volume()->identity;
  }
};

}  // namespace

TEST_CASE_FIXTURE(DamagedFixture,
                  "a damaged record stops the job and says what goes on from there") {
  Job mirror = job();
  CHECK(run(mirror) == PassResult::unavailable);
  CHECK(passes == 0);
  CHECK(why(mirror).find("is damaged") != std::string::npos);
  CHECK(why(mirror).find("when both folders are as they should be, --approve begins a new one, and "
                         "keeps this one beside it") != std::string::npos);
  CHECK(why(mirror).find("remove") == std::string::npos);
  CHECK(content(file) == "{");
}

TEST_CASE_FIXTURE(DamagedFixture, "an accepted damage is a first pass that believes nothing") {
  damage(file + ".damaged", "of an earlier time");
  settings.policy.approve = true;
  settings.policy.allow_empty_source = true;
  during_pass = [this] {
    CHECK(content(file) == "{");
    REQUIRE(seen.before_changes());
    CHECK(content(file + ".damaged") == "{");
    REQUIRE(on_record());
    CHECK(on_record()->first_pass.pending);
    CHECK(on_record()->other_source_since);
  };
  Job mirror = job();
  CHECK(run(mirror) == PassResult::ok);
  CHECK_FALSE(seen_record);
  CHECK(seen_other_source);
  // That is what was approved, and not that anything is removed.
  CHECK_FALSE(seen_policy.approve);
  CHECK(on_record()->complete_pass.policy_fingerprint == "new");
  CHECK(content(file + ".damaged") == "{");

  during_pass = {};
  clock.advance(60s);
  CHECK(run(mirror) == PassResult::ok);
  CHECK_FALSE(seen_policy.approve);
  CHECK_FALSE(seen_other_source);
}

TEST_CASE_FIXTURE(DamagedFixture,
                  "an approval that began a record lets nothing else through later") {
  settings.policy.approve = true;
  outcome.summary.result = PassResult::unavailable;
  Job mirror = job();
  CHECK(run(mirror) == PassResult::unavailable);
  CHECK(passes == 1);
  during_pass = {};
  outcome.summary.result = PassResult::ok;
  clock.advance(300s);
  CHECK(run(mirror) == PassResult::ok);
  CHECK_FALSE(seen_policy.approve);
}

TEST_CASE_FIXTURE(DamagedFixture,
                  "a pass that changes nothing leaves the damaged record as it is") {
  settings.policy.approve = true;
  during_pass = {};
  outcome.summary.result = PassResult::cancelled;
  Job mirror = job();
  CHECK(run(mirror) == PassResult::cancelled);
  CHECK(content(file) == "{");
  CHECK(said.empty());
  CHECK(mirror.last()->problem_count == 0);
}

TEST_CASE_FIXTURE(DamagedFixture, "'lockstep approve' accepts the damage of a job that goes on") {
  settings.name = "photos";
  Job::Dependencies deps = dependencies();
  deps.release = words_for_a_job_that_goes_on(settings);
  Job mirror(settings, deps, MissingRoots::wait);
  CHECK(run(mirror) == PassResult::unavailable);
  CHECK(why(mirror).find("'lockstep approve photos' begins a new one") != std::string::npos);
  const auto approved = approve_held(records, settings, EmptySource::stays_held);
  REQUIRE(approved);
  CHECK(approved->find("may accept this: the record '" + file + "' is damaged") !=
        std::string::npos);
  clock.advance(60s);
  CHECK(run(mirror) == PassResult::ok);
  CHECK_FALSE(seen_record);
  CHECK_FALSE(seen_approval);
  CHECK_FALSE(*records.find_approval(settings.replica));
  CHECK(on_record()->complete_pass.policy_fingerprint == "new");
}

TEST_CASE_FIXTURE(DamagedFixture, "a record that is no file, or far too large, is damaged") {
  std::filesystem::remove(native_path(file));
  SUBCASE("a folder") { std::filesystem::create_directories(native_path(file + "/inner")); }
  SUBCASE("too large") {
    damage(file, "");
    std::filesystem::resize_file(native_path(file), 65 * 1024 * 1024);
  }
  settings.policy.approve = true;
  Job mirror = job();
  CHECK(run(mirror) == PassResult::ok);
  CHECK(on_record()->complete_pass.policy_fingerprint == "new");
  CHECK(scratch.exists("state/" + (file + ".damaged").substr(records.folder().size() + 1)));
}

TEST_CASE_FIXTURE(DamagedFixture, "the record of one volume begins anew, those of others stay") {
  std::filesystem::remove(native_path(file));
  remember("s", "r", "ext4:other");
  const std::string first = content(file);
  PairRecord own;
  own.replica.volume = volume();
  own.complete_pass.policy_fingerprint = "own";
  REQUIRE(records.save(settings.source, settings.replica, own));
  std::string own_file;
  for (const auto& entry : std::filesystem::directory_iterator(native_path(records.folder()))) {
    if (from_native(entry.path().filename()) != file.substr(records.folder().size() + 1))
      own_file = from_native(entry.path());
  }
  outcome.record->replica.volume = volume();
  settings.policy.approve = true;
  SUBCASE("this volume's") {
    damage(own_file, "[");
    Job mirror = job();
    CHECK(run(mirror) == PassResult::ok);
    CHECK_FALSE(seen_record);
    CHECK(content(file) == first);
    CHECK(content(own_file + ".damaged") == "[");
  }
  SUBCASE("the first one's: what was told beside it is not believed without it") {
    damage(file, "{");
    Job mirror = job();
    CHECK(run(mirror) == PassResult::ok);
    CHECK_FALSE(seen_record);
    CHECK_FALSE(std::filesystem::exists(native_path(own_file)));
  }
  const RecordStore another(records.folder());
  const auto loaded = another.load(settings.source, settings.replica, volume());
  REQUIRE(loaded);
  CHECK((*loaded)->complete_pass.policy_fingerprint == "new");
}
