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

bool source_was_emptied(const GuardQuestion& question, const GuardTerms& terms) {
  const Totals& totals = question.totals;
  const bool worth_keeping =
      totals.replica_leaves >= kWorthKeeping || totals.replica_bytes >= kBytesWorthKeeping;
  const bool approved =
      terms.allow_empty_source || (terms.approved && terms.approved->empty_source);
  const Loss removed = question.removals + question.short_lived;
  return totals.source_entries == 0 && worth_keeping && removed.entries > 0 && !approved;
}

// True if as much was approved for a first pass as this one would cost.
bool is_approved_first_pass(const GuardQuestion& question, const GuardTerms& terms) {
  return terms.approved && terms.approved->first_pass &&
         question.removals.entries <= terms.approved->removals &&
         question.newer.entries <= terms.approved->newer;
}

bool is_foreign(const GuardQuestion& question, const GuardTerms& terms) {
  const Loss loss = question.first_pass ? question.removals + question.newer : question.foreign;
  return (loss.entries > kWorthKeeping || loss.bytes > kBytesWorthKeeping) &&
         !terms.limit.chosen_now && !terms.approve && !is_approved_first_pass(question, terms);
}

const char* foreign_folders(const GuardQuestion& question) {
  return question.first_pass ? "this is the first pass into this folder"
                             : "some folders could not be looked into before";
}

// True if mounts were approved and more would go than the approval told: entries below mounts were
// not looked at when the pass was held.
bool is_more_than_told(const GuardQuestion& question, const GuardTerms& terms) {
  return terms.approved && terms.approved->any_mounts() && !terms.approve &&
         question.removals.entries > terms.approved->removals + kWorthKeeping;
}

bool is_over_limit(const GuardQuestion& question, const GuardTerms& terms, std::uint64_t limit) {
  const std::uint64_t removals = question.removals.entries;
  if (terms.approve || removals == 0) return false;
  if (terms.approved && removals <= terms.approved->removals) return false;
  // Whoever lets an emptied source empty the replica means all of it. A limit that somebody chose
  // is a word against it.
  const bool is_chosen = terms.limit.count || terms.limit.percent;
  if (terms.allow_empty_source && question.totals.source_entries == 0 && !is_chosen) return false;
  return removals + question.recent_removals > limit;
}

std::string entries(std::uint64_t count) {
  return fmt::format("{} {}", format_count(count), count == 1 ? "entry" : "entries");
}

std::string removals(std::uint64_t count) {
  return fmt::format("{} {}", format_count(count), count == 1 ? "removal" : "removals");
}

// Returns " (4.2 MiB)"; nothing if no bytes would be lost.
std::string size(std::uint64_t bytes) {
  return bytes == 0 ? std::string() : fmt::format(" ({})", format_bytes(bytes));
}

// Returns "5,231 entries would be removed and 2 newer ones replaced (4.2 MiB)".
std::string cost(const Loss& removals, const Loss& newer) {
  std::string text;
  if (removals.entries > 0) text = entries(removals.entries) + " would be removed";
  if (newer.entries > 0 && text.empty()) {
    text = fmt::format("{} newer {} would be replaced", format_count(newer.entries),
                       newer.entries == 1 ? "entry" : "entries");
  } else if (newer.entries > 0) {
    text += fmt::format(" and {} newer {} replaced", format_count(newer.entries),
                        newer.entries == 1 ? "one" : "ones");
  }
  return text + size(removals.bytes + newer.bytes);
}

// Returns "; for example: a, b, c ('lockstep plan' shows all)"; nothing if no command is named,
// because everything is printed already.
std::string examples(const GuardQuestion& question, const GuardTerms& terms) {
  if (question.examples.empty() || terms.release.show_all.empty()) return {};
  return fmt::format("; for example: {} ({} shows all)", fmt::join(question.examples, ", "),
                     terms.release.show_all);
}

}  // namespace

std::uint64_t removal_limit(const RemovalLimit& limit, std::uint64_t replica_entries) {
  if (limit.count) return *limit.count;
  if (limit.percent) return share(replica_entries, *limit.percent);
  return std::max(kWorthKeeping, share(replica_entries, kDefaultPercent));
}

GuardVerdict judge(const GuardQuestion& question, const GuardTerms& terms) {
  GuardVerdict verdict;
  verdict.asked = true;
  verdict.newer_replaced = question.newer.entries;
  const std::uint64_t limit = removal_limit(terms.limit, question.totals.replica_entries);
  const std::uint64_t leaves = question.removals.entries;

  if (source_was_emptied(question, terms)) {
    verdict.hold_removals = true;
    verdict.empty_source = true;
    const Loss removed = question.removals + question.short_lived;
    verdict.reasons.push_back(
        fmt::format("the source is empty and {}{} would be removed; {} lets that happen{}",
                    entries(removed.entries), size(removed.bytes), terms.release.empty_source,
                    examples(question, terms)));
  }
  if (is_foreign(question, terms)) {
    verdict.hold_removals = true;
    verdict.hold_replacements = true;
    verdict.first_pass = true;
    verdict.reasons.push_back(fmt::format(
        "{}, and {}; {} lets that happen{}", foreign_folders(question),
        cost(question.removals, question.newer), terms.release.approve,
        examples(question, terms)));
  } else if (is_more_than_told(question, terms)) {
    verdict.hold_removals = true;
    verdict.reasons.push_back(
        fmt::format("with the mounts that were approved {} would be removed; {} lets them "
                    "through{}",
                    entries(leaves), terms.release.approve, examples(question, terms)));
  } else if (!verdict.empty_source && is_over_limit(question, terms, limit)) {
    // That an emptied source removes many entries goes without saying, and what lets these through
    // would not let through the other.
    verdict.hold_removals = true;
    const auto recent = question.recent_removals == 0
                            ? std::string()
                            : fmt::format(" (with {} within the last hour)",
                                          format_count(question.recent_removals));
    verdict.reasons.push_back(fmt::format(
        "{}{} {} more than the limit of {}; {} lets {} through{}", removals(leaves), recent,
        leaves == 1 ? "is" : "are", format_count(limit), terms.release.approve,
        leaves == 1 ? "it" : "them", examples(question, terms)));
  }
  if (!question.lost_mounts.empty() && !terms.approve) {
    verdict.reasons.push_back(
        fmt::format("another volume was mounted there and is not any more: {}; nothing below is "
                    "changed; mount it again, or, if it is gone for good, {} lets it go",
                    fmt::join(question.lost_mounts, ", "), terms.release.approve));
  }
  if (!question.changed_mounts.empty() && !terms.approve) {
    verdict.reasons.push_back(
        fmt::format("in the replica another volume was mounted, or is not mounted any more, since "
                    "the last pass: {}; nothing below is changed; undo that, or, if it is meant, "
                    "{} accepts it",
                    fmt::join(question.changed_mounts, ", "), terms.release.approve));
  }
  return verdict;
}

}  // namespace lockstep
