// Tests the part that every writer relies on: the permission to write, the account of what was
// changed, the flush at the end, and what is told.
#include "core/writer_fixture.h"

namespace lockstep {
namespace {

Change make_folder(Name name) { return {name, MakeFolder{}}; }

struct TwoFolders : WriterFixture {
  TwoFolders() {
    for (MemoryTree* const tree : {&source, &replica}) build(*tree->open(), "a/{0500} b/{0700}");
  }
};

TEST_CASE_FIXTURE(TwoFolders,
                  "a folder of ours without write permission gets it, and is put right") {
  begin();
  to.fail_operation(Operation::create_directory, 1, ErrorKind::permission_denied);
  const auto a = folder("a");
  CHECK(writer->change(a, make_folder("new")));
  CHECK(drawn() == "a/ a/new/ b/");
  CHECK(expected("a").mode == 0700);
  // At the end of the pass it gets the source's mode.
  CHECK(writer->take_touched() == std::vector<PairPointer>{a});
}

TEST_CASE_FIXTURE(TwoFolders, "a refusal that the mode does not explain is not tried around") {
  begin();
  to.fail_operation(Operation::create_directory, 1, ErrorKind::permission_denied);
  const auto b = folder("b");
  const auto done = writer->change(b, make_folder("new"));
  REQUIRE_FALSE(done);
  CHECK(done.error().kind() == ErrorKind::permission_denied);
  CHECK(to.count(Operation::create_directory) == 1);
  CHECK(to.count(Operation::set_mode) == 0);
  CHECK(writer->take_touched().empty());
}

TEST_CASE_FIXTURE(TwoFolders, "nor is any other failure, and one of ours whose mode can't be set") {
  begin();
  const auto a = folder("a");
  to.fail_operation(Operation::create_directory, 1, ErrorKind::no_space);
  CHECK(writer->change(a, make_folder("new")).error().kind() == ErrorKind::no_space);
  CHECK(to.count(Operation::set_mode) == 0);
  to.fail_operation(Operation::create_directory, 2, ErrorKind::permission_denied);
  to.fail_operation(Operation::set_mode, 1, ErrorKind::permission_denied);
  CHECK(writer->change(a, make_folder("new")).error().kind() == ErrorKind::permission_denied);
  CHECK(to.count(Operation::create_directory) == 2);
  CHECK(expected("a").mode == 0500);
}

TEST_CASE_FIXTURE(TwoFolders, "what is lost goes the same way") {
  build(*replica.open(), "a/old:x");
  begin();
  const auto a = folder("a");
  const Entry old = expected("a/old");
  to.fail_operation(Operation::remove, 1, ErrorKind::permission_denied);
  CHECK(writer->discard(a, {*a, "old", old, LossReason::not_in_source}, Remove{}));
  CHECK(drawn() == "a/ b/");
}

TEST_CASE_FIXTURE(TwoFolders, "a folder is touched once, and handed out once") {
  begin();
  const auto a = folder("a");
  const auto b = folder("b");
  for (int again = 0; again < 2; ++again) {
    writer->touch(a);
    writer->touch(b);
  }
  CHECK(writer->take_touched() == std::vector<PairPointer>{a, b});
  CHECK(writer->take_touched().empty());
  writer->touch(a);
  CHECK(writer->take_touched().empty());
}

TEST_CASE_FIXTURE(TwoFolders,
                  "each volume that was changed is flushed once, by its topmost folder") {
  build(*replica.open(), "mounted/");
  build(*source.open(), "mounted/");
  replica.mount("mounted", {.type = "memory", .identity = "second"});
  begin();
  writer->flush();
  CHECK(to.count(Operation::flush_volume) == 0);  // nothing was changed
  std::vector<std::string> flushed;
  to.before_each([&flushed](const Call& call) {
    if (call.operation == Operation::flush_volume) flushed.push_back(call.path);
  });
  writer->changed(folder("a"));
  writer->changed(folder("b"));
  writer->touch(folder("mounted"));
  writer->flush();
  std::ranges::sort(flushed);
  CHECK(flushed == std::vector<std::string>{"", "mounted"});
}

TEST_CASE_FIXTURE(TwoFolders, "nothing is flushed without durability, nor after a stop") {
  SUBCASE("without durability") {
    policy.durability = Durability::none;
    begin();
  }
  SUBCASE("after a stop") {
    begin();
    stop.request_stop();
  }
  writer->touch(folder("a"));
  writer->flush();
  CHECK(to.count(Operation::flush_volume) == 0);
}

TEST_CASE_FIXTURE(TwoFolders, "a flush that fails is told, and vouches for nothing") {
  begin();
  const auto a = folder("a");
  CHECK(writer->flush_volume_of(a));
  to.fail_operation(Operation::flush_volume, 2, ErrorKind::input_output);
  CHECK_FALSE(writer->flush_volume_of(a));
  CHECK(problems().starts_with("flush replica a: "));
  told.clear();
  // Without the right to flush all of a volume one folder's flush has to do.
  to.fail_operation(Operation::flush_volume, 3, ErrorKind::not_supported, Lasting::for_ever);
  CHECK(writer->flush_volume_of(a));
  CHECK(to.count(Operation::flush_directory) == 1);
  to.fail_operation(Operation::flush_directory, 2, ErrorKind::permission_denied);
  CHECK(writer->flush_volume_of(a));
  to.fail_operation(Operation::flush_directory, 3, ErrorKind::input_output);
  CHECK_FALSE(writer->flush_volume_of(a));
  CHECK(told.problems.size() == 1);
}

TEST_CASE_FIXTURE(TwoFolders, "what is told has the path below the roots, and its side") {
  begin();
  const auto a = folder("a");
  const Error error(ErrorKind::input_output, "why");
  writer->problem("copy", *a, "f", error, Side::source);
  writer->problem("remove", *a, "f", error);
  writer->vanished(*a, "f");
  writer->done(ReplicaWriter::event_on(*a, "f", EventKind::copied_file, EntryKind::file));
  CHECK(problems() == "copy source a/f: why\nremove replica a/f: why\n");
  CHECK(told.skipped == std::vector<std::string>{"a/f: vanished meanwhile"});
  CHECK(told.text() == "create_file a/f\n");
}

}  // namespace
}  // namespace lockstep
