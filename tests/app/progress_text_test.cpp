#include <doctest/doctest.h>

#include "app/progress_line.h"

using namespace lockstep;

TEST_CASE("the progress line shows files, bytes, rate and remaining time") {
  ProgressSample now;
  now.phase = Progress::Phase::applying;
  now.files_done = 1'204;
  now.files_planned = 5'310;
  now.bytes_done = 1024 * 1024;
  now.bytes_planned = 20 * 1024 * 1024;
  CHECK(progress_text(now, 1024.0 * 1024, "", 100) ==
        "Copying 1,204 of 5,310 files, 1.0 MiB of 20.0 MiB, 1.0 MiB/s, 19 s left");
  CHECK(progress_text(now, 1024.0, "", 100).ends_with(", 1.0 KiB/s, 5:24:16 left"));
  CHECK(progress_text(now, std::nullopt, "", 100) ==
        "Copying 1,204 of 5,310 files, 1.0 MiB of 20.0 MiB");
  CHECK(progress_text(now, 0.0, "docs", 100) ==
        "[docs] Copying 1,204 of 5,310 files, 1.0 MiB of 20.0 MiB");
}

TEST_CASE("the plan may grow while it is worked on, and is never less than what is done") {
  ProgressSample now;
  now.phase = Progress::Phase::applying;
  now.files_done = 3;
  CHECK(progress_text(now, std::nullopt, "", 80) == "Copying 3 of 3 files, 0 B of 0 B");
}

TEST_CASE("the other phases say what they are about") {
  ProgressSample now;
  now.entries_scanned = 12'345;
  now.removals_done = 1;
  now.removals_planned = 2;
  CHECK(progress_text(now, std::nullopt, "", 80) == "Starting");
  now.phase = Progress::Phase::comparing;
  CHECK(progress_text(now, std::nullopt, "", 80) == "Comparing, 12,345 entries");
  now.phase = Progress::Phase::removing;
  CHECK(progress_text(now, std::nullopt, "", 80) == "Removing 1 of 2 entries");
}

TEST_CASE("the line leaves the last column free and cuts between characters") {
  ProgressSample now;
  CHECK(progress_text(now, std::nullopt, "", 5) == "Star");
  CHECK(progress_text(now, std::nullopt, "äöü", 5) == "[äöü");
  CHECK(progress_text(now, std::nullopt, "", 0).empty());
}

TEST_CASE("the rate follows the last seconds") {
  RateMeter rate;
  CHECK_FALSE(rate.bytes_per_second());
  for (int second = 1; second <= 10; ++second) {
    rate.add(std::chrono::seconds(second), static_cast<std::uint64_t>(second) * 100);
  }
  REQUIRE(rate.bytes_per_second());
  CHECK(*rate.bytes_per_second() == doctest::Approx(100));
  for (int second = 11; second <= 40; ++second) rate.add(std::chrono::seconds(second), 1000);
  CHECK(*rate.bytes_per_second() < 1);
}
