// Tests that a pass over a part of the tree looks where it was told to, does there what a full pass
// would, and leaves everything else, the record's trust above all, as it was.
#include <functional>
#include <utility>

#include "core/look/source_watch.h"
#include "core/pass_fixture.h"
#include "support/trees/memory_watcher.h"

namespace lockstep {
namespace {

Scope scope_of(const std::vector<std::string>& paths) {
  Scope scope;
  for (const std::string& path : paths) mark(scope, {path, false});
  return scope;
}

// Both trees hold this, and a full pass has said so.
struct Mirrored {
  Mirror mirror;
  explicit Mirrored(const char* tree = "a:1 f/ f/b:2 f/c:3 f/g/ f/g/d:4 h/ h/e:5") {
    mirror.partial.totals = {.source_entries = 100, .replica_entries = 100, .replica_leaves = 100};
    build(*mirror.source.open(), tree);
    mirror.pass();
    REQUIRE(mirror.difference() == "");
  }
  // Returns what a partial pass did, but for the times of folders around that.
  std::string look_at(const std::vector<std::string>& paths) {
    mirror.partial_pass(scope_of(paths));
    return done();
  }
  [[nodiscard]] std::string done() const {
    std::vector<std::string> lines = mirror.told.done;
    std::erase_if(lines, [](const std::string& line) {
      return line.starts_with("update_metadata ") && line.ends_with(" (mtime)");
    });
    return Recorder::joined(lines);
  }
};

TEST_CASE("a partial pass brings what is marked, and nothing else") {
  Mirrored m;
  m.mirror.source.overwrite("f/g/d", "new");
  m.mirror.source.overwrite("f/b", "also new");
  build(*m.mirror.source.open(), "n:1 h/m/ h/m/o:1");
  CHECK(m.look_at({"f/g/d"}) == "update_file f/g/d (size)\n");
  CHECK(m.look_at({"h/m"}) == "create_file h/m/o (new)\ncreate_folder h/m (new)\n");
  CHECK(m.look_at({"f/b", "n"}) == "create_file n (new)\nupdate_file f/b (size)\n");
  CHECK(m.mirror.difference() == "");
  m.mirror.check_idle();
}

TEST_CASE("a partial pass removes what is marked and gone, and gives its folder the source's time") {
  Mirrored m;
  REQUIRE(m.mirror.source.open("f")->remove("b"));
  REQUIRE(m.mirror.source.open("h")->remove("e"));
  CHECK(m.look_at({"f/b"}) == "remove_file f/b (not in the source)\n");
  CHECK(exists(*m.mirror.replica.open(), "h/e"));
  CHECK(m.look_at({"h/e"}) == "remove_file h/e (not in the source)\n");
  m.mirror.check_idle();
}

TEST_CASE("a mark below a folder that the other side lacks creates or removes the folder") {
  Mirrored m;
  build(*m.mirror.source.open(), "x/ x/y/ x/y/z:1 x/w:2");
  CHECK(m.look_at({"x/y/z"}) ==
        "create_file x/w (new)\ncreate_file x/y/z (new)\ncreate_folder x (new)\n"
        "create_folder x/y (new)\n");
  remove_all(*m.mirror.source.open(), "f");
  CHECK(m.look_at({"f/g/d"}).find("remove_folder f/g") != std::string::npos);
  CHECK(m.mirror.difference() == "");
  m.mirror.check_idle();
}

TEST_CASE("a folder on the way that became a file is replaced") {
  Mirrored m;
  remove_all(*m.mirror.source.open(), "f");
  build(*m.mirror.source.open(), "f:file");
  m.look_at({"f/g/d"});
  CHECK(m.mirror.difference() == "");
  m.mirror.check_idle();
}

TEST_CASE("a marked folder is listed, or looked at with all that is below") {
  Mirrored m;
  m.mirror.source.overwrite("f/b", "new");
  m.mirror.source.overwrite("f/g/d", "new");
  Scope listed;
  listed.names["f"].list = true;
  m.mirror.partial_pass(listed);
  CHECK(m.mirror.told.text() == "update_file f/b (size)\n");
  Scope deep;
  deep.names["f"].deep = true;
  m.mirror.partial_pass(deep);
  CHECK(m.mirror.told.text() == "update_file f/g/d (size)\n");
}

TEST_CASE("excluded names and folders stay what they are, whatever is marked") {
  Mirrored m;
  m.mirror.policy.filter = *Filter::parse({"/f/", "*.tmp"});
  m.mirror.pass();
  m.mirror.source.overwrite("f/b", "new");
  build(*m.mirror.source.open(), "x.tmp:1");
  CHECK(m.look_at({"f/b", "x.tmp", "f"}) == "");
}

TEST_CASE("the record's trust does not move by a partial pass") {
  Mirrored m;
  const PairRecord before = *m.mirror.record;
  m.mirror.source.overwrite("a", "new");
  m.look_at({"a"});
  CHECK(m.mirror.record->complete_pass == before.complete_pass);
  CHECK(m.mirror.record->source == before.source);
  CHECK(m.mirror.record->replica == before.replica);
  CHECK(m.mirror.record->first_pass == before.first_pass);
  CHECK(m.mirror.record->held == before.held);
}

TEST_CASE("a partial pass clears nothing that a full pass held") {
  Mirrored m;
  m.mirror.policy.removal_limit.count = 0;
  REQUIRE(m.mirror.source.open("f")->remove("b"));
  CHECK(m.mirror.pass().summary.result == PassResult::held);
  const Held held = m.mirror.record->held;
  CHECK(held.removals == 1);
  m.mirror.source.overwrite("a", "new");
  m.look_at({"a"});
  CHECK(m.mirror.record->held == held);
}

TEST_CASE("while a full pass is held, a partial one removes nothing and replaces nothing newer") {
  Mirrored m;
  m.mirror.partial.is_held = true;
  REQUIRE(m.mirror.source.open("f")->remove("b"));
  m.mirror.source.overwrite("f/c", "changed");
  build(*m.mirror.source.open(), "new:1");
  const std::string done = m.look_at({"f/b", "f/c", "new"});
  CHECK(done.find("remove_file") == std::string::npos);
  CHECK(done.find("update_file f/c") != std::string::npos);
  CHECK(done.find("create_file new") != std::string::npos);
  CHECK(exists(*m.mirror.replica.open(), "f/b"));
}

TEST_CASE("removals that may not be made yet are left over, one for each tree that goes") {
  Mirrored m;
  std::uint64_t asked = 0;
  m.mirror.partial.may_remove = [&asked](std::uint64_t leaves) {
    asked = leaves;
    return false;
  };
  remove_all(*m.mirror.source.open(), "f");
  REQUIRE(m.mirror.source.open()->remove("a"));
  auto outcome = m.mirror.partial_pass(scope_of({"f", "a"}));
  CHECK(asked == 4);
  CHECK(m.done() == "");
  std::vector<std::string> paths;
  for (const Leftover& left : outcome.leftovers) {
    CHECK(left.why == Leftover::Why::waits);
    paths.push_back(left.path);
  }
  std::ranges::sort(paths);
  CHECK(paths == std::vector<std::string>{"a", "f"});
}

TEST_CASE("a hard link that takes a folder's place waits with the folder's removal") {
  Mirrored m;
  m.mirror.partial.may_remove = [](std::uint64_t) { return false; };
  remove_all(*m.mirror.source.open(), "f");
  build(*m.mirror.source.open(), "f=a");
  const auto outcome = m.mirror.partial_pass(scope_of({"f", "a"}));
  CHECK(m.done() == "");
  CHECK(m.mirror.told.problems.empty());
  CHECK(outcome.leftovers == std::vector<Leftover>{{"f", Leftover::Why::waits}});
  m.mirror.partial.may_remove = {};
  m.mirror.partial_pass(scope_of({"f", "a"}));
  CHECK(m.mirror.difference() == "");
  m.mirror.check_idle();
}

TEST_CASE("names of files in a folder whose removal waits ask for no look at their other names") {
  Mirrored m("d/ d/x:1 d/z:2 e/ e/y=d/x e/w=d/z");
  SUBCASE("because removals come in a burst") {
    m.mirror.partial.may_remove = [](std::uint64_t) { return false; };
  }
  SUBCASE("because a full pass is held") { m.mirror.partial.is_held = true; }
  remove_all(*m.mirror.source.open(), "d");
  const auto outcome = m.mirror.partial_pass(scope_of({"d/x", "e/y"}));
  for (const Leftover& left : outcome.leftovers) CHECK(left.why == Leftover::Why::waits);
  CHECK_FALSE(outcome.wants_full_pass);
  CHECK(exists(*m.mirror.replica.open(), "d/z"));
}

TEST_CASE("a source that was emptied name by name is held when the last name goes") {
  Mirrored m("1:1 2:1 3:1 4:1 5:1 6:1 7:1 8:1 9:1 10:1 11:1");
  m.mirror.policy.removal_limit.percent = 100;
  m.mirror.partial.totals = {.source_entries = 11, .replica_entries = 11, .replica_leaves = 11};
  for (int i = 1; i <= 11; ++i) {
    const std::string name = std::to_string(i);
    REQUIRE(m.mirror.source.open()->remove(name));
    const auto outcome = m.mirror.partial_pass(scope_of({name}));
    CHECK((outcome.summary.result == PassResult::held) == (i == 11));
    m.mirror.recent_removals += m.mirror.removed_leaves;
    m.mirror.partial.totals.replica_leaves -= m.mirror.removed_leaves;
    m.mirror.partial.totals.replica_entries -= m.mirror.removed_leaves;
  }
  CHECK(exists(*m.mirror.replica.open(), "11"));
}

TEST_CASE("an emptied source is held although all that goes was made a short while ago") {
  Mirrored m("1:1 2:1 3:1 4:1 5:1 6:1 7:1 8:1 9:1 10:1 11:1");
  m.mirror.policy.removal_limit.percent = 100;
  m.mirror.partial.totals = {.source_entries = 11, .replica_entries = 11, .replica_leaves = 11};
  m.mirror.partial.is_loss = [](const RelativePath&) { return false; };
  std::vector<std::string> all;
  for (int i = 1; i <= 11; ++i) {
    all.push_back(std::to_string(i));
    REQUIRE(m.mirror.source.open()->remove(all.back()));
  }
  CHECK(m.mirror.partial_pass(scope_of(all)).summary.result == PassResult::held);
  CHECK(exists(*m.mirror.replica.open(), "11"));
}

TEST_CASE("a file that vanishes between its copy and its name never appears, and nobody is told") {
  Mirrored m;
  build(*m.mirror.source.open(), "t:temporary");
  FaultyTree to(m.mirror.replica.open());
  to.before_operation(Operation::flush_volume, 1,
                      [&m] { REQUIRE(m.mirror.source.open()->remove("t")); });
  const auto outcome =
      m.mirror.partial_pass(scope_of({"t"}), *m.mirror.source.open(), *to.open());
  CHECK(m.done() == "");
  CHECK(m.mirror.told.skipped.empty());
  CHECK(outcome.leftovers == std::vector<Leftover>{{"t", Leftover::Why::changed}});
  CHECK_FALSE(exists(*m.mirror.replica.open(), "t"));
}

// Changes the source at the moment at which a folder is about to be covered.
class LateWatch final : public SourceWatch {
 public:
  LateWatch(std::string path, std::function<void()> change)
      : path_(std::move(path)), change_(std::move(change)) {}
  void cover(const RelativePath& path, const Identity& /*identity*/,
             const Directory& /*folder*/) override {
    if (path.text() == path_) std::exchange(change_, [] {})();
  }
  void saw_link(const Identity& /*file*/, std::string /*path*/) override {}

