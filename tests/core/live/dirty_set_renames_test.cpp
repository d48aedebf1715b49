// What a rename does to marks and hints.
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "core/live/dirty_set.h"
#include "core/live/scope_text.h"

using namespace lockstep;
using namespace std::chrono_literals;

namespace {

const Moment kNoon = Moment() + 12h;

Mark at(const char* path, MarkExtent extent = MarkExtent::look) {
  return {.path = RelativePath(path), .extent = extent};
}

RenameHint hint(const char* from, const char* to, bool is_folder = true) {
  return {.from = RelativePath(from), .to = RelativePath(to), .is_folder = is_folder};
}

}  // namespace

TEST_CASE("marks go along with the folder that they are in") {
  struct Row {
    std::vector<Mark> marks;
    std::vector<RenameHint> renames;
    std::string scope;
  };
  const MarkExtent list = MarkExtent::list;
  const MarkExtent deep = MarkExtent::deep;
  const std::vector<Row> rows = {
      // Nothing waits in it: two looks, however much is in the folder.
      {{}, {hint("a", "b")}, "a b a->b"},
      {{at("a")}, {hint("a", "b")}, "a b a->b"},
      {{at("a/x")}, {hint("a", "b")}, "a/** b/x a->b"},
      {{at("p/a/x/y")}, {hint("p/a", "q/r/b")}, "p/a/** q/r/b/x/y p/a->q/r/b"},
      {{at("a/x"), at("a/y/z")}, {hint("a/y", "b")}, "a/x a/y/** b/z a/y->b"},
      {{at("a", list)}, {hint("a", "b")}, "a/** b/ a->b"},
      {{at("a", deep)}, {hint("a", "b")}, "a/** b/** a->b"},
      // What waits below the new name, which must have gone, is kept.
      {{at("a/x"), at("b/y"), at("a/z/1"), at("b/z/2")},
       {hint("a", "b")},
       "a/** b/x b/y b/z/1 b/z/2 a->b"},
      {{at("a/x"), at("b")}, {hint("a", "b")}, "a/** b/x a->b"},
      {{at("a/x"), at("b", list)}, {hint("a", "b")}, "a/** b/ a->b"},
      {{at("a/x"), at("b", deep)}, {hint("a", "b")}, "a/** b/** a->b"},
      // Marks that a wider one has taken up are not known one by one.
      {{at("p", deep), at("p/a/x")}, {hint("p/a", "b")}, "b/** p/** p/a->b"},
      {{at("a/x"), at("p", deep)}, {hint("a", "p/b")}, "a/** p/** a->p/b"},
      {{at("a/x")}, {hint("a", "b"), hint("b", "c")}, "a/** b/** c/x a->c"},
      // A file's marks stay where they are, since both names are looked at.
      {{at("a")}, {hint("a", "b", false)}, "a b a->b"},
      // These can't be.
      {{at("a/x")}, {hint("a", "a/b")}, "a/**"},
      {{at("a/x")}, {hint("a", "")}, "**"},
      {{at("a/x")}, {hint("a", "a")}, "a/**"},
  };
  for (const Row& row : rows) {
    DirtySet set{SettleRules{}};
    for (const Mark& mark : row.marks) set.mark(mark, kNoon);
    for (const RenameHint& rename : row.renames) set.renamed(rename, kNoon);
    CHECK(text_of(set.take(kNoon)) == row.scope);
    CHECK(set.nodes() == 0);
  }
}

TEST_CASE("marks that are moved settle as before") {
  DirtySet set{SettleRules{}};
  set.mark({.path = RelativePath("a/log"), .settling = Settling::writing}, kNoon);
  set.renamed(hint("a", "b"), kNoon + 100ms);
  CHECK(text_of(set.take(kNoon + 100ms)) == "a/** b a->b");
  CHECK(set.ready_at() == kNoon + 1s);
  CHECK(text_of(set.take(kNoon + 1s)) == "b/log");
}

