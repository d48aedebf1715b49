// What becomes of many marks, and what they cost.
#include <chrono>
#include <string>

#include <doctest/doctest.h>

#include "core/live/dirty_set.h"
#include "core/live/scope_text.h"

using namespace lockstep;
using namespace std::chrono_literals;

namespace {

const Moment kNoon = Moment() + 12h;

Mark at(const std::string& path) { return {.path = RelativePath(path)}; }

}  // namespace

TEST_CASE("of a folder with many marked names all are looked at") {
  DirtySet set{SettleRules{}, {.names_in_folder = 3}};
  for (const char* name : {"f/a", "f/b", "f/c"}) set.mark(at(name), kNoon);
  CHECK(set.waiting().names == 3);
  set.mark(at("f/sub/x"), kNoon + 1s);
  set.mark(at("f/d"), kNoon + 1s);
  set.mark(at("f/e"), kNoon + 1s);
  CHECK(set.waiting().names == 2);
  CHECK(set.waiting().oldest == kNoon);
  CHECK(text_of(set.take(kNoon + 1s)) == "f/ f/sub/x");
}

TEST_CASE("the fullest subtree gives way when there are too many marks") {
  DirtySet set{SettleRules{}, {.nodes = 40}};
  for (int each = 0; each < 30; ++each) set.mark(at("a/b/" + std::to_string(each)), kNoon);
  for (int each = 0; each < 9; ++each) set.mark(at("c/" + std::to_string(each)), kNoon);
  CHECK(set.nodes() <= 40);
  const std::string text = text_of(set.take(kNoon));
  CHECK(text.starts_with("a/b/** c/0 c/1 "));
}

TEST_CASE("marks all over the source are a full pass at last") {
  DirtySet set{SettleRules{}, {.nodes = 100, .names_in_folder = 1'000}};
  for (int each = 0; each < 100; ++each) set.mark(at(std::to_string(each)), kNoon);
  CHECK_FALSE(set.is_everything());
  set.mark(at("one more"), kNoon);
  CHECK(set.is_everything());
  CHECK(set.nodes() == 0);
}

TEST_CASE("a path of very many levels is looked at from a folder above it") {
  std::string path = "d";
  for (int level = 1; level < 50'000; ++level) path += "/d";
  DirtySet set{SettleRules{}, {.levels = 3}};
  set.mark(at(path), kNoon);
  CHECK(text_of(set.take(kNoon)) == "d/d/d/**");
  DirtySet usual{SettleRules{}};
  usual.mark(at(path), kNoon);
  CHECK(usual.nodes() == 1'000);
  usual.renamed({.from = RelativePath("d"), .to = RelativePath("e/f/g"), .is_folder = true}, kNoon);
  CHECK(usual.nodes() == 1'003);
  std::size_t levels = 0;
  const Work work = usual.take(kNoon);
  for (const Scope* scope = &work.scope; !scope->names.empty(); ++levels)
    scope = &scope->names.rbegin()->second;
  CHECK(levels == 1'000);
}

TEST_CASE("a full set is as quick as an empty one") {
  DirtySet set{SettleRules{.settle = 1h}};
  for (int each = 0; each < 99'000; ++each)
    set.mark(at(std::to_string(each % 90) + "/" + std::to_string(each)), kNoon);
  const auto start = std::chrono::steady_clock::now();
  for (int each = 0; each < 200'000; ++each) {
    set.mark(at(std::to_string(each % 99'000 % 90) + "/" + std::to_string(each % 99'000)),
             kNoon + 1s);
    static_cast<void>(set.ready_at());
    if (each % 10 == 0) static_cast<void>(set.take(kNoon + 1s));
  }
  const auto took = std::chrono::steady_clock::now() - start;
  CHECK(took < 10s);
}