 private:
  std::string path_;
  std::function<void()> change_;
};

TEST_CASE("a folder whose names changed before it was covered is looked at again, for its time") {
  Mirrored m;
  LateWatch watch("x", [&m] {
    m.mirror.clock.advance(std::chrono::seconds(1));
    build(*m.mirror.source.open(), "x/late:1");
  });
  m.mirror.watch = &watch;
  const std::vector<Leftover> again{{"x", Leftover::Why::outdated}};
  build(*m.mirror.source.open(), "x/");
  SUBCASE("in a partial pass") {
    CHECK(m.mirror.partial_pass(scope_of({"x"})).leftovers == again);
  }
  SUBCASE("in a full pass") { CHECK(m.mirror.pass().leftovers == again); }
  SUBCASE("when both sides have it") {
    build(*m.mirror.replica.open(), "x/");
    CHECK(m.mirror.pass().leftovers == again);
  }
  CHECK(exists(*m.mirror.replica.open(), "x/late"));
  CHECK(m.mirror.partial_pass(scope_of({"x"})).leftovers.empty());
  m.mirror.check_idle();
}

TEST_CASE("without a record a partial pass looks at everything") {
  Mirror mirror;
  build(*mirror.source.open(), "a:1 b:2");
  mirror.partial_pass(scope_of({"a"}));
  CHECK(mirror.difference() == "");
}

}  // namespace
}  // namespace lockstep
