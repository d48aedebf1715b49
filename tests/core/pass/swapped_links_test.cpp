// Tests links that another user exchanges for others between two looks: the owner of one is never
// given to the target of the other.
#include "core/faulty_mirror.h"
#include "core/pass_fixture.h"

namespace lockstep {
namespace {

constexpr std::uint32_t kAlice = 1'000;

// A pair with root's link and Alice's, whose targets are of one length; the replica has Alice's, as
// hers.
struct TwoLinks : Mirror {
  TwoLinks() {
    build(*source.open(), "d/L->etc/good{0:0,@5.5} d/R->etc/evil{1000:1000,@5.5}");
    build(*replica.open(), "d/L->etc/evil{1000:1000,@5.5} d/R->etc/evil{1000:1000,@5.5}");
    let_everything_through();
  }
  static void exchange(MemoryTree& tree, const std::string& folder) {
    const auto root = tree.open();
    move(*root, folder + "/L", folder + "/T");
    move(*root, folder + "/R", folder + "/L");
    move(*root, folder + "/T", folder + "/R");
  }
  void check_nothing_was_given() {
    const FolderAt folder(*replica.open(), "d");
    if (*folder->read_link("L") == "etc/evil")
      CHECK(examine(*replica.open(), "d/L").owner == kAlice);
  }
};

TEST_CASE_FIXTURE(TwoLinks, "a target that was read of another link decides nothing") {
  FaultyTree from(source.open());
  from.before_operation(Operation::read_link, 1, [this] { exchange(source, "d"); });
  SUBCASE("which stays there") {}
  SUBCASE("which is gone again by the next look") {
    from.before_operation(Operation::read_link, 2, [this] { exchange(source, "d"); });
  }
  pass(*from.open(), *replica.open());
  check_nothing_was_given();
  pass();
  CHECK(difference() == "");
}

TEST_CASE_FIXTURE(TwoLinks, "links that are exchanged all the while are left for the next pass") {
  FaultyTree from(source.open());
  from.before_each([this](const Call& call) {
    if (call.operation == Operation::read_link || call.operation == Operation::examine_child)
      exchange(source, "d");
  });
  CHECK(pass(*from.open(), *replica.open()).summary.result != PassResult::ok);
  check_nothing_was_given();
  pass();
  CHECK(difference() == "");
}

TEST_CASE("a link of the replica that took the number of another one gets nobody's owner") {
  FaultyMirror mirror;
  build(*mirror.source.open(), "L->etc/good{0:0,@5.5}");
  build(*mirror.replica.open(), "L->etc/good{1000:1000,@5.5}");
  mirror.let_everything_through();
  // The link is as Alice leaves it, except for its number, which the volume has given out again.
  mirror.to.before_operation(Operation::open_entry, 1, [&] {
    mirror.replica.make_link_again("L", "etc/evil");
  });
  mirror.faulty_pass();
  CHECK(examine(*mirror.replica.open(), "L").owner == kAlice);
  mirror.pass();
  CHECK(mirror.difference() == "");
}

}  // namespace
}  // namespace lockstep
