#include "core/decide/guard.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/units.h"

namespace lockstep {
namespace {

constexpr unsigned kDefaultPercent = 50;
// A replica of fewer leaves and fewer bytes than this may be emptied, and a folder of other files
// may lose as much in a first pass: somebody is trying things out. Few files can be worth much (ten
// films, three disk images), so the bytes count by themselves.
constexpr std::uint64_t kWorthKeeping = 10;
constexpr std::uint64_t kBytesWorthKeeping = 64ULL * 1024 * 1024;

std::uint64_t share(std::uint64_t entries, unsigned percent) {
  return entries / 100 * percent + entries % 100 * percent / 100;
}

bool source_was_emptied(const GuardInput& input) {
  const bool worth_keeping =
      input.replica_leaves >= kWorthKeeping || input.replica_bytes >= kBytesWorthKeeping;
  return input.source_entries == 0 && worth_keeping && input.removals > 0 &&
         !input.allow_empty_source && !input.approved_empty_source;
}

bool is_foreign(const GuardInput& input) {
  const std::uint64_t entries =
      input.first_pass ? input.removals + input.newer_replaced : input.foreign;
  const std::uint64_t bytes =
      input.first_pass ? input.removed_bytes + input.newer_bytes : input.foreign_bytes;
  return (entries > kWorthKeeping || bytes > kBytesWorthKeeping) && !input.limit.chosen_now &&
         !input.approve && !input.approved_first_pass;
}

const char* foreign_folders(const GuardInput& input) {
  return input.first_pass ? "this is the first pass into this folder"
                          : "some folders could not be looked into before";
}

// True when mounts were approved and more would go than the approval told: what lies below mounts
// was not looked at when they were held.
bool is_more_than_told(const GuardInput& input) {
  return input.approved_mounts && !input.approve &&
         input.removals > input.approved_removals.value_or(0) + kWorthKeeping;
}

bool is_over_limit(const GuardInput& input, std::uint64_t limit) {
  if (input.approve || input.removals == 0) return false;
  if (input.approved_removals && input.removals <= *input.approved_removals) return false;
  return input.removals + input.recent_removals > limit;
}

std::string entries(std::uint64_t count) {
  return fmt::format("{} {}", format_count(count), count == 1 ? "entry" : "entries");
}

std::string removals(std::uint64_t count) {
  return fmt::format("{} {}", format_count(count), count == 1 ? "removal" : "removals");
}

// "; for example: a, b, c ('lockstep plan' shows all)"
std::string examples(const GuardInput& input) {
  if (input.examples.empty()) return {};
  return fmt::format("; for example: {} ({} shows all)", fmt::join(input.examples, ", "),
                     input.release.show_all);
}

}  // namespace

std::uint64_t removal_limit(const RemovalLimit& limit, std::uint64_t replica_entries) {
  if (limit.count) return *limit.count;
  if (limit.percent) return share(replica_entries, *limit.percent);
  return std::max(kWorthKeeping, share(replica_entries, kDefaultPercent));
}

GuardVerdict judge(const GuardInput& input) {
  GuardVerdict verdict;
  verdict.asked = true;
  verdict.newer_replaced = input.newer_replaced;
  const std::uint64_t limit = removal_limit(input.limit, input.replica_entries);

  if (source_was_emptied(input)) {
    verdict.hold_removals = true;
    verdict.empty_source = true;
    verdict.reasons.push_back(fmt::format(
        "the source is empty and {} ({}) would be removed; {} lets that happen{}",
        entries(input.removals), format_bytes(input.removed_bytes), input.release.empty_source,
        examples(input)));
  }
  if (is_foreign(input)) {
    verdict.hold_removals = true;
    verdict.hold_replacements = true;
    verdict.first_pass = true;
    verdict.reasons.push_back(fmt::format(
        "{}, and {} would be removed and {} newer replaced ({}); {} lets that happen{}",
        foreign_folders(input), entries(input.removals), format_count(input.newer_replaced),
        format_bytes(input.removed_bytes + input.newer_bytes), input.release.approve,
        examples(input)));
  } else if (is_more_than_told(input)) {
    verdict.hold_removals = true;
    verdict.reasons.push_back(
        fmt::format("with the mounts that were approved {} would be removed; {} lets them "
                    "through{}",
                    entries(input.removals), input.release.approve, examples(input)));
  } else if (is_over_limit(input, limit)) {
    verdict.hold_removals = true;
    const auto recent =
        input.recent_removals == 0
            ? std::string()
            : fmt::format(" (with {} within the last hour)", format_count(input.recent_removals));
    verdict.reasons.push_back(fmt::format(
        "{}{} {} more than the limit of {}; {} lets {} through{}", removals(input.removals), recent,
        input.removals == 1 ? "is" : "are", format_count(limit), input.release.approve,
        input.removals == 1 ? "it" : "them", examples(input)));
  }
  if (!input.lost_mounts.empty() && !input.approve) {
    verdict.reasons.push_back(
        fmt::format("another volume was mounted there and is not any more: {}; nothing below is "
                    "changed; mount it again, or, if it is gone for good, {} lets it go",
                    fmt::join(input.lost_mounts, ", "), input.release.approve));
  }
  if (!input.changed_mounts.empty() && !input.approve) {
    verdict.reasons.push_back(
        fmt::format("in the replica another volume was mounted, or is not mounted any more, since "
                    "the last pass: {}; nothing below is changed; undo that, or, if it is meant, "
                    "{} accepts it",
                    fmt::join(input.changed_mounts, ", "), input.release.approve));
  }
  return verdict;
}

}  // namespace lockstep
