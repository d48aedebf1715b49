// When a mark is ready: tables of events and moments.
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "core/live/dirty_set.h"
#include "core/live/scope_text.h"

using namespace lockstep;
using namespace std::chrono_literals;

namespace {

const Moment kNoon = Moment() + 12h;
constexpr auto settled = Settling::settled;
constexpr auto fresh = Settling::fresh;
constexpr auto writing = Settling::writing;
constexpr auto retry = Settling::retry;

using Milliseconds = std::chrono::milliseconds;

Mark file(Settling settling, std::uint8_t tries = 1) {
  return {.path = RelativePath("file"), .settling = settling, .tries = tries};
}

// Returns how long after noon the mark is ready.
Milliseconds ready(const DirtySet& set) {
  return std::chrono::duration_cast<Milliseconds>(set.ready_at().value() - kNoon);
}

}  // namespace

TEST_CASE("a mark is ready when it has been quiet, and at the latest after a bound") {
  struct Event {
    Milliseconds when;
    Settling settling;
  };
  struct Row {
    const char* what;
    std::vector<Event> events;
    Milliseconds ready;
    Milliseconds with_settle;  // of 100 ms
  };
  const std::vector<Row> rows = {
      {"closed", {{0ms, settled}}, 0ms, 100ms},
      {"closed again", {{0ms, settled}, {50ms, settled}}, 0ms, 150ms},
      {"made", {{0ms, fresh}}, 1ms, 100ms},
      {"made and closed", {{0ms, fresh}, {1ms, settled}}, 2ms, 101ms},
      {"made, written, closed", {{0ms, fresh}, {0ms, writing}, {3ms, settled}}, 4ms, 103ms},
      {"a large one made, written, closed",
       {{0ms, fresh}, {0ms, writing}, {5000ms, settled}},
       5001ms,
       5100ms},
      {"made again and again",
       {{0ms, fresh}, {10ms, fresh}, {19ms, fresh}, {25ms, fresh}},
       20ms,
       125ms},
      {"being written", {{0ms, writing}}, 1000ms, 1000ms},
      {"written all the time",
       {{0ms, writing}, {5000ms, writing}, {9500ms, writing}},
       10000ms,
       10000ms},
      {"written and closed", {{0ms, writing}, {300ms, settled}}, 300ms, 400ms},
      {"closed and written again", {{0ms, settled}, {300ms, writing}}, 1300ms, 1300ms},
      {"not finished", {{0ms, retry}}, 1000ms, 1000ms},
      {"not finished, and an event", {{0ms, retry}, {10ms, settled}}, 10ms, 110ms},
      {"an event, and not finished", {{0ms, settled}, {10ms, retry}}, 0ms, 100ms},
      {"written, and not finished", {{0ms, writing}, {10ms, retry}}, 1000ms, 1000ms},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    DirtySet set{SettleRules{}};
    DirtySet patient{SettleRules{.settle = 100ms}};
    for (const Event& event : row.events) {
      set.mark(file(event.settling), kNoon + event.when);
      patient.mark(file(event.settling), kNoon + event.when);
    }
    CHECK(ready(set) == row.ready);
    CHECK(ready(patient) == row.with_settle);
  }
}

TEST_CASE("what never rests is ready in the end") {
  struct Row {
    std::vector<Settling> turns;
    Milliseconds settle;
    Milliseconds latest;
  };
  for (const Row& row : std::vector<Row>{{{settled}, 100ms, 1s},
                                         {{fresh}, 0ms, 20ms},
                                         {{fresh}, 100ms, 1s},
                                         {{writing}, 100ms, 10s},
                                         {{writing}, 2s, 20s},
                                         {{fresh, writing, settled}, 10ms, 10s},
                                         {{writing, settled}, 10ms, 10s}}) {
    DirtySet set{SettleRules{.settle = row.settle}};
    Milliseconds now = 0ms;
    for (std::size_t turn = 0; !set.ready_at() || kNoon + now < *set.ready_at(); ++turn) {
      set.mark(file(row.turns[turn % row.turns.size()]), kNoon + now);
      now += 1ms;
      REQUIRE(now < 30s);
    }
    CHECK(ready(set) <= row.latest);
    CHECK(ready(set) >= row.settle);
  }
}

