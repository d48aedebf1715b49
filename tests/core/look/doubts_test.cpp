// Files that somebody may have written to while they were read are compared by content until they
// were read while nobody had them open for writing.
#include "core/look/doubts.h"

#include <xxhash.h>

#include "core/look/equal_files.h"
#include "core/pass_fixture.h"

namespace lockstep {
namespace {

using Paths = std::vector<std::string>;

struct LongWrite : Mirror {
  LongWrite() {
    build(*source.open(), "d/f:torn-xxx{@5.5} d/quiet:text");
    source.set_writers("d/f", Writers::some);
    pass();
    CHECK(record->in_doubt.files == Paths{"d/f"});
    CHECK(told.problems.empty());
    CHECK(record->complete_pass.start.has_value());
  }
  void end_of_write() {
    source.write_unseen("d/f", "complete");
    source.set_writers("d/f", Writers::none);
  }
  std::string replica_file() { return read_file(*replica.open(), "d/f"); }
};

TEST_CASE_FIXTURE(LongWrite, "what one long write changed after it was copied is copied again") {
  CHECK(replica_file() == "torn-xxx");
  end_of_write();
  SUBCASE("in the next pass") { CHECK(pass().summary.hashed_files == 1); }
  SUBCASE("in a later one, as the program still writes in the next") {
    source.set_writers("d/f", Writers::some);
    pass();
    CHECK(record->in_doubt.files == Paths{"d/f"});
    source.write_unseen("d/f", "complete");
    source.set_writers("d/f", Writers::none);
    pass();
  }
  SUBCASE("when the next one could not") {
    FaultyTree faulty(replica.open());
    faulty.fail_operation(Operation::publish, 1, ErrorKind::input_output);
    pass(*source.open(), *faulty.open());
    CHECK(replica_file() == "torn-xxx");
    CHECK(record->in_doubt.files == Paths{"d/f"});
    pass();
  }
  SUBCASE("when the next one was stopped") {
    std::stop_source stop;
    stop.request_stop();
    pass(*source.open(), *replica.open(), stop.get_token());
    pass();
  }
  SUBCASE("when the next one did not come to see it") {
    FaultyTree faulty(source.open());
    faulty.make_unreadable("d");
    pass(*faulty.open(), *replica.open());
    pass();
  }
  CHECK(replica_file() == "complete");
  CHECK(record->in_doubt.files.empty());
  CHECK(pass().summary.hashed_files == 0);
}

TEST_CASE_FIXTURE(LongWrite, "what is in doubt is compared in every pass, and nothing is written") {
  for (int i = 0; i < 3; ++i) {
    check_idle();
    CHECK(record->in_doubt.files == Paths{"d/f"});
  }
  CHECK(pass().summary.hashed_files == 1);
  source.set_writers("d/f", Writers::none);
  CHECK(pass().summary.hashed_files == 1);
  CHECK(pass().summary.hashed_files == 0);
}

TEST_CASE_FIXTURE(LongWrite, "a file in doubt that vanished leaves the record") {
  remove_all(*source.open(), "d/f");
  let_everything_through();
  pass();
  CHECK(record->in_doubt.files.empty());
}

TEST_CASE_FIXTURE(LongWrite, "a file in doubt that was renamed is in doubt under its new name") {
  move(*source.open(), "d/f", "g");
  let_everything_through();
  pass();
  CHECK(record->in_doubt.files == Paths{"g"});
  source.write_unseen("g", "complete");
  source.set_writers("g", Writers::none);
  pass();
  CHECK(read_file(*replica.open(), "g") == "complete");
}

TEST_CASE("a file that was found equal while somebody could write to it is in doubt") {
  Mirror mirror;
  build(*mirror.source.open(), "f:before{@5.5}");
  mirror.pass();
  set_modified(*mirror.source.open(), "f", {6, 0});
  mirror.source.set_writers("f", Writers::some);
  mirror.pass();
  CHECK(mirror.record->in_doubt.files == Paths{"f"});
  mirror.source.write_unseen("f", "behind");
  mirror.pass();
  CHECK(mirror.difference() == "");
}

TEST_CASE("all names of a file are in doubt") {
  Mirror mirror;
  build(*mirror.source.open(), "a:before{@5.5} b=a d/c=a");
  mirror.source.set_writers("a", Writers::some);
  mirror.pass();
  CHECK(mirror.record->in_doubt.files == Paths{"a", "b", "d/c"});
  remove_all(*mirror.source.open(), "a");
  mirror.let_everything_through();
  mirror.source.write_unseen("b", "behind");
  mirror.source.set_writers("b", Writers::none);
  mirror.pass();
  CHECK(mirror.difference() == "");
  CHECK(read_file(*mirror.replica.open(), "d/c") == "behind");
  CHECK(mirror.record->in_doubt.files.empty());
}

TEST_CASE("where nobody tells of writers a file that changed just now is in doubt for one pass") {
  Mirror mirror;
  build(*mirror.source.open(), "new:n{@5.5} old:o{@5.5}");
  mirror.source.set_writers("new", Writers::unknown);
  mirror.source.set_writers("old", Writers::unknown);
  mirror.clock.advance(std::chrono::minutes(2));
  mirror.source.overwrite("new", "n");
  mirror.pass();
  CHECK(mirror.record->in_doubt.files == Paths{"new"});
  mirror.source.write_unseen("new", "N");
  mirror.clock.advance(std::chrono::minutes(2));
  mirror.pass();
  CHECK(mirror.difference() == "");
  CHECK(mirror.record->in_doubt.files.empty());
}

TEST_CASE("on a volume that is not local nobody is asked for writers") {
  Mirror mirror;
  mirror.source.change_volume([](Volume& volume) { volume.remote = true; });
  build(*mirror.source.open(), "f:f{@5.5}");
  mirror.clock.advance(std::chrono::minutes(2));
  mirror.source.forget_calls();
  mirror.pass();
  CHECK(mirror.source.count(Operation::writers) == 0);
  CHECK(mirror.record->in_doubt.files.empty());
}

TEST_CASE("what a job remembers of large equal files does not vouch for one in doubt") {
  Mirror mirror;
  EqualFiles memory;
  mirror.known_equal = &memory;
  build(*mirror.source.open(), "f#300000{@5.5}");
  mirror.pass();
  set_modified(*mirror.source.open(), "f", {6, 0});
  const auto old = mirror.record;
  // These passes are like ones with a problem elsewhere.
  for (int i = 0; i < 4; ++i) {
    memory.begin_pass();
    mirror.record->complete_pass.start = old->complete_pass.start;
    if (i == 3) mirror.source.set_writers("f", Writers::some);
    mirror.record->in_doubt.files = {"f"};
    CHECK(mirror.pass().summary.hashed_files == 1);
  }
  CHECK(mirror.record->in_doubt.files == Paths{"f"});
}

TEST_CASE("beyond a bound a file in doubt brings its folder into doubt") {
  Doubts doubts(nullptr);
  SUBCASE("of very many files") {
    for (int number = 0; number < 10'000; ++number)
      doubts.add("d/" + std::to_string(number), {number, 0});
  }
  SUBCASE("of very long paths") {
    const std::string deep(1'000'000, 'x');
    for (int number = 0; number < 4; ++number) doubts.add(deep + std::to_string(number), {5, 0});
    doubts.add(std::string(194'300, 'y'), {5, 0});
  }
  for (const char* name : {"e/one", "e/two", "e/below/three"}) doubts.add(name, {5, 0});
  doubts.add_name("f/another", "e/two");
  PairRecord next;
  next.in_doubt = doubts.next(true);
  CHECK(next.in_doubt.folders.size() == 3);
  CHECK_FALSE(next.in_doubt.all_from.has_value());
  const Doubts later(&next);
  CHECK(later.any_known());
  CHECK(later.are_all_in("e"));
  CHECK(later.are_all_in("e/below"));
  CHECK(later.are_all_in("f"));
  CHECK_FALSE(later.are_all_in(""));
  CHECK_FALSE(later.are_all_in("g"));
  CHECK(later.next(false).folders == next.in_doubt.folders);
  CHECK(later.next(true).folders.empty());
}

TEST_CASE("passes that are not complete don't let the record grow without bound") {
  PairRecord record;
  for (int pass = 0; pass < 4; ++pass) {
    Doubts doubts(&record);
    for (int number = 0; number < 9'000; ++number)
      doubts.add("d/" + std::to_string(pass) + "-" + std::to_string(number), {5, 0});
    record.in_doubt = doubts.next(false);
    CHECK(record.in_doubt.files.size() <= 20'000);
  }
  CHECK(Doubts(&record).are_all_in("d"));
}

TEST_CASE("of very many folders in doubt the time of the oldest file stands for those beyond") {
  PairRecord record;
  Doubts doubts(&record);
  for (int number = 0; number < 110'050; ++number)
    doubts.add(std::to_string(number) + "/f", {number, 0});
  const DoubtRecord complete = doubts.next(true);
  CHECK(complete.files.size() == 10'000);
  CHECK(complete.folders.size() == 100'000);
  CHECK(complete.all_from == Timestamp{110'000, 0});
}

TEST_CASE("an older time from which all is in doubt stays until a pass is complete") {
  PairRecord record;
  record.in_doubt.all_from = Timestamp{5, 0};
  const Doubts doubts(&record);
  CHECK(doubts.next(false).all_from == Timestamp{5, 0});
  CHECK_FALSE(doubts.next(true).all_from.has_value());
}

TEST_CASE_FIXTURE(LongWrite, "every file of a folder in doubt is read, and no other one") {
  record->in_doubt.files.clear();
  record->in_doubt.folders = {XXH3_64bits("d", 1)};
  build(*source.open(), "e/old:text{@5.5} d/below/old:text{@5.5}");
  end_of_write();
  pass();
  CHECK(replica_file() == "complete");
  CHECK(record->in_doubt.folders.empty());
  CHECK(pass().summary.hashed_files == 0);
}

TEST_CASE("a file of a very long path that is open for writing lets no other one be read") {
  Mirror mirror;
  std::string path;
  for (int depth = 0; depth < 12; ++depth) path += std::string(100, 'd') + "/";
  build(*mirror.source.open(), path + "f:text{@5.5} other:text{@5.5}");
  mirror.source.set_writers(path + "f", Writers::some);
  mirror.pass();
  CHECK(mirror.pass().summary.hashed_files == 1);
  mirror.source.write_unseen(path + "f", "TEXT");
  mirror.pass();
  CHECK(mirror.difference() == "");
}

TEST_CASE("where too many are in doubt all that changed since is compared, until nothing is") {
  Mirror mirror;
  build(*mirror.source.open(), "f:before{@5.5} older:o");
  mirror.clock.advance(std::chrono::minutes(2));
  mirror.source.overwrite("f", "behind");
  set_modified(*mirror.source.open(), "f", {5, 500'000'000});
  mirror.pass();
  mirror.pass();
  const Timestamp changed = examine(*mirror.source.open(), "f").changed();
  mirror.source.write_unseen("f", "BEHIND");
  mirror.record->in_doubt.all_from = changed;
  CHECK(mirror.pass().summary.hashed_files == 1);
  CHECK(mirror.difference() == "");
  CHECK_FALSE(mirror.record->in_doubt.all_from.has_value());
}

TEST_CASE("only names in the folder itself are told as its own") {
  PairRecord record;
  record.in_doubt.files = {"a", "d/a", "d/b/c", "d/z", "da/x"};
  const Doubts doubts(&record);
  CHECK(doubts.names_in("") == Paths{"a"});
  CHECK(doubts.names_in("d") == Paths{"a", "z"});
  CHECK(doubts.names_in("d/b") == Paths{"c"});
  CHECK(doubts.names_in("e").empty());
}

}  // namespace
}  // namespace lockstep
