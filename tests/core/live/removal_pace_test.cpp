#include "core/live/removal_pace.h"

#include <vector>

#include <doctest/doctest.h>

using namespace lockstep;
using namespace std::chrono_literals;

namespace {

const Moment kNoon = Moment() + 12h;
constexpr auto go = RemovalPace::Verdict::go;
constexpr auto wait = RemovalPace::Verdict::wait;

struct Ask {
  std::chrono::milliseconds when;
  std::uint64_t leaves;
  RemovalPace::Verdict verdict;
};

}  // namespace

TEST_CASE("few removals go at once, and more wait for the end of the burst") {
  struct Row {
    const char* what;
    std::vector<Ask> asks;
  };
  const std::vector<Row> rows = {
      {"ten", {{0s, 10, go}}},
      {"eleven", {{0s, 11, wait}}},
      {"ten one by one, and one more", {{0s, 5, go}, {500ms, 5, go}, {1999ms, 1, wait}}},
      {"ten, and ten later", {{0s, 10, go}, {2s, 10, go}}},
      {"a few all the time",
       {{0s, 4, go}, {1s, 4, go}, {2s, 6, go}, {3s, 4, go}, {3500ms, 1, wait}}},
      {"none", {{0s, 0, go}, {0s, 10, go}, {0s, 0, go}}},
      {"a burst and its end",
       {{0s, 50, wait}, {1s, 50, wait}, {2999ms, 1, wait}, {4999ms, 101, go}}},
      {"one after a burst is another", {{0s, 50, wait}, {2s, 50, go}, {2001ms, 1, wait}}},
      {"one long after a burst", {{0s, 50, wait}, {2s, 50, go}, {4s, 1, go}}},
      {"nothing that counts disturbs a burst", {{0s, 50, wait}, {1s, 0, go}, {2s, 50, go}}},
      {"few wait while many do", {{0s, 50, wait}, {1s, 1, wait}}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    RemovalPace pace;
    for (const Ask& ask : row.asks) {
      CAPTURE(ask.when.count());
      CHECK(pace.ask(ask.leaves, kNoon + ask.when) == ask.verdict);
    }
  }
}

TEST_CASE("removals that never end are judged after thirty seconds") {
  RemovalPace pace;
  CHECK_FALSE(pace.ready_at());
  for (auto when = 0s; when < 30s; when += 1s) CHECK(pace.ask(11, kNoon + when) == wait);
  CHECK(pace.ready_at() == kNoon + 30s);
  CHECK(pace.ask(300, kNoon + 30s) == go);
  CHECK_FALSE(pace.ready_at());
}

TEST_CASE("a slow emptying loses ten leaves in two seconds at most, and then none") {
  RemovalPace pace;
  int gone = 0;
  for (auto when = 0ms; when < 10s; when += 100ms) gone += pace.ask(1, kNoon + when) == go ? 1 : 0;
  CHECK(gone == 10);
}

TEST_CASE("a full pass takes over what waits") {
  RemovalPace pace;
  static_cast<void>(pace.ask(50, kNoon));
  pace.clear();
  CHECK_FALSE(pace.ready_at());
  CHECK(pace.ask(3, kNoon) == go);
}
