#include "core/decide/guard.h"

#include <doctest/doctest.h>

namespace lockstep {
namespace {

GuardInput with(std::uint64_t removals, std::uint64_t replica_entries = 0) {
  GuardInput input;
  input.removals = removals;
  input.replica_entries = replica_entries;
  input.replica_leaves = replica_entries;
  input.source_entries = 1;
  return input;
}

bool holds(const GuardInput& input) { return judge(input).hold_removals; }

TEST_CASE("as many removals as the limit pass, one more is held") {
  GuardInput input = with(3, 100);
  input.limit.count = 3;
  CHECK(!holds(input));
  input.removals = 4;
  CHECK(holds(input));
  CHECK(judge(input).reasons.size() == 1);
  CHECK(!judge(input).hold_replacements);
}

TEST_CASE("a limit of nothing holds the first removal, and lets a pass without removals go") {
  GuardInput input = with(0, 100);
  input.limit.count = 0;
  CHECK(judge(input).go());
  input.recent_removals = 5;
  CHECK(judge(input).go());
  input.removals = 1;
  CHECK(holds(input));
}

TEST_CASE("a limit in percent is a share of the replica's entries, rounded down") {
  GuardInput input = with(1, 19);
  input.limit.percent = 10;
  CHECK(!holds(input));
  input.removals = 2;
  CHECK(holds(input));
  CHECK(removal_limit({.count = {}, .percent = 100U}, 7) == 7);
  CHECK(removal_limit({.count = {}, .percent = 0U}, 7) == 0);
  constexpr std::uint64_t kMany = 18'000'000'000'000'000'000ULL;
  CHECK(removal_limit({.count = {}, .percent = 50U}, kMany) == kMany / 2);
}

TEST_CASE("without a limit half the replica may go, and ten leaves of a small one") {
  CHECK(!holds(with(10, 12)));
  CHECK(holds(with(11, 12)));
  CHECK(!holds(with(10, 20)));
  CHECK(holds(with(998, 999)));
  CHECK(!holds(with(5'000, 10'000)));
  CHECK(holds(with(5'001, 10'000)));
}

TEST_CASE("a few large files are worth as much as many small ones in a first pass") {
  constexpr std::uint64_t kLimit = 64ULL * 1024 * 1024;
  GuardInput input = with(1, 3);
  input.first_pass = true;
  input.removed_bytes = kLimit;
  CHECK(!holds(input));
  input.removed_bytes = kLimit + 1;
  CHECK(holds(input));
  CHECK(judge(input).first_pass);

  input.removed_bytes = kLimit;
  input.newer_replaced = 1;
  input.newer_bytes = 1;
  CHECK(holds(input));
  CHECK(judge(input).hold_replacements);

  // Once a pass was let through into the folder its files are the source's.
  input.first_pass = false;
  CHECK(!holds(input));
  input.foreign_bytes = kLimit + 1;
  CHECK(holds(input));
}

TEST_CASE("an emptied source may not empty a replica of one large file") {
  constexpr std::uint64_t kLimit = 64ULL * 1024 * 1024;
  GuardInput input = with(1, 1);
  input.source_entries = 0;
  input.replica_bytes = kLimit - 1;
  CHECK(judge(input).go());
  input.replica_bytes = kLimit;
  CHECK(holds(input));
  CHECK(judge(input).empty_source);
}

TEST_CASE("a hold names what releases it where it happened, examples, and what shows all") {
  GuardInput input = with(1, 100);
  input.limit.count = 0;
  input.examples = {"a", "b/c"};
  CHECK(judge(input).reasons.front() ==
        "1 removal is more than the limit of 0; --approve lets it through; for example: a, b/c "
        "('lockstep plan' shows all)");
  input.release = {.approve = "'lockstep approve photos'",
                   .empty_source = "'lockstep approve photos --empty'",
                   .show_all = "'lockstep plan --job photos'"};
  input.removals = 5'231;
  input.limit.count = 1'000;
  CHECK(judge(input).reasons.front() ==
        "5,231 removals are more than the limit of 1,000; 'lockstep approve photos' lets them "
        "through; for example: a, b/c ('lockstep plan --job photos' shows all)");
  input.source_entries = 0;
  CHECK(judge(input).reasons.front().find("'lockstep approve photos --empty'") !=
        std::string::npos);
}

TEST_CASE("a first pass may remove ten leaves, not eleven") {
  GuardInput input = with(10, 100);
  input.first_pass = true;
  CHECK(judge(input).go());
  input.removals = 11;
  CHECK(holds(input));
  CHECK(judge(input).hold_replacements);
  CHECK(judge(input).first_pass);
}

TEST_CASE("what a first pass would replace although it is newer counts as well") {
  GuardInput input = with(6, 100);
  input.first_pass = true;
  input.newer_replaced = 4;
  CHECK(judge(input).go());
  input.newer_replaced = 5;
  CHECK(holds(input));
  CHECK(judge(input).newer_replaced == 5);
}

TEST_CASE("approval or a limit given by the user lets a first pass through") {
  GuardInput input = with(500, 1'000);
  input.first_pass = true;
  CHECK(holds(input));
  GuardInput approved = input;
  approved.approve = true;
  CHECK(judge(approved).go());
  GuardInput limited = input;
  limited.limit.count = 500;
  CHECK_FALSE(judge(limited).go());  // a number in a configuration was chosen for another day
  limited.limit.chosen_now = true;
  CHECK(judge(limited).go());
  limited.removals = 501;
  CHECK(holds(limited));
  CHECK(!judge(limited).first_pass);
  GuardInput asked = input;
  asked.approved_first_pass = true;
  CHECK(judge(asked).go());
}

TEST_CASE("an emptied source may empty a replica of nine leaves, not of ten") {
  GuardInput input = with(9, 9);
  input.source_entries = 0;
  CHECK(judge(input).go());
  input = with(10, 10);
  input.source_entries = 0;
  CHECK(holds(input));
  CHECK(judge(input).empty_source);
  GuardInput meant = input;
  meant.allow_empty_source = true;
  CHECK(judge(meant).go());
  meant = input;
  meant.approved_empty_source = true;
  CHECK(judge(meant).go());
  // --approve is about numbers; that the source is empty is another question.
  meant = input;
  meant.approve = true;
  CHECK(holds(meant));
}

TEST_CASE("many small passes within an hour are no way round the limit") {
  GuardInput input = with(4, 100);
  input.limit.count = 10;
  input.recent_removals = 6;
  CHECK(!holds(input));
  input.recent_removals = 7;
  CHECK(holds(input));
}

TEST_CASE("an approval lets through at most what the last hold reported") {
  GuardInput input = with(50, 100);
  input.limit.count = 10;
  input.approved_removals = 50;
  CHECK(!holds(input));
  input.removals = 51;
  CHECK(holds(input));
}

TEST_CASE("a lost mount is a reason of its own, and other removals go on") {
  GuardInput input = with(2, 100);
  input.lost_mounts = {"photos"};
  CHECK(!judge(input).go());
  CHECK(!holds(input));
  CHECK(judge(input).reasons.front().find("photos") != std::string::npos);
  input.approve = true;
  CHECK(judge(input).go());
}

}  // namespace
}  // namespace lockstep
