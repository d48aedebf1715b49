#include "core/guard.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/units.h"

namespace lockstep {
namespace {

constexpr std::uint64_t kDefaultLimit = 1'000;
constexpr unsigned kDefaultPercent = 50;
// A replica with fewer leaves than this may be emptied: somebody is trying things out.
constexpr std::uint64_t kWorthKeeping = 10;

std::uint64_t share(std::uint64_t entries, unsigned percent) {
  return entries / 100 * percent + entries % 100 * percent / 100;
}

bool source_was_emptied(const GuardInput& input) {
  return input.source_entries == 0 && input.replica_leaves >= kWorthKeeping && input.removals > 0 &&
         !input.allow_empty_source && !input.approved_empty_source;
}

bool is_foreign(const GuardInput& input) {
  const std::uint64_t foreign =
      input.first_pass ? input.removals + input.newer_replaced : input.foreign;
  return foreign > kWorthKeeping && !input.limit.chosen_now && !input.approve &&
         !input.approved_first_pass;
}

const char* foreign_folders(const GuardInput& input) {
  return input.first_pass ? "this is the first pass into this folder"
                          : "some folders could not be looked into before";
}

// What lies below mounts was not looked at when they were held: how much of that would go is told
// first.
bool is_more_than_told(const GuardInput& input) {
  return input.approved_mounts && !input.approve &&
         input.removals > input.approved_removals.value_or(0) + kWorthKeeping;
}

bool is_over_limit(const GuardInput& input, std::uint64_t limit) {
  if (input.approve || input.removals == 0) return false;
  if (input.approved_removals && input.removals <= *input.approved_removals) return false;
  return input.removals + input.recent_removals > limit;
}

std::string listed(const std::vector<std::string>& paths) {
  return paths.empty() ? std::string() : fmt::format(" (for example {})", fmt::join(paths, ", "));
}

}  // namespace

std::uint64_t removal_limit(const RemovalLimit& limit, std::uint64_t replica_entries) {
  if (limit.count) return *limit.count;
  if (limit.percent) return share(replica_entries, *limit.percent);
  return std::max(kDefaultLimit, share(replica_entries, kDefaultPercent));
}

GuardVerdict judge(const GuardInput& input) {
  GuardVerdict verdict;
  verdict.asked = true;
  verdict.newer_replaced = input.newer_replaced;
  const std::uint64_t limit = removal_limit(input.limit, input.replica_entries);

  if (source_was_emptied(input)) {
    verdict.hold_removals = true;
    verdict.empty_source = true;
    verdict.reasons.push_back(
        fmt::format("the source is empty and {} entries would be removed; run with "
                    "--allow-empty-source if that is meant",
                    format_count(input.removals)));
  }
  if (is_foreign(input)) {
    verdict.hold_removals = true;
    verdict.hold_replacements = true;
    verdict.first_pass = true;
    verdict.reasons.push_back(fmt::format(
        "{}, and {} entries would be removed and {} newer ones replaced{}; run with --approve to "
        "let that happen",
        foreign_folders(input), format_count(input.removals), format_count(input.newer_replaced),
        listed(input.examples)));
  } else if (is_more_than_told(input)) {
    verdict.hold_removals = true;
    verdict.reasons.push_back(
        fmt::format("with the mounts that were approved {} entries would be removed{}; run with "
                    "--approve to let them through",
                    format_count(input.removals), listed(input.examples)));
  } else if (is_over_limit(input, limit)) {
    verdict.hold_removals = true;
    const auto recent =
        input.recent_removals == 0
            ? std::string()
            : fmt::format(" (with {} within the last hour)", format_count(input.recent_removals));
    verdict.reasons.push_back(fmt::format(
        "{} removals{} are more than the limit of {}; run with --approve to let them through",
        format_count(input.removals), recent, format_count(limit)));
  }
  if (!input.lost_mounts.empty() && !input.approve) {
    verdict.reasons.push_back(
        fmt::format("another volume was mounted there and is not any more: {}; nothing below is "
                    "changed; mount it again, or run "
                    "with --approve if it is gone for good",
                    fmt::join(input.lost_mounts, ", ")));
  }
  if (!input.changed_mounts.empty() && !input.approve) {
    verdict.reasons.push_back(
        fmt::format("in the replica another volume was mounted, or is not mounted any more, since "
                    "the last pass: {}; nothing below is changed; undo that, or run with --approve "
                    "if it is meant",
                    fmt::join(input.changed_mounts, ", ")));
  }
  return verdict;
}

}  // namespace lockstep
