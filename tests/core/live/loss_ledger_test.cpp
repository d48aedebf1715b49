#include "core/live/loss_ledger.h"

#include <string>

#include <doctest/doctest.h>

using namespace lockstep;
using namespace std::chrono_literals;

namespace {

const Moment kNoon = Moment() + 12h;

RelativePath leaf(int number) { return RelativePath("build/" + std::to_string(number) + ".o"); }

}  // namespace

TEST_CASE("what is removed is lost for an hour") {
  LossLedger ledger;
  for (int each = 0; each < 100; ++each) ledger.removed(leaf(each), kNoon + each * 10s);
  CHECK(ledger.lost(kNoon + 1000s) == 100);
  CHECK(ledger.lost(kNoon + 1h) == 100);
  CHECK(ledger.lost(kNoon + 1h + 1min) == 94);
  CHECK(ledger.lost(kNoon + 2h) == 0);
}

TEST_CASE("a slow removal is as much a loss as a fast one") {
  LossLedger ledger;
  for (int each = 0; each < 1'000; ++each) ledger.removed(leaf(each), kNoon + each * 3s);
  CHECK(ledger.lost(kNoon + 50min) == 1'000);
}

TEST_CASE("what is built and cleaned ten times is no loss") {
  LossLedger ledger;
  Moment now = kNoon;
  SUBCASE("if it was made within the hour") {
    for (int round = 0; round < 10; ++round) {
      for (int each = 0; each < 500; ++each) ledger.made(leaf(each), now);
      now += 3min;
      CHECK_FALSE(ledger.would_count(leaf(7), now));
      for (int each = 0; each < 500; ++each) ledger.removed(leaf(each), now);
      CHECK(ledger.lost(now) == 0);
      now += 3min;
    }
  }
  SUBCASE("if it stood before, it is lost once, and given back") {
    for (int round = 0; round < 10; ++round) {
      CHECK(ledger.would_count(leaf(7), now));
      for (int each = 0; each < 500; ++each) ledger.removed(leaf(each), now);
      CHECK(ledger.lost(now) == 500);
      now += 3min;
      for (int each = 0; each < 500; ++each) ledger.made(leaf(each), now);
      CHECK(ledger.lost(now) == 0);
      now += 3min;
    }
  }
}

TEST_CASE("what was made more than an hour ago counts when it goes") {
  LossLedger ledger;
  ledger.made(leaf(1), kNoon);
  ledger.made(leaf(2), kNoon + 10min);
  const Moment later = kNoon + 1h;
  CHECK(ledger.would_count(leaf(1), later));
  CHECK_FALSE(ledger.would_count(leaf(2), later));
  ledger.removed(leaf(1), later);
  ledger.removed(leaf(2), later);
  CHECK(ledger.lost(later) == 1);
}

TEST_CASE("a renamed leaf is no loss, and new under its new name if it was new") {
  LossLedger ledger;
  ledger.made(leaf(1), kNoon);
  ledger.renamed(leaf(1), leaf(2), kNoon);
  ledger.renamed(leaf(3), leaf(4), kNoon);
  CHECK(ledger.lost(kNoon) == 0);
  CHECK_FALSE(ledger.would_count(leaf(2), kNoon));
  CHECK(ledger.would_count(leaf(1), kNoon));
  CHECK(ledger.would_count(leaf(4), kNoon));
  SUBCASE("and gives back what was lost there") {
    ledger.removed(leaf(5), kNoon);
    ledger.renamed(leaf(4), leaf(5), kNoon);
    CHECK(ledger.lost(kNoon) == 0);
  }
}

TEST_CASE("losses past the bound are counted, and so is what was made past it") {
  LossLedger ledger(3);
  for (int each = 0; each < 10; ++each) ledger.removed(leaf(each), kNoon + each * 1min);
  CHECK(ledger.lost(kNoon + 10min) == 10);
  for (int each = 0; each < 10; ++each) ledger.made(leaf(each), kNoon + 10min);
  CHECK(ledger.lost(kNoon + 10min) == 7);
  CHECK(ledger.lost(kNoon + 1h + 6min) == 4);
  CHECK(ledger.lost(kNoon + 3h) == 0);
  for (int each = 0; each < 10; ++each) ledger.made(leaf(each), kNoon + 3h);
  for (int each = 0; each < 10; ++each) ledger.removed(leaf(each), kNoon + 3h);
  CHECK(ledger.lost(kNoon + 3h) == 7);
  CHECK(ledger.lost(kNoon + 30h) == 0);
}

TEST_CASE("losses that were approved are forgotten, but not what is new") {
  LossLedger ledger(1);
  ledger.made(leaf(3), kNoon);
  ledger.removed(leaf(1), kNoon);
  ledger.removed(leaf(2), kNoon);
  ledger.forget();
  CHECK(ledger.lost(kNoon) == 0);
  CHECK_FALSE(ledger.would_count(leaf(3), kNoon));
}

TEST_CASE("a name that was made does not vouch for another leaf that was renamed to it") {
  LossLedger ledger;
  ledger.made(leaf(1), kNoon);
  ledger.renamed(leaf(2), leaf(1), kNoon);
  CHECK(ledger.would_count(leaf(1), kNoon));
  ledger.made(leaf(3), kNoon);
  ledger.forget_made(leaf(3));
  CHECK(ledger.would_count(leaf(3), kNoon));
}

TEST_CASE("leaves of which no path is known are only counted") {
  LossLedger ledger;
  ledger.count(7, kNoon);
  CHECK(ledger.lost(kNoon + 30min) == 7);
  CHECK(ledger.lost(kNoon + 2h) == 0);
}
