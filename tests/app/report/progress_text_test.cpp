#include <doctest/doctest.h>

#include "app/report/progress_line.h"

using namespace lockstep;

TEST_CASE("the progress line shows files, bytes, rate and remaining time") {
  ProgressSample now;
  now.phase = Progress::Phase::applying;
  now.files_done = 1'204;
  now.files_planned = 5'310;
  now.bytes_done = 1024 * 1024;
  now.bytes_planned = 20 * 1024 * 1024;
  CHECK(progress_text(now, 1024.0 * 1024, "", 100) ==
        "Copying 5%, 1,204 of 5,310 files, 1.0 MiB of 20.0 MiB, 1.0 MiB/s, 19 s left");
  CHECK(progress_text(now, 1024.0, "", 100).ends_with(", 1.0 KiB/s, 5:24:16 left"));
  CHECK(progress_text(now, std::nullopt, "", 100) ==
        "Copying 5%, 1,204 of 5,310 files, 1.0 MiB of 20.0 MiB");
  CHECK(progress_text(now, 0.0, "docs", 100) ==
        "[docs] Copying 5%, 1,204 of 5,310 files, 1.0 MiB of 20.0 MiB");
  now.grows = true;
  CHECK(progress_text(now, 1024.0 * 1024, "", 100).ends_with(", at least 19 s left"));
}

TEST_CASE("on a narrow terminal the least important parts go, and nothing is cut in two") {
  ProgressSample now;
  now.phase = Progress::Phase::applying;
  now.files_done = 1'204;
  now.files_planned = 5'310;
  now.bytes_done = 1024 * 1024;
  now.bytes_planned = 20 * 1024 * 1024;
  CHECK(progress_text(now, 1024.0 * 1024, "", 56) ==
        "Copying 5%, 1.0 MiB of 20.0 MiB, 1.0 MiB/s, 19 s left");
  CHECK(progress_text(now, 1024.0 * 1024, "", 43) == "Copying 5%, 1.0 MiB of 20.0 MiB, 19 s left");
  CHECK(progress_text(now, 1024.0 * 1024, "", 40) == "Copying 5%, 19 s left");
}

TEST_CASE("the plan may grow while it is worked on, and is never less than what is done") {
  ProgressSample now;
  now.phase = Progress::Phase::applying;
  now.files_done = 3;
  CHECK(progress_text(now, std::nullopt, "", 80) == "Copying 100%, 3 of 3 files, 0 B of 0 B");
  now.files_planned = 4;
  CHECK(progress_text(now, std::nullopt, "", 80) == "Copying 75%, 3 of 4 files, 0 B of 0 B");
}

TEST_CASE("contents that are compared are counted, too") {
  ProgressSample now;
  now.phase = Progress::Phase::comparing;
  now.entries_scanned = 12'345;
  now.bytes_compared = 3ULL * 1024 * 1024 * 1024;
  CHECK(progress_text(now, 1024.0 * 1024, "", 80) ==
        "Comparing, 12,345 entries, 3.0 GiB read, 1.0 MiB/s");
}

TEST_CASE("a job that rests says how current the replica is and when it looks again") {
  const auto now = std::chrono::steady_clock::time_point(std::chrono::hours(1));
  Rest rest{.job = "", .state = "No changes", .as_of = {}, .next = now + std::chrono::seconds(42)};
  const std::string text = rest_text(rest, now, 80);
  CHECK(text.starts_with("No changes as of "));
  CHECK(text.ends_with(":00; next pass in 42 s"));
  CHECK(rest_text(rest, now + std::chrono::seconds(50), 80).ends_with("; next pass now"));
  CHECK(rest_text(rest, now, 30).ends_with(":00"));
  rest.job = "docs";
  CHECK(rest_text(rest, now, 80).starts_with("[docs] No changes as of "));
}

TEST_CASE("a job that follows every change looks again at no time that anybody need know") {
  const std::chrono::steady_clock::time_point now;
  Rest rest{.job = "", .state = "No changes", .as_of = {}, .next = std::nullopt};
  const std::string text = rest_text(rest, now, 80);
  CHECK(text.starts_with("Live: no changes as of "));
  CHECK(text.ends_with(":00"));
  rest.job = "docs";
  rest.state = "2 problems";
  CHECK(rest_text(rest, now, 80).starts_with("[docs] Live: 2 problems as of "));
  CHECK(rest_text(rest, now, 12) == "[docs] Live");
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
  CHECK(progress_text(now, std::nullopt, "", 80) == "Removing 50%, 1 of 2 entries");
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
