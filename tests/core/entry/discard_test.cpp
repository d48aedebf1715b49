// An entry that the replica loses is looked at just before, and is the one that the plan meant.
#include "core/entry/discard.h"

#include "core/writer_fixture.h"

namespace lockstep {
namespace {

struct Full : WriterFixture {
  Full() { build(*replica.open(), "d/ empty/ f:text t:other l->here"); }
  Result<Performed> lose(
      const char* name, const Ending& ending,
      const std::function<void(Entry&)>& differ = [](Entry&) {}) {
    Entry entry = expected(name);
    differ(entry);
    return discard(*replica_root, {*root, name, entry, LossReason::not_in_source}, ending);
  }
};

TEST_CASE("what is lost goes, or gives its place away, if it is what the plan saw") {
  struct Case {
    const char* name;
    Ending ending;
    const char* left;
  };
  for (const Case& each : {Case{"f", Remove{}, "d/ empty/ l->here t:other"},
                           Case{"l", Remove{}, "d/ empty/ f:text t:other"},
                           Case{"empty", Remove{}, "d/ f:text l->here t:other"},
                           Case{"f", ReplaceBy{"t"}, "d/ empty/ f:other l->here"},
                           Case{"f", MakeFolderInstead{}, "d/ empty/ f/ l->here t:other"}}) {
    CAPTURE(each.name);
    Full mirror;
    mirror.begin();
    const std::string before = mirror.drawn();
    const auto refused =
        mirror.lose(each.name, each.ending, [](Entry& entry) { ++entry.identity.object; });
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind() == ErrorKind::changed);
    CHECK(mirror.drawn() == before);
    CHECK(mirror.lose(each.name, each.ending));
    CHECK(mirror.drawn() == each.left);
    CHECK(mirror.is_tidy());
  }
}

TEST_CASE_FIXTURE(Full, "a temporary of our own is removed without a look, and a folder never is") {
  begin();
  to.forget_calls();
  discard_temporary(*replica_root, "t");
  CHECK(drawn() == "d/ empty/ f:text l->here");
  CHECK(to.reads() == 0);
  discard_temporary(*replica_root, "empty");
  discard_temporary(*replica_root, "none");
  CHECK(drawn() == "d/ empty/ f:text l->here");
}

TEST_CASE("each loss has its reason") {
  CHECK(std::string(text(LossReason::not_in_source)) == "not in the source");
  CHECK(std::string(text(LossReason::excluded)) == "excluded");
  CHECK(std::string(text(LossReason::replaced)) == "replaced");
  CHECK(std::string(text(LossReason::litter)) == "left by a pass that was cut short");
}

// Watches a replica: each call that makes an entry's name lead elsewhere or nowhere must come right
// after a look at that entry.
struct Losses {
  explicit Losses(FaultyMirror& mirror) {
    mirror.to.before_each([this, &mirror](const Call& call) {
      const bool may_replace =
          call.operation == Operation::rename || call.operation == Operation::publish;
      const std::string& lost = may_replace ? call.new_path : call.path;
      const bool destroys = call.operation == Operation::remove ||
                            call.operation == Operation::remove_directory ||
                            (may_replace && exists(*mirror.replica.open(), lost));
      const bool is_ours = is_own_temporary(RelativePath(lost).name());
      if (destroys && !is_ours) (lost == looked_at ? checked : unchecked).push_back(lost);
      if (call.operation == Operation::examine_child) looked_at = call.path;
    });
  }
  std::string looked_at;
  std::vector<std::string> checked;
  std::vector<std::string> unchecked;
};

TEST_CASE("whatever a pass removes or replaces, it looks at that entry right before") {
  FaultyMirror mirror;
  mirror.policy.excluded = ExcludedEntries::remove;
  auto filter = Filter::parse({"*.tmp"});
  REQUIRE(filter);
  mirror.policy.filter = std::move(*filter);
  build(*mirror.source.open(),
        "file:new folder/ folder/x:1 was_folder:f link->new fifo|fifo one:1 two=one");
  build(*mirror.replica.open(),
        "file:old folder:f was_folder/ was_folder/y:1 link->old fifo|socket one:1 two:1 "
        "extra:1 gone/ gone/z:1 out.tmp:1");
  Losses losses(mirror);
  mirror.faulty_pass();
  CHECK(mirror.problems() == "");
  CHECK(mirror.difference() == "");
  CHECK(losses.unchecked == std::vector<std::string>{});
  std::ranges::sort(losses.checked);
  // The folder's file steps aside before it goes.
  CHECK(losses.checked == std::vector<std::string>{"extra", "fifo", "file", "gone", "gone/z",
                                                   "link", "out.tmp", "two", "was_folder",
                                                   "was_folder/y"});
}

}  // namespace
}  // namespace lockstep
