// Tests contents that the last complete pass did not compare with the replica's: those left out
// then, of another source, or of a volume that was set back.
#include "core/pass_fixture.h"

namespace lockstep {
namespace {

// Changes a file as if nobody had touched it: it keeps its size and time.
void change_secretly(Mirror& mirror, const std::string& file) {
  mirror.source.overwrite(file, "behind");
  set_modified(*mirror.source.open(), file, {5, 500'000'000});
}

TEST_CASE("what was changed while it was left out is read when it is not any more") {
  Mirror mirror;
  build(*mirror.source.open(), "f:before{@5.5} d/ d/e/g:before{@5.5} m/ same:before{@5.5}");
  mirror.source.mount("m", {.type = "memory", .identity = "disk"});
  build(*mirror.source.open("m"), "h:before{@5.5}");
  const auto choose = [&](const char* fingerprint, std::vector<std::string> patterns,
                          Volumes volumes) {
    mirror.policy.fingerprint = fingerprint;
    mirror.policy.filter = *Filter::parse(patterns);
    mirror.policy.volumes = volumes;
  };
  choose("all", {}, Volumes::enter_all);
  mirror.pass();
  std::vector<std::string> changed;
  SUBCASE("a file by a pattern") {
    choose("some", {"f"}, Volumes::enter_all);
    changed = {"f"};
  }
  SUBCASE("a folder by a pattern") {
    choose("some", {"d/", "!d/e/"}, Volumes::enter_all);
    changed = {"d/e/g"};
  }
  SUBCASE("a volume by --one-file-system") {
    choose("some", {}, Volumes::stay_on_source_volume);
    changed = {"m/h"};
  }
  SUBCASE("a part of it by another pattern") {
    choose("some", {"f", "d/"}, Volumes::enter_all);
    changed = {"d/e/g"};
  }
  mirror.pass();
  for (const std::string& file : changed) change_secretly(mirror, file);
  for (int pass = 0; pass < 2; ++pass) CHECK(mirror.pass().summary.hashed_files == 0);
  if (changed.front() == "d/e/g" && mirror.policy.filter.patterns().front() == "f") {
    choose("other", {"f"}, Volumes::enter_all);
  } else {
    choose("all", {}, Volumes::enter_all);
  }
  CHECK(mirror.pass().summary.hashed_files == changed.size());
  CHECK(read_file(*mirror.replica.open(), changed.front()) == "behind");
  CHECK(mirror.pass().summary.hashed_files == 0);
}

TEST_CASE("where an older record does not say what was left out nothing is believed once") {
  Mirror mirror;
  build(*mirror.source.open(), "f:before{@5.5} g:before{@5.5}");
  mirror.pass();
  mirror.pass();
  mirror.record->complete_pass.left_out.reset();
  CHECK(mirror.pass().summary.hashed_files == 0);  // the options are the same
  mirror.record->complete_pass.left_out.reset();
  mirror.policy.fingerprint = "another";
  CHECK(mirror.pass().summary.hashed_files == 2);
  CHECK(mirror.pass().summary.hashed_files == 0);
}

TEST_CASE("files of another source are read, however old they are") {
  Mirror mirror;
  MemoryTree other({}, &mirror.clock);
  build(*mirror.source.open(), "f:before{@5.5} d/ d/g:before{@5.5}");
  build(*other.open(), "f:behind{@5.5} d/ d/g:behind{@5.5}");
  mirror.pass();
  mirror.pass();
  const std::string volume = other.open()->volume()->identity;
  // The pass is let in, as by an approval.
  mirror.record->source.volume = volume;
  RootRecord& source = mirror.record->source.compared;
  SUBCASE("of another folder, to which a link leads now") { source.folder = volume + "/another"; }
  SUBCASE("of a volume that tells no folders apart, mounted there now") {
    source.folder = "another/";
  }
  SUBCASE("of a volume that was set back") {
    source.folder = volume + "/" + *other.open()->persistent_id();
    source.changed.seconds += 1000;
  }
  CHECK(mirror.pass(*other.open(), *mirror.replica.open()).summary.hashed_files == 2);
  CHECK(read_file(*mirror.replica.open(), "f") == "behind");
  CHECK(read_file(*mirror.replica.open(), "d/g") == "behind");
}

TEST_CASE("what another source left in the replica is read until a pass is complete") {
  Mirror mirror;
  build(*mirror.source.open(), "f:behind{@5.5}");
  build(*mirror.replica.open(), "f:before{@5.5}");
  mirror.let_everything_through();
  const auto source = mirror.source.open();
  const auto replica = mirror.replica.open();
  PassInput input = mirror.prepare(*source, *replica);
  input.memory.after_other_source = true;
  std::stop_source stop;
  SUBCASE("in one pass") {}
  SUBCASE("in the one after one that was cut short") {
    stop.request_stop();
    mirror.record = run_pass(input, stop.get_token()).record;
    CHECK(mirror.record->other_source_since);
    input = mirror.prepare(*source, *replica);
  }
  const PassOutcome outcome = run_pass(input, {});
  CHECK(outcome.summary.hashed_files == 1);
  CHECK_FALSE(outcome.record->other_source_since);
  CHECK(read_file(*replica, "f") == "behind");
}

TEST_CASE("a replica that was set back is read, too") {
  Mirror mirror;
  build(*mirror.source.open(), "f:before{@5.5}");
  mirror.pass();
  mirror.pass();
  mirror.record->replica.compared.changed.seconds += 1000;
  SUBCASE("where a root's ctime is kept") { CHECK(mirror.pass().summary.hashed_files == 1); }
  SUBCASE("but not where a root forgets it, as FAT's does") {
    mirror.replica.change_volume([](Volume& volume) { volume.renames_change_ctime = false; });
    CHECK(mirror.pass().summary.hashed_files == 0);
  }
}

}  // namespace
}  // namespace lockstep
