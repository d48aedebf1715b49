// Tests hard-link groups: which names are one file (scenarios 18 and 46).
#include "core/decide/hard_links.h"

#include "core/pass_fixture.h"

namespace lockstep {
namespace {

LinkMember member(const PairPointer& folder, const std::string& name, std::uint64_t source,
                  std::uint64_t replica) {
  LinkMember made{
      .folder = folder, .name = name, .source = {}, .replica = Entry(), .state = MemberState::same};
  made.source.identity = {1, source};
  made.source.link_count = 2;
  made.replica->identity = {2, replica};
  made.replica->link_count = 2;
  return made;
}

struct Nobody final : LinkQuestions {
  LinkLimits limits_on(std::uint64_t /*device*/) const override {
    throw std::logic_error("something was remembered");
  }
  void saw_links(std::uint64_t /*device*/, std::uint32_t /*links*/) const override {}
  void splits_on(std::uint64_t /*device*/) const override {}
  std::optional<Entry> find_all_names(const Identity& /*file*/,
                                      const std::vector<ReplicaName>& /*names*/) const override {
    return std::nullopt;
  }
};

TEST_CASE("a group that is complete and equal on both sides is forgotten at once") {
  const auto folder = std::make_shared<Pair>();
  HardLinks links;
  const Nobody nobody;
  links.add(member(folder, "a", 10, 20));
  links.add(member(folder, "b", 10, 20));
  CHECK_NOTHROW((void)links.resolve(nobody));
  links.add(member(folder, "a", 10, 20));
  CHECK_THROWS((void)links.resolve(nobody));
}

TEST_CASE("names join and leave groups, in any folder, and content changes through one name") {
  Mirror mirror;
  const auto source = mirror.source.open();
  build(*source, "a:one x/b=a y/c=a d:two e=d f:alone");
  mirror.pass();
  CHECK(mirror.difference() == "");
  mirror.check_idle();

  remove_all(*source, "x/b");
  build(*source, "x/b:left g=f y/h=d");
  remove_all(*source, "e");
  mirror.source.overwrite("a", "changed");
  mirror.pass();
  CHECK(mirror.difference() == "");
  CHECK(draw(*mirror.replica.open()) == "a:changed d:two f:alone g=f x/ x/b:left y/ y/c=a y/h=d");
  mirror.check_idle();
}

TEST_CASE("a name does not join a file whose copy failed") {
  Mirror mirror;
  const auto source = mirror.source.open();
  build(*source, "a:aaa b:bbb");
  mirror.pass();
  remove_all(*source, "b");
  mirror.source.overwrite("a", "newer");
  build(*source, "b=a c=a");
  FaultyTree faulty(mirror.source.open());
  faulty.make_unreadable("a");
  mirror.pass(*faulty.open(), *mirror.replica.open());
  CHECK(draw(*mirror.replica.open()) == "a:aaa b:bbb");
  mirror.pass();
  CHECK(mirror.difference() == "");
}

TEST_CASE("a name that takes the place of a folder joins its group in the same pass") {
  Mirror mirror;
  const auto source = mirror.source.open();
  build(*source, "a:one z/in:side");
  mirror.pass();
  remove_all(*source, "z");
  build(*source, "z=a");
  mirror.pass();
  CHECK(mirror.difference() == "");
  mirror.check_idle();
}

TEST_CASE("no name waits for one that waits for the removal of a folder itself") {
  Mirror mirror;
  build(*mirror.source.open(), "a/in:1 k:");
  mirror.pass();
  remove_all(*mirror.source.open(), "a");
  build(*mirror.source.open(), "a:one b=a");
  mirror.policy.removal_limit.count = 0;
  CHECK(mirror.pass().summary.result == PassResult::held);
  CHECK(Recorder::joined(mirror.told.problems) == "");
  CHECK(draw(*mirror.replica.open()) == "a/ a/in:1 b:one k:");
  mirror.policy.removal_limit.count = 1;
  mirror.pass();
  CHECK(mirror.difference() == "");
}

TEST_CASE("files that are linked crosswise are taken apart and put together anew") {
  Mirror mirror;
  mirror.let_everything_through();
  build(*mirror.source.open(), "a:text{@5.5} b=a c:text{@5.5} d=c");
  build(*mirror.replica.open(), "a:text{@5.5} b:text{@5.5} c=a d=b");
  mirror.pass();
  CHECK(mirror.difference() == "");
  mirror.check_idle();
}

// Makes a snapshot of the replica beside it, as `cp -al` does.
void link_outside(Mirror& mirror, const std::string& name) {
  const auto root = mirror.replica.open();
  if (!exists(*root, "R")) create_folder(*root, "R");
  const FolderAt replica(*root, "R");
  REQUIRE(root->create_hard_link(*replica, name, "snapshot-" + name));
}

TEST_CASE("a further hard link outside the replica keeps content and metadata") {
  Mirror mirror;
  const auto source = mirror.source.open();
  create_folder(*mirror.replica.open(), "R");
  build(*source,
        "a:text{@1600000000.5,0644} b:text{@1600000001.5} c:moved{@1600000002.5,0644} d:one e=d");
  const auto replica = mirror.replica.open("R");
  mirror.pass(*source, *replica);
  for (const char* const name : {"a", "b", "c", "d"}) link_outside(mirror, name);
  View outside;
  outside.hard_links = false;
  outside.root = false;
  outside.leave_out = [](const std::string& path) { return path.starts_with("R"); };
  const std::string before = describe(*mirror.replica.open(), outside);

  set_mode(*source, "a", 0600);
  set_attribute(*source, "a", "user.color", "red");
  mirror.source.overwrite("b", "TEXT");
  move(*source, "c", "c2");
  set_mode(*source, "c2", 0600);
  set_modified(*source, "d", {1'650'000'000, 0});
  mirror.pass(*source, *replica);
  CHECK(Recorder::joined(mirror.told.problems) == "");
  CHECK(describe(*mirror.replica.open(), outside) == before);
  View inside;
  CHECK(difference(describe(*source, inside), describe(*replica, inside)) == "");
  mirror.replica.forget_calls();
  mirror.pass(*source, *replica);
  CHECK(mirror.replica.changes().empty());
}

TEST_CASE(
    "without hard links wanted each name is a file of its own, and outside names are still safe") {
  Mirror mirror;
  mirror.policy.metadata.hard_links = false;
  build(*mirror.source.open(), "a:one b=a");
  build(*mirror.replica.open(), "c:two d=c");
  mirror.let_everything_through();
  mirror.pass();
  CHECK(draw(*mirror.replica.open()) == "a:one b:one");
  mirror.check_idle();
}

}  // namespace
}  // namespace lockstep