TEST_CASE("a folder to verify is verified under its new name") {
  DirtySet set{SettleRules{}};
  set.mark({.path = RelativePath("a"), .settling = Settling::verify}, kNoon);
  set.renamed(hint("a", "b"), kNoon);
  static_cast<void>(set.take(kNoon));
  CHECK(text_of(set.take(kNoon + 1s)) == "b/**");
  CHECK_FALSE(set.ready_at());
}

TEST_CASE("what moves out of a folder to verify is still verified") {
  DirtySet set{SettleRules{}};
  set.mark({.path = RelativePath("a"), .settling = Settling::verify}, kNoon);
  set.renamed(hint("a/x", "b"), kNoon);
  static_cast<void>(set.take(kNoon));
  CHECK(text_of(set.take(kNoon + 1s)) == "a/** b/**");
}

TEST_CASE("a work that is given back follows the renames made since") {
  DirtySet set{SettleRules{}};
  set.mark(at("a/x"), kNoon);
  set.mark(at("b"), kNoon);
  Work work = set.take(kNoon);
  set.renamed(hint("a", "c"), kNoon);
  set.mark(at("c/y"), kNoon);
  set.renamed(hint("c", "d"), kNoon);
  set.give_back(std::move(work), kNoon);
  CHECK(text_of(set.take(kNoon)) == "a/** b c/** d/x d/y a->d");
  SUBCASE("but not those from before it was taken") {
    set.mark(at("a/x"), kNoon);
    set.give_back(set.take(kNoon), kNoon);
    CHECK(text_of(set.take(kNoon)) == "a/x");
  }
}

