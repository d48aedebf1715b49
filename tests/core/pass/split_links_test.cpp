// Tests groups of hard links that the replica's volume can't hold as one file: the names for which
// there is no room are files of their own, which is one notice and no difference.
#include "core/pass_fixture.h"

namespace lockstep {
namespace {

MemoryOptions of_three_links() {
  MemoryOptions options;
  options.most_links = 3;
  return options;
}

View without_groups() {
  View view;
  view.hard_links = false;
  return view;
}

std::size_t files_of(MemoryTree& tree) {
  std::vector<std::uint64_t> files;
  const auto root = tree.open();
  for (const std::string& path : paths_in(*root)) {
    if (const Entry entry = examine(*root, path); entry.kind == EntryKind::file)
      files.push_back(entry.identity.object);
  }
  std::ranges::sort(files);
  return static_cast<std::size_t>(std::ranges::unique(files).begin() - files.begin());
}

// Checks everything that can be wrong after a pass that is done.
void check_settled(Mirror& mirror) {
  CHECK(Recorder::joined(mirror.told.problems) == "");
  CHECK(mirror.difference(without_groups()) == "");
  const PlanOutcome verified = mirror.verify();
  CHECK(text_of(verified) == "");
  CHECK(verified.summary.result == PassResult::ok);
  CHECK(mirror.told.notices.size() == 1);
  CHECK(text_of(mirror.plan()) == "");
  CHECK(mirror.told.notices.size() == 1);
  mirror.replica.forget_calls();
  CHECK(mirror.pass().summary.changed_nothing());
  CHECK(mirror.replica.changes().empty());
  CHECK(mirror.told.notices.size() == 1);
}

TEST_CASE("names past the volume's limit are files of their own, to a pass and to verify alike") {
  for (const std::size_t threads : {1U, 4U}) {
    Mirror mirror(threads, of_three_links());
    build(*mirror.source.open(), "b:one c=b d=b e=b f/g=b");
    CHECK(mirror.pass().summary.result == PassResult::ok);
    CHECK(mirror.told.notices.size() == 1);
    CHECK(files_of(mirror.replica) == 3);
    check_settled(mirror);

    // The new name comes first, and no name leaves a full file for it.
    build(*mirror.source.open(), "a=b");
    mirror.pass();
    CHECK(mirror.told.text() == "create_file a (new)\nupdate_metadata  (mtime)\n");
    check_settled(mirror);

    set_mode(*mirror.source.open(), "b", 0600);
    mirror.pass();
    CHECK(files_of(mirror.replica) == 4);
    check_settled(mirror);

    mirror.source.overwrite("b", "changed");
    mirror.pass();
    check_settled(mirror);
  }
}

TEST_CASE("metadata of a name past the limit is repaired in the pass that finds the limit") {
  Mirror mirror(1, of_three_links());
  build(*mirror.source.open(), "a:one b=a c=a d=a");
  build(*mirror.replica.open(), "a:one b=a c=a d:one{0600}");
  const auto modified = examine(*mirror.source.open(), "a").modified();
  for (const char* const name : {"a", "d"}) set_modified(*mirror.replica.open(), name, modified);
  mirror.let_everything_through();
  mirror.pass();
  check_settled(mirror);
}

TEST_CASE("room that a name leaves is used by the next one") {
  Mirror mirror(1, of_three_links());
  build(*mirror.source.open(), "a:one b=a c=a d=a");
  mirror.pass();
  remove_all(*mirror.source.open(), "a");
  mirror.pass();
  mirror.pass();
  CHECK(files_of(mirror.replica) == 1);
  CHECK(mirror.difference() == "");
  mirror.check_idle();
}

TEST_CASE("a limit that a file exceeds was none") {
  Mirror mirror(1, of_three_links());
  build(*mirror.source.open(), "a:one b=a c=a d=a");
  mirror.pass();
  mirror.replica.change_options([](MemoryOptions& options) { options.most_links = 4; });
  remove_all(*mirror.replica.open(), "d");
  build(*mirror.replica.open(), "d=a");
  mirror.pass();
  build(*mirror.source.open(), "e:two f=e g=e h=e");
  mirror.pass();
  CHECK(mirror.difference() == "");
  mirror.check_idle();
}

TEST_CASE("a file has no names on both sides of a mount point, which is told and not tried") {
  Mirror mirror;
  mirror.let_everything_through();
  mirror.policy.approve = true;
  const auto source = mirror.source.open();
  build(*source, "d/x:one d/y=d/x e/x=d/x e/y=d/x");
  build(*mirror.replica.open(), "R/d/ R/e/ elsewhere/");
  mirror.replica.bind("elsewhere", "R/e");
  const auto replica = mirror.replica.open("R");
  CHECK(mirror.pass(*source, *replica).summary.result == PassResult::ok);
  CHECK(mirror.told.notices.size() == 1);
  CHECK(draw(*replica) == "d/ d/x:one d/y=d/x e/ e/x:one e/y=e/x");
  const PlanOutcome verified = verify(mirror.prepare(*source, *replica), {});
  CHECK(text_of(verified) == "");
  CHECK(mirror.told.notices.size() == 1);
  mirror.replica.forget_calls();
  mirror.pass(*source, *replica);
  CHECK(mirror.replica.changes().empty());
}

TEST_CASE("folders that a volume keeps apart are no difference once they were tried") {
  Mirror mirror;
  build(*mirror.source.open(), "d/x:one e/x=d/x");
  FaultyTree faulty(mirror.replica.open());
  faulty.fail_operation(Operation::create_hard_link, 1, ErrorKind::cross_volume, Lasting::for_ever);
  CHECK(mirror.pass(*mirror.source.open(), *faulty.open()).summary.result == PassResult::ok);
  check_settled(mirror);
}

}  // namespace
}  // namespace lockstep
