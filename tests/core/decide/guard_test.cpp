#include "core/decide/guard.h"

#include <doctest/doctest.h>

namespace lockstep {
namespace {

struct Asked {
  GuardQuestion question;
  GuardTerms terms;
};

GuardVerdict judge(const Asked& asked) { return judge(asked.question, asked.terms); }

Asked with(std::uint64_t removals, std::uint64_t replica_entries = 0) {
  Asked input;
  input.question.removals.entries = removals;
  input.question.totals.replica_entries = replica_entries;
  input.question.totals.replica_leaves = replica_entries;
  input.question.totals.source_entries = 1;
  return input;
}

bool holds(const Asked& input) { return judge(input).hold_removals; }

TEST_CASE("as many removals as the limit pass, one more is held") {
  Asked input = with(3, 100);
  input.terms.limit.count = 3;
  CHECK(!holds(input));
  input.question.removals.entries = 4;
  CHECK(holds(input));
  CHECK(judge(input).reasons.size() == 1);
  CHECK(!judge(input).hold_replacements);
}

TEST_CASE("a limit of nothing holds the first removal, and lets a pass without removals go") {
  Asked input = with(0, 100);
  input.terms.limit.count = 0;
  CHECK(judge(input).go());
  input.question.recent_removals = 5;
  CHECK(judge(input).go());
  input.question.removals.entries = 1;
  CHECK(holds(input));
}

TEST_CASE("a limit in percent is a share of the replica's entries, rounded down") {
  Asked input = with(1, 19);
  input.terms.limit.percent = 10;
  CHECK(!holds(input));
  input.question.removals.entries = 2;
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
  Asked input = with(1, 3);
  input.question.first_pass = true;
  input.question.removals.bytes = kLimit;
  CHECK(!holds(input));
  input.question.removals.bytes = kLimit + 1;
  CHECK(holds(input));
  CHECK(judge(input).first_pass);

  input.question.removals.bytes = kLimit;
  input.question.newer.entries = 1;
  input.question.newer.bytes = 1;
  CHECK(holds(input));
  CHECK(judge(input).hold_replacements);

  // Once a pass was let through into the folder its files are the source's.
  input.question.first_pass = false;
  CHECK(!holds(input));
  input.question.foreign.bytes = kLimit + 1;
  CHECK(holds(input));
}

TEST_CASE("an emptied source may not empty a replica of one large file") {
  constexpr std::uint64_t kLimit = 64ULL * 1024 * 1024;
  Asked input = with(1, 1);
  input.question.totals.source_entries = 0;
  input.question.totals.replica_bytes = kLimit - 1;
  CHECK(judge(input).go());
  input.question.totals.replica_bytes = kLimit;
  CHECK(holds(input));
  CHECK(judge(input).empty_source);
}

TEST_CASE("a hold names what releases it where it happened, examples, and what shows all") {
  Asked input = with(1, 100);
  input.terms.limit.count = 0;
  input.question.examples = {"a", "b/c"};
  CHECK(judge(input).reasons.front() ==
        "1 removal is more than the limit of 0; --approve lets it through; for example: a, b/c "
        "('lockstep plan' shows all)");
  input.terms.release = {.approve = "'lockstep approve photos'",
                   .empty_source = "'lockstep approve photos --empty'",
                   .show_all = "'lockstep plan --job photos'"};
  input.question.removals.entries = 5'231;
  input.terms.limit.count = 1'000;
  CHECK(judge(input).reasons.front() ==
        "5,231 removals are more than the limit of 1,000; 'lockstep approve photos' lets them "
        "through; for example: a, b/c ('lockstep plan --job photos' shows all)");
  input.question.totals.source_entries = 0;
  CHECK(judge(input).reasons.front().find("'lockstep approve photos --empty'") !=
        std::string::npos);
}

TEST_CASE("what is printed in full has no examples, and names no command that prints it") {
  Asked input = with(11, 100);
  input.terms.limit.count = 10;
  input.question.examples = {"a", "b/c"};
  input.terms.release.show_all.clear();
  CHECK(judge(input).reasons.front() ==
        "11 removals are more than the limit of 10; --approve lets them through");
}

TEST_CASE("a hold of a first pass tells what would be lost, and nothing of what would not") {
  Asked input = with(11, 100);
  input.question.first_pass = true;
  CHECK(judge(input).reasons.front() ==
        "this is the first pass into this folder, and 11 entries would be removed; --approve lets "
        "that happen");
  input.question.newer = {.entries = 1, .bytes = 2048};
  CHECK(judge(input).reasons.front() ==
        "this is the first pass into this folder, and 11 entries would be removed and 1 newer one "
        "replaced (2.0 KiB); --approve lets that happen");
  input.question.removals = {};
  input.question.newer.entries = 12;
  CHECK(judge(input).reasons.front() ==
        "this is the first pass into this folder, and 12 newer entries would be replaced (2.0 "
        "KiB); --approve lets that happen");
}

TEST_CASE("a first pass may remove ten leaves, not eleven") {
  Asked input = with(10, 100);
  input.question.first_pass = true;
  CHECK(judge(input).go());
  input.question.removals.entries = 11;
  CHECK(holds(input));
  CHECK(judge(input).hold_replacements);
  CHECK(judge(input).first_pass);
}

TEST_CASE("what a first pass would replace although it is newer counts as well") {
  Asked input = with(6, 100);
  input.question.first_pass = true;
  input.question.newer.entries = 4;
  CHECK(judge(input).go());
  input.question.newer.entries = 5;
  CHECK(holds(input));
  CHECK(judge(input).newer_replaced == 5);
}

TEST_CASE("approval or a limit given by the user lets a first pass through") {
  Asked input = with(500, 1'000);
  input.question.first_pass = true;
  CHECK(holds(input));
  Asked approved = input;
  approved.terms.approve = true;
  CHECK(judge(approved).go());
  Asked limited = input;
  limited.terms.limit.count = 500;
  CHECK_FALSE(judge(limited).go());  // a number in a configuration was chosen for another day
  limited.terms.limit.chosen_now = true;
  CHECK(judge(limited).go());
  limited.question.removals.entries = 501;
  CHECK(holds(limited));
  CHECK(!judge(limited).first_pass);
  Asked asked = input;
  asked.terms.approved = Held{.removals = 500, .first_pass = true};
  CHECK(judge(asked).go());
  asked.question.removals.entries = 501;
  CHECK(judge(asked).first_pass);
}

TEST_CASE("an emptied source may empty a replica of nine leaves, not of ten") {
  Asked input = with(9, 9);
  input.question.totals.source_entries = 0;
  CHECK(judge(input).go());
  input = with(10, 10);
  input.question.totals.source_entries = 0;
  CHECK(holds(input));
  CHECK(judge(input).empty_source);
  Asked meant = input;
  meant.terms.allow_empty_source = true;
  CHECK(judge(meant).go());
  meant = input;
  meant.terms.approved = Held{.removals = 10, .empty_source = true};
  CHECK(judge(meant).go());
  // --approve is about numbers; that the source is empty is another question.
  meant = input;
  meant.terms.approve = true;
  CHECK(holds(meant));
}

TEST_CASE("an emptied source is held for one reason, and lets everything go once that is meant") {
  Asked input = with(20, 20);
  input.question.totals.source_entries = 0;
  // What lets through many removals would not let through these.
  CHECK(judge(input).reasons.size() == 1);
  CHECK(judge(input).reasons.front() ==
        "the source is empty and 20 entries would be removed; --allow-empty-source lets that "
        "happen");
  Asked meant = input;
  meant.terms.allow_empty_source = true;
  CHECK(judge(meant).go());
  // Half of the replica is nothing that was said, ten are.
  meant.terms.limit.count = 10;
  CHECK(holds(meant));
  // If something is left in the source, the option is no word about the rest.
  meant.terms.limit = {};
  meant.question.totals.source_entries = 1;
  CHECK(holds(meant));
}

TEST_CASE("many small passes within an hour are no way round the limit") {
  Asked input = with(4, 100);
  input.terms.limit.count = 10;
  input.question.recent_removals = 6;
  CHECK(!holds(input));
  input.question.recent_removals = 7;
  CHECK(holds(input));
}

TEST_CASE("an approval lets through at most what the last hold reported") {
  Asked input = with(50, 100);
  input.terms.limit.count = 10;
  input.terms.approved = Held{.removals = 50};
  CHECK(!holds(input));
  input.question.removals.entries = 51;
  CHECK(holds(input));
}

TEST_CASE("a lost mount is a reason of its own, and other removals go on") {
  Asked input = with(2, 100);
  input.question.lost_mounts = {"photos"};
  CHECK(!judge(input).go());
  CHECK(!holds(input));
  CHECK(judge(input).reasons.front().find("photos") != std::string::npos);
  input.terms.approve = true;
  CHECK(judge(input).go());
}

}  // namespace
}  // namespace lockstep
