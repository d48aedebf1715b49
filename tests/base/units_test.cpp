#include "base/units.h"

#include <limits>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

using namespace lockstep;
using namespace std::chrono_literals;

namespace {

std::string refusal(const Error& error) {
  CHECK(error.kind() == ErrorKind::invalid);
  return error.reason();
}

}  // namespace

TEST_CASE("an interval is seconds or a duration") {
  const auto interval = [](std::string_view text) { return parse_interval(text).value(); };
  CHECK(interval("60") == 60s);
  CHECK(interval("0") == 0s);
  CHECK(interval("007") == 7s);
  CHECK(interval("90s") == 90s);
  CHECK(interval("5m") == 5min);
  CHECK(interval("1h30m") == 90min);
  CHECK(interval("250ms") == 250ms);
  CHECK(interval("1d2h3m4s5ms") == 26h + 3min + 4s + 5ms);
  CHECK(interval("1m500ms") == 60'500ms);
  CHECK(interval("0ms") == 0ms);
  CHECK(interval("36525d") == 36'525 * 24h);
}

TEST_CASE("what is no interval is refused with a sentence") {
  for (const std::string_view text : {"",
                                      " ",
                                      "s",
                                      "ms",
                                      "abc",
                                      "60 ",
                                      " 60",
                                      "1.5s",
                                      "1,5",
                                      "5x",
                                      "5M",
                                      "30m1h",
                                      "1h1h",
                                      "1h30",
                                      "60s60",
                                      "1 h",
                                      "+5",
                                      "0x10",
                                      "1e3",
                                      "5min",
                                      "99999999999999999999",
                                      "99999999999999999999h",
                                      "9223372036854775807",
                                      "36526d",
                                      "36525d1ms",
                                      "18446744073709551615ms",
                                      "--5",
                                      "1h-5m"}) {
    CAPTURE(text);
    const auto interval = parse_interval(text);
    REQUIRE_FALSE(interval);
    CHECK(
        refusal(interval.error()).starts_with("'" + std::string(text) + "' is not an interval: "));
  }
  CHECK(refusal(parse_interval("-5").error()) == "'-5' is not an interval: it can't be negative");
  CHECK(refusal(parse_interval("abc").error()) ==
        "'abc' is not an interval: write seconds (60) or a duration (90s, 5m, 1h30m, 250ms)");
}

TEST_CASE("a size is bytes or a multiple of 1024") {
  const auto size = [](std::string_view text) { return parse_size(text).value(); };
  CHECK(size("0") == 0);
  CHECK(size("4096") == 4096);
  CHECK(size("100B") == 100);
  CHECK(size("20k") == 20 * 1024);
  CHECK(size("20K") == 20 * 1024);
  CHECK(size("10M") == 10 * 1024 * 1024);
  CHECK(size("10MiB") == 10 * 1024 * 1024);
  CHECK(size("1.5G") == 1536ULL * 1024 * 1024);
  CHECK(size("0.5k") == 512);
  CHECK(size("0.001k") == 1);
  CHECK(size("2T") == 2ULL << 40U);
  CHECK(size("3P") == 3ULL << 50U);
  CHECK(size("15.999E") == 18445591152204944769ULL);
  CHECK(size("18446744073709551615") == std::numeric_limits<std::uint64_t>::max());
}

TEST_CASE("what is no size is refused with a sentence") {
  for (const std::string_view text : {"",
                                      "k",
                                      "-1",
                                      "+1",
                                      " 1",
                                      "1 k",
                                      "10MB",
                                      "10kk",
                                      "1.5",
                                      "1.5B",
                                      "1.k",
                                      ".5k",
                                      "1.0001k",
                                      "0x10",
                                      "1e6",
                                      "M10",
                                      "16E",
                                      "18446744073709551616",
                                      "18014398509481984k",
                                      "10Mi",
                                      "10x"}) {
    CAPTURE(text);
    const auto size = parse_size(text);
    REQUIRE_FALSE(size);
    CHECK(refusal(size.error()).starts_with("'" + std::string(text) + "' is not a size: "));
  }
}

TEST_CASE("a limit is a number or a percentage") {
  CHECK(parse_limit("0").value().count == 0);
  CHECK(parse_limit("1000").value().count == 1000);
  CHECK_FALSE(parse_limit("1000").value().percent);
  CHECK(parse_limit("10%").value().percent == 10U);
  CHECK(parse_limit("0%").value().percent == 0U);
  CHECK(parse_limit("100%").value().percent == 100U);
  CHECK_FALSE(parse_limit("10%").value().count);
  for (const std::string_view text :
       {"", "%", "-1", "1k", "10 %", "101%", "1.5%", "99999999999999999999"}) {
    CAPTURE(text);
    const auto limit = parse_limit(text);
    REQUIRE_FALSE(limit);
    CHECK(refusal(limit.error()).starts_with("'" + std::string(text) + "' is not a limit: "));
  }
}

TEST_CASE("bytes are shown in the unit that fits") {
  CHECK(format_bytes(0) == "0 B");
  CHECK(format_bytes(1023) == "1023 B");
  CHECK(format_bytes(1024) == "1.0 KiB");
  CHECK(format_bytes(1536) == "1.5 KiB");
  CHECK(format_bytes(4'404'019) == "4.2 MiB");
  CHECK(format_bytes(1024 * 1024 - 1) == "1.0 MiB");  // never "1024.0 KiB"
  CHECK(format_bytes(std::numeric_limits<std::uint64_t>::max()) == "16.0 EiB");
}

TEST_CASE("counts have thousands separators") {
  CHECK(format_count(0) == "0");
  CHECK(format_count(999) == "999");
  CHECK(format_count(1'000) == "1,000");
  CHECK(format_count(5'231) == "5,231");
  CHECK(format_count(123'456) == "123,456");
  CHECK(format_count(std::numeric_limits<std::uint64_t>::max()) == "18,446,744,073,709,551,615");
}

TEST_CASE("a duration is shown with the digits that matter") {
  CHECK(format_seconds(0) == "0.00 s");
  CHECK(format_seconds(0.312) == "0.31 s");
  CHECK(format_seconds(9.994) == "9.99 s");
  CHECK(format_seconds(9.999) == "10.0 s");
  CHECK(format_seconds(59.94) == "59.9 s");
  CHECK(format_seconds(59.96) == "1 min 0 s");
  CHECK(format_seconds(125) == "2 min 5 s");
  CHECK(format_seconds(3'599.7) == "1 h 0 min");
  CHECK(format_seconds(12'000) == "3 h 20 min");
  CHECK(format_seconds(86'399) == "1 d 0 h");
  CHECK(format_seconds(187'200) == "2 d 4 h");
  CHECK(format_seconds(-1) == "0.00 s");
}
