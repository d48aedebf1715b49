#include "core/live/lag.h"

#include <vector>

#include <doctest/doctest.h>

using namespace lockstep;
using namespace std::chrono_literals;

namespace {

const Moment kNoon = Moment() + 12h;

}  // namespace

TEST_CASE("lags are told as the last, the median, and what 99 of 100 need") {
  struct Row {
    std::vector<std::chrono::nanoseconds> lags;
    Lag::Numbers numbers;
  };
  std::vector<std::chrono::nanoseconds> hundred(99, 900us);
  hundred.push_back(70ms);
  std::vector<std::chrono::nanoseconds> two_of_hundred(98, 900us);
  two_of_hundred.resize(100, 70ms);
  for (const Row& row : std::vector<Row>{
           {{0ns}, {0us, 0us, 0us}},
           {{1ns}, {1us, 1us, 1us}},
           {{-5ms}, {0us, 0us, 0us}},
           {{900us}, {900us, 900us, 900us}},
           {{2us, 2us, 3us}, {3us, 2us, 3us}},
           {{1ms, 3ms, 5ms}, {5ms, 4096us, 5ms}},
           {hundred, {70ms, 1024us, 1024us}},
           {two_of_hundred, {70ms, 1024us, 70ms}},
           {{48h}, {48h, 48h, 48h}},
       }) {
    Lag lag;
    for (const auto each : row.lags) lag.add(each, kNoon);
    const auto numbers = lag.numbers(kNoon).value();
    CHECK(numbers.last.count() == row.numbers.last.count());
    CHECK(numbers.median.count() == row.numbers.median.count());
    CHECK(numbers.most.count() == row.numbers.most.count());
  }
}

TEST_CASE("lags count for an hour") {
  Lag lag;
  CHECK_FALSE(lag.numbers(kNoon));
  lag.add(1s, kNoon);
  lag.add(8us, kNoon + 30min);
  CHECK(lag.numbers(kNoon + 59min)->most == 1s);
  CHECK(lag.numbers(kNoon + 60min)->most == 8us);
  CHECK_FALSE(lag.numbers(kNoon + 90min));
  // Minutes of later hours take the places of the first.
  lag.add(16us, kNoon + 2h);
  CHECK(lag.numbers(kNoon + 2h)->most == 16us);
}
