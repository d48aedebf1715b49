#include "core/live/dirty_set.h"

#include <string>

#include <doctest/doctest.h>

#include "core/live/scope_text.h"

using namespace lockstep;
using namespace std::chrono_literals;

namespace {

const Moment kNoon = Moment() + 12h;

Mark at(const char* path, MarkExtent extent = MarkExtent::look) {
  return {.path = RelativePath(path), .extent = extent};
}

Mark settling(Settling settling, const char* path = "file") {
  return {.path = RelativePath(path), .settling = settling};
}

RenameHint folder(const char* from, const char* to) {
  return {.from = RelativePath(from), .to = RelativePath(to), .is_folder = true};
}

}  // namespace

TEST_CASE("an empty set has nothing to do, and a look at the root is something") {
  DirtySet set{SettleRules{}};
  CHECK_FALSE(set.ready_at());
  CHECK(set.take(kNoon).empty());
  set.mark(at(""), kNoon);
  CHECK(set.ready_at() == kNoon);
  const Work work = set.take(kNoon);
  CHECK_FALSE(work.empty());
  CHECK(work.scope == Scope{});
  CHECK_FALSE(set.ready_at());
}

TEST_CASE("marks become one scope, wider ones take up those below") {
  struct Row {
    std::vector<Mark> marks;
    std::string scope;
    std::size_t names;
  };
  const MarkExtent list = MarkExtent::list;
  const MarkExtent deep = MarkExtent::deep;
  const std::vector<Row> rows = {
      {{at("a/b"), at("a/c"), at("d")}, "a/b a/c d", 3},
      {{at("a/b"), at("a/b"), at("a/b")}, "a/b", 1},
      {{at("a"), at("a/b")}, "a/b", 2},
      {{at("a/b"), at("a/c/d"), at("a", list)}, "a/ a/c/d", 2},
      {{at("a", list), at("a/b"), at("a/c/d")}, "a/ a/c/d", 2},
      {{at("a/b/c"), at("a/b"), at("a", deep)}, "a/**", 1},
      {{at("a", deep), at("a/b/c"), at("a/b", list), at("a/b", deep)}, "a/**", 1},
      {{at("a", list), at("a", deep)}, "a/**", 1},
      {{at("a", deep), at("a", list), at("ab")}, "a/** ab", 2},
      {{at("a/b"), at("", list)}, "./ a/b", 2},
      {{at("a/b"), at("", deep)}, "**", 1},
  };
  for (const Row& row : rows) {
    DirtySet set{SettleRules{}};
    for (const Mark& mark : row.marks) set.mark(mark, kNoon);
    CHECK(set.waiting().names == row.names);
    const Work work = set.take(kNoon);
    CHECK(text_of(work) == row.scope);
    CHECK(work.names == row.names);
    CHECK(set.nodes() == 0);
  }
}

TEST_CASE("a wide mark that waits for another try takes up nothing") {
  DirtySet set{SettleRules{}};
  set.mark({.path = RelativePath("a"),
            .extent = MarkExtent::deep,
            .settling = Settling::retry,
            .tries = 5},
           kNoon);
  set.mark(at("a/b"), kNoon);
  CHECK(set.ready_at() == kNoon);
  CHECK(text_of(set.take(kNoon)) == "a/b");
  CHECK(set.ready_at() == kNoon + 16s);
}

TEST_CASE("a scope has nothing below a folder that is looked at in full") {
  for (const std::uint8_t tries : {std::uint8_t{1}, std::uint8_t{5}}) {
    DirtySet set{SettleRules{}};
    Mark below = settling(Settling::retry, "a/b");
    below.tries = 3;
    Mark above = at("a", MarkExtent::deep);
    above.settling = Settling::retry;
    above.tries = tries;
    set.mark(below, kNoon);
    set.mark(above, kNoon);
    const Work work = set.take(kNoon + 1min);
    CHECK(work.names == 2);
    CHECK(work.scope.names.at("a") == Scope{.list = false, .deep = true});
  }
}

TEST_CASE("a mark below a wider one is an event of that one") {
  DirtySet set{SettleRules{.settle = 100ms}};
  set.mark(at("a", MarkExtent::deep), kNoon);
  set.mark(at("a/b/c"), kNoon + 50ms);
  CHECK(set.waiting().names == 1);
  CHECK(set.ready_at() == kNoon + 150ms);
}

TEST_CASE("only what is ready is taken, with the moment of its first mark") {
  DirtySet set{SettleRules{}};
  set.mark(settling(Settling::writing, "log"), kNoon);
  set.mark(at("b"), kNoon + 1ms);
  set.mark(at("a"), kNoon + 2ms);
  set.mark(at("a"), kNoon + 3ms);
  CHECK(set.waiting().names == 3);
  CHECK(set.waiting().oldest == kNoon);
  const Work work = set.take(kNoon + 5ms);
  CHECK(text_of(work) == "a b");
  CHECK(work.oldest == kNoon + 1ms);
  CHECK(set.ready_at() == kNoon + 1s);
  CHECK(set.take(kNoon + 999ms).empty());
  CHECK(text_of(set.take(kNoon + 1s)) == "log");
}