TEST_CASE("a work that comes back after too many renames is a full pass") {
  DirtySet set{SettleRules{}};
  set.mark(at("a"), kNoon);
  Work work = set.take(kNoon);
  for (int rename = 0; rename < 1'001; ++rename)
    set.renamed(hint("x", rename % 2 == 0 ? "y" : "z"), kNoon);
  set.give_back(std::move(work), kNoon);
  CHECK(set.is_everything());
}

TEST_CASE("hints come in order, and two of one thing are one") {
  struct Row {
    std::vector<RenameHint> hints;
    std::string queue;
    std::string dropped;
  };
  const std::vector<Row> rows = {
      {{hint("a", "b"), hint("c", "d")}, "a->b c->d", ""},
      {{hint("a", "b"), hint("c", "d"), hint("b", "e")}, "a->e c->d", ""},
      {{hint("a", "b"), hint("b", "c"), hint("c", "d")}, "a->d", ""},
      {{hint("a", "b"), hint("b", "a")}, "", ""},
      {{hint("b", "c"), hint("a", "b")}, "b->c a->b", ""},
      {{hint("a", "t"), hint("b", "a"), hint("t", "b")}, "a->b b->a", ""},
      {{hint("a", "b"), hint("a", "b")}, "a->b", ""},
      // Something made in between was not told.
      {{hint("a", "b"), hint("a", "c")}, "a->c", "a->b"},
      // The first is overwritten.
      {{hint("a", "c"), hint("b", "c")}, "b->c", ""},
  };
  for (const Row& row : rows) {
    HintQueue queue;
    Work dropped;
    for (const RenameHint& each : row.hints)
      for (const RenameHint& lost : queue.add(each, kNoon)) dropped.hints.push_back(lost);
    CHECK(queue.take(kNoon - 1ns).empty());
    CHECK(text_of(Work{.hints = queue.take(kNoon)}) == row.queue);
    CHECK(text_of(dropped) == row.dropped);
    CHECK(queue.empty());
  }
}

TEST_CASE("hints follow a folder that is renamed around them") {
  struct Row {
    std::vector<RenameHint> hints;
    std::string queue;
  };
  const std::vector<Row> rows = {
      {{hint("a/x", "a/y"), hint("a", "b")}, "b/x->b/y a->b"},
      {{hint("c", "a/y"), hint("a", "b")}, "c->b/y a->b"},
      {{hint("a/x", "c"), hint("a", "b")}, "b/x->c a->b"},
      {{hint("a/x", "c"), hint("a", "b"), hint("c", "b/x")}, "a->b"},
      {{hint("ab/x", "ab/y"), hint("a", "b")}, "ab/x->ab/y a->b"},
      {{hint("a/x", "a/y"), hint("a", "b", false)}, "a/x->a/y a->b"},
  };
  for (const Row& row : rows) {
    DirtySet set{SettleRules{}};
    for (const RenameHint& each : row.hints) set.renamed(each, kNoon);
    CHECK(text_of(Work{.hints = set.take(kNoon).hints}) == row.queue);
    // The same if the first is taken before the others come, and given back.
    set.renamed(row.hints.front(), kNoon);
    Work work = set.take(kNoon);
    for (auto each = row.hints.begin() + 1; each != row.hints.end(); ++each)
      set.renamed(*each, kNoon);
    set.give_back(std::move(work), kNoon);
    CHECK(text_of(Work{.hints = set.take(kNoon).hints}) == row.queue);
  }
}

TEST_CASE("the object of a folder that was renamed twice is that of the first or the second") {
  HintQueue queue;
  RenameHint first = hint("a", "b");
  first.object = 7;
  static_cast<void>(queue.add(first, kNoon));
  static_cast<void>(queue.add(hint("b", "c"), kNoon));
  const auto taken = queue.take(kNoon);
  REQUIRE(taken.size() == 1);
  CHECK(taken.front().object == 7);
}

TEST_CASE("a hint that nobody will carry out is a look at all that is in the folder") {
  DirtySet set{SettleRules{}, {.hints = 2}};
  SUBCASE("something else was made under the old name") {
    set.renamed(hint("a", "b"), kNoon);
    set.mark({.path = RelativePath("a"), .settling = Settling::fresh}, kNoon);
    CHECK(text_of(set.take(kNoon + 1ms)) == "a b/**");
  }
  SUBCASE("a folder was made under the old name") {
    set.renamed(hint("a", "b"), kNoon);
    set.mark(at("a", MarkExtent::deep), kNoon);
    CHECK(text_of(set.take(kNoon)) == "a/** b/**");
  }
  SUBCASE("the folder had just been made itself") {
    set.mark({.path = RelativePath("a"), .settling = Settling::fresh}, kNoon);
    set.renamed(hint("a", "b"), kNoon);
    CHECK(text_of(set.take(kNoon + 1ms)) == "a b/**");
  }
  SUBCASE("there are too many") {
    set.renamed(hint("a", "b"), kNoon);
    set.renamed(hint("c", "d", false), kNoon);
    set.renamed(hint("e", "f"), kNoon);
    set.renamed(hint("g", "h", false), kNoon);
    CHECK(text_of(set.take(kNoon)) == "a b c d e f/** g h a->b c->d");
  }
}

TEST_CASE("hints of long paths are bounded by their bytes") {
  HintQueue queue;
  const std::string name(4'000, 'n');
  std::size_t dropped = 0;
  for (int each = 0; each < 100; ++each) {
    const std::string number = std::to_string(each);
    dropped += queue.add(hint((name + number).c_str(), ("t" + number).c_str()), kNoon).size();
  }
  CHECK(queue.size() + dropped == 100);
  CHECK(queue.size() * 8'000 <= HintQueue::kMostBytes);
  CHECK(queue.size() > 50);
}

TEST_CASE("a hint settles as its names do") {
  DirtySet set{SettleRules{.settle = 1s}};
  set.renamed(hint("a", "b"), kNoon);
  set.mark({.path = RelativePath("x"), .settling = Settling::retry}, kNoon - 1s);
  set.renamed(hint("c", "d"), kNoon + 500ms);
  CHECK(text_of(set.take(kNoon)) == "x");
  CHECK(text_of(set.take(kNoon + 1s)) == "a b a->b");
  CHECK(text_of(set.take(kNoon + 1500ms)) == "c d c->d");
}
