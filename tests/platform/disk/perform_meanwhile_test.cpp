// These tests let others act between a look and a change, in a folder in which they may rename.
// That is found out afterwards.
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "platform/perform_world.h"

namespace lockstep {
namespace {

// Runs `what` just before the first call of that operation on that path.
void meanwhile(World& world, Operation operation, const std::string& path,
               const std::function<void(Directory&)>& what) {
  world.faulty.before_each(
      [&world, operation, path, what, done = std::make_shared<bool>(false)](const Call& call) {
        if (*done || call.operation != operation || call.path != path) return;
        *done = true;
        what(*world.tree.open());
      });
}

void exchange(Directory& root, const char* name, const char* by) {
  move(root, name, "stolen");
  move(root, by, name);
}

TEST_CASE("a folder in the place of the new one is taken for it only if it has nothing to lose") {
  struct Case {
    const char* planted;
    std::optional<std::uint32_t> owner_of_new;
    bool is_taken;
  };
  for (const Case& each : {Case{"p/{0700,0:0}", 0, true}, Case{"p/{0700,0:0}", {}, true},
                           Case{"p/{0700,7:7}", 0, false}, Case{"p/{0700,7:7}", {}, false},
                           Case{"p/{0755,0:0}", 0, false}, Case{"p/{0755,0:0}", {}, false},
                           Case{"p/{0700,0:0} p/x:1", 0, false}}) {
    CAPTURE(each.planted);
    World world;
    build(*world.tree.open(), each.planted);
    meanwhile(world, Operation::open_directory, "n",
              [](Directory& root) { exchange(root, "n", "p"); });
    const MakeFolder make{.others = {.may_rename = true, .owner_of_new = each.owner_of_new}};
    const auto done = perform(*world.root, Change{"n", make}, aside);
    CHECK(done.has_value() == each.is_taken);
    if (!done) CHECK(done.error().kind() == ErrorKind::changed);
    CHECK_FALSE(exists(*world.tree.open(), "aside"));  // the probe
  }
}

TEST_CASE("a link or a special file in the place of the new one is found out") {
  struct Case {
    const char* planted;
    decltype(Change::act) act;
  };
  const MakeLink link{"there", kOthers};
  const MakeSpecial fifo{EntryKind::fifo, 0, kOthers};
  const MakeSpecial device{EntryKind::character_device, 259, kOthers};
  for (const Case& each :
       {Case{"p->elsewhere", link}, Case{"p->there{7:7}", link}, Case{"p:there", link},
        Case{"q->there p=q", link}, Case{"p|socket", fifo}, Case{"p|fifo{0600,7:7}", fifo},
        Case{"p|fifo{0644}", fifo}, Case{"p|char:260{0600}", device},
        Case{"p|block:259{0600}", device}}) {
    CAPTURE(each.planted);
    World world;
    build(*world.tree.open(), each.planted);
    meanwhile(world, Operation::open_entry, "n", [](Directory& root) { exchange(root, "n", "p"); });
    const auto done = perform(*world.root, Change{"n", each.act}, aside);
    REQUIRE_FALSE(done);
    CHECK(done.error().kind() == ErrorKind::changed);
  }
  for (const auto& act :
       {decltype(Change::act)(link), decltype(Change::act)(fifo), decltype(Change::act)(device)}) {
    World world;
    const auto done = perform(*world.root, Change{"n", act}, aside);
    REQUIRE(done);
    CHECK(done->handle != nullptr);
    CHECK(done->now.identity == world.entry("n").identity);
  }
}

TEST_CASE(
    "a link that leads elsewhere by the time its target is read is not the one that was made") {
  World world;
  build(*world.tree.open(), "p->elsewhere");
  meanwhile(world, Operation::read_link, "n", [](Directory& root) { exchange(root, "n", "p"); });
  const auto done = perform(*world.root, Change{"n", MakeLink{"there", kOthers}}, aside);
  REQUIRE_FALSE(done);
  CHECK(done.error().kind() == ErrorKind::changed);
}

TEST_CASE("a name is added to the file that is meant, and to no other") {
  World world;
  const Identity two = world.entry("two").identity;
  const Identity other = world.entry("f").identity;
  const auto add = [&](std::optional<Identity> file, std::optional<Identity> not_this) {
    const AddName act{.folder = *world.root, .existing = "two", .file = file, .other = not_this};
    return perform(*world.root, Change{"n", act}, aside);
  };
  for (const auto& done : {add(other, {}), add({}, two)}) {
    REQUIRE_FALSE(done);
    CHECK(done.error().kind() == ErrorKind::changed);
    CHECK(world.now() == drawn(kBefore));
  }
  CHECK(add(two, other));
  CHECK(world.entry("n").identity == two);
  CHECK(world.entry("n").link_count == 3);
}

TEST_CASE("a name that leads to another file after all is taken back where others may rename") {
  for (const Operation when : {Operation::create_hard_link, Operation::examine_child}) {
    CAPTURE(name_of(when));
    World world;
    const Identity two = world.entry("two").identity;
    const AddName act{
        .folder = *world.root, .existing = "two", .file = two, .other = {}, .others = kOthers};
    // The existing name is exchanged before it is used, or the new one before it is looked at.
    const bool before = when == Operation::create_hard_link;
    meanwhile(world, when, "n",
              [&](Directory& root) { exchange(root, before ? "two" : "n", "f"); });
    const auto done = perform(*world.root, Change{"n", act}, aside);
    REQUIRE_FALSE(done);
    CHECK(done.error().kind() == ErrorKind::changed);
    // An entry that somebody else put there stays.
    CHECK(exists(*world.tree.open(), "n") == !before);
  }
}

TEST_CASE("what was moved in the place of the expected entry goes back") {
  World world;
  const Entry expected = world.entry("f");
  meanwhile(world, Operation::rename, "f", [](Directory& root) { exchange(root, "f", "t"); });
  const auto done = move_into(*world.root, "f", expected, kOthers);
  REQUIRE_FALSE(done);
  CHECK(done.error().kind() == ErrorKind::changed);
  CHECK(world.now() == drawn("e/ f:new into/ l->here stolen:text two:one twin=two"));
}

}  // namespace
}  // namespace lockstep