TEST_CASE("a new file that is closed and written in turns is ready ten seconds after it was made") {
  const MarkTimes times{.first = kNoon, .since = kNoon + 10s, .last = kNoon + 10s};
  CHECK(SettleRules{}.ready(fresh, times) == kNoon + 10s);
  CHECK(SettleRules{.settle = 2s}.ready(fresh, times) == kNoon + 12s);
}

TEST_CASE("an editor's temporary and its rename are looked at together") {
  DirtySet set{SettleRules{}};
  const Mark temporary{.path = RelativePath("sedAbc"), .settling = fresh};
  set.mark(temporary, kNoon);
  set.mark({.path = RelativePath("sedAbc"), .settling = writing}, kNoon + 100us);
  set.mark({.path = RelativePath("sedAbc")}, kNoon + 300us);
  CHECK(set.take(kNoon + 900us).empty());
  // The replica has no such file, so that there is nothing to rename.
  set.renamed({.from = RelativePath("sedAbc"), .to = RelativePath("file")}, kNoon + 900us);
  CHECK(text_of(set.take(kNoon + 2ms)) == "file sedAbc");
}

TEST_CASE("tries follow each other after 1, 2, 4 ... seconds, at most the interval") {
  DirtySet set{SettleRules{.interval = 10s}};
  Moment now = kNoon;
  std::uint8_t tries = 1;
  for (const auto pause : {1s, 2s, 4s, 8s, 10s, 10s}) {
    set.mark(file(retry, tries), now);
    CHECK(set.ready_at() == now + pause);
    now += pause;
    const Work work = set.take(now);
    CHECK(text_of(work) == "file");
    tries = work.next_try(RelativePath("file"));
  }
  CHECK(tries == 7);
  for (int more = 0; more < 300; ++more) {
    set.mark(file(retry, tries), now);
    now += 10s;
    tries = set.take(now).next_try(RelativePath("file"));
  }
  CHECK(tries == UINT8_MAX);
}

TEST_CASE("an event makes what failed ready, and its failures are still counted") {
  DirtySet set{SettleRules{}};
  set.mark(file(retry, 4), kNoon);
  set.mark(file(settled), kNoon + 1s);
  CHECK(set.take(kNoon + 1s).next_try(RelativePath("file")) == 5);
}

TEST_CASE("a file that stays open is copied less and less often, up to the interval") {
  DirtySet set{SettleRules{.interval = 60s}};
  Moment now = kNoon;
  const auto until_ready = [&] {
    const Moment first = now;
    for (set.mark(file(writing), now); now < *set.ready_at(); now += 500ms)
      set.mark(file(writing), now);
    CHECK(text_of(set.take(now)) == "file");
    return now - first;
  };
  for (const auto latest : {10s, 20s, 40s, 60s, 60s}) CHECK(until_ready() == latest);
  SUBCASE("a copy that took long is worth a longer pause") {
    set.copied(RelativePath("file"), 9s);
    CHECK(until_ready() == 90s);
    set.mark(file(writing), now);
    CHECK(set.ready_at() == now + 9s);
  }
  SUBCASE("closed, it is any other file") {
    set.mark(file(settled), now);
    static_cast<void>(set.take(now));
    CHECK(until_ready() == 10s);
  }
}

TEST_CASE("few open files are remembered, and those longest that were copied last") {
  OpenWriters writers(60s);
  writers.copied(RelativePath("0"), 9s);
  CHECK(writers.size() == 0);
  for (std::size_t file = 0; file < OpenWriters::kMost + 10; ++file)
    writers.taken(RelativePath(std::to_string(file)), kNoon + std::chrono::seconds(file));
  CHECK(writers.size() == OpenWriters::kMost);
  CHECK(writers.times(RelativePath("9")).latest == 10s);
  CHECK(writers.times(RelativePath("10")).latest == 20s);
}