TEST_CASE("a full pass is asked for when something was lost") {
  DirtySet set{SettleRules{}};
  set.mark(at("a"), kNoon);
  set.everything(kNoon + 1s);
  set.mark(at("b"), kNoon + 2s);
  set.renamed(folder("b", "c"), kNoon + 2s);
  CHECK(set.is_everything());
  CHECK(set.nodes() == 0);
  CHECK(set.ready_at() == kNoon);
  Work work = set.take(kNoon + 3s);
  CHECK(work.everything);
  CHECK(work.scope.deep);
  CHECK(work.oldest == kNoon);
  CHECK_FALSE(set.is_everything());
  CHECK_FALSE(set.ready_at());
  SUBCASE("and again if it could not be made") {
    set.mark(at("b"), kNoon + 4s);
    set.give_back(std::move(work), kNoon + 5s);
    CHECK(set.is_everything());
    CHECK(set.waiting().oldest == kNoon);
  }
}

TEST_CASE("a full pass needs no marks") {
  DirtySet set{SettleRules{}};
  set.mark(at("a/b"), kNoon);
  set.renamed(folder("a", "b"), kNoon);
  set.mark(settling(Settling::verify), kNoon);
  set.clear();
  CHECK_FALSE(set.ready_at());
  CHECK(set.waiting().names == 0);
}

TEST_CASE("a work that is given back is ready at once, with its age and its failures") {
  DirtySet set{SettleRules{.settle = 5s}};
  set.mark(at("a/b"), kNoon);
  set.mark(at("c", MarkExtent::list), kNoon);
  set.mark(at("d", MarkExtent::deep), kNoon);
  set.mark({.path = RelativePath("e"), .settling = Settling::retry, .tries = 3}, kNoon);
  set.renamed(folder("f", "g"), kNoon);
  Work work = set.take(kNoon + 5s);
  CHECK(text_of(work) == "a/b c/ d/** e f g f->g");
  set.mark(at("z"), kNoon + 6s);
  set.renamed(folder("g", "h"), kNoon + 6s);
  set.give_back(std::move(work), kNoon + 7s);
  CHECK(set.ready_at() == kNoon + 7s);
  CHECK(set.waiting().oldest == kNoon);
  const Work again = set.take(kNoon + 11s);
  CHECK(text_of(again) == "a/b c/ d/** e f g h z f->h");
  CHECK(again.oldest == kNoon);
  CHECK(again.next_try(RelativePath("e")) == 4);
  CHECK(again.next_try(RelativePath("a/b")) == 1);
}

TEST_CASE("a mark that is given back does not hurry a file that is being written") {
  DirtySet set{SettleRules{}};
  set.mark(at("a"), kNoon);
  Work work = set.take(kNoon);
  set.mark(settling(Settling::writing, "a"), kNoon);
  set.give_back(std::move(work), kNoon);
  CHECK(set.ready_at() == kNoon + 1s);
}

TEST_CASE("what is believed to be equal is verified when nothing else happens for a second") {
  DirtySet set{SettleRules{}};
  set.mark(settling(Settling::verify, "a"), kNoon);
  set.mark(settling(Settling::verify, "b/c"), kNoon);
  set.mark(at("a/x"), kNoon + 500ms);
  CHECK(set.waiting().names == 3);
  CHECK(text_of(set.take(kNoon + 600ms)) == "a/x");
  CHECK(set.ready_at() == kNoon + 1600ms);
  CHECK(set.take(kNoon + 1599ms).empty());
  Work work = set.take(kNoon + 1600ms);
  CHECK(work.verify);
  CHECK(text_of(work) == "a/** b/c/**");
  CHECK(set.nodes() == 0);
  CHECK_FALSE(set.ready_at());
  SUBCASE("and it is cut short by the next event") {
    set.mark(at("d"), kNoon + 2s);
    set.give_back(std::move(work), kNoon + 2s);
    CHECK(text_of(set.take(kNoon + 3s)) == "d");
    CHECK(set.ready_at() == kNoon + 4s);
    CHECK(text_of(set.take(kNoon + 4s)) == "a/** b/c/**");
  }
}

TEST_CASE("a folder to verify is no longer one when all of it is looked at") {
  DirtySet set{SettleRules{}};
  set.mark(settling(Settling::verify, "a/b"), kNoon);
  set.mark(at("a", MarkExtent::deep), kNoon);
  CHECK(text_of(set.take(kNoon)) == "a/**");
  CHECK_FALSE(set.ready_at());
}
