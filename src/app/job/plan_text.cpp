#include "app/job/plan_text.h"

#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/report/difference.h"
#include "base/printable.h"
#include "base/units.h"

namespace lockstep {
namespace {

std::string show_path(const std::string& path) { return path.empty() ? "." : printable(path); }

void add(std::vector<std::string>& parts, std::uint64_t count, std::string_view what) {
  if (count > 0) parts.push_back(fmt::format("{} to {}", format_count(count), what));
}

// Returns "12 to create, 3 to update, 1 to remove, 4.2 MiB to copy".
std::string counts(const PlanOutcome& outcome) {
  const PassSummary& summary = outcome.summary;
  std::uint64_t bytes = 0;
  for (const PlannedOperation& operation : outcome.operations) bytes += operation.bytes;
  std::vector<std::string> parts;
  add(parts, summary.created.total(), "create");
  add(parts, summary.updated_files, "update");
  add(parts, summary.updated_metadata, "repair in metadata");
  add(parts, summary.renamed, "rename");
  add(parts, summary.removed.total(), "remove");
  if (bytes > 0) parts.push_back(format_bytes(bytes) + " to copy");
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string compared(const PassSummary& summary) {
  return fmt::format("{} {} compared in {}", format_count(summary.scanned_entries),
                     summary.scanned_entries == 1 ? "entry" : "entries",
                     format_seconds(summary.seconds));
}

std::string closing_line(const PlanOutcome& outcome, Preview what) {
  const PassSummary& summary = outcome.summary;
  if (summary.result == PassResult::cancelled) return "Interrupted: this is not all";
  const std::string doubt =
      summary.problem_count == 0
          ? ""
          : fmt::format(", {} could not be looked at", format_count(summary.problem_count));
  if (what == Preview::verify) {
    const std::size_t differences = outcome.operations.size();
    if (differences == 0) {
      return fmt::format("{}: {}{}",
                         doubt.empty() ? "The replica equals the source" : "No difference found",
                         compared(summary), doubt);
    }
    return fmt::format("{} {}: {}{}", format_count(differences),
                       differences == 1 ? "difference" : "differences", compared(summary), doubt);
  }
  if (outcome.operations.empty())
    return fmt::format("Nothing to do: {}{}", compared(summary), doubt);
  return fmt::format("Planned: {}{}", counts(outcome), doubt);
}

}  // namespace

std::string operation_line(const PlannedOperation& operation, Preview what) {
  std::string line =
      (what == Preview::verify ? difference_name(operation) : operation_name(operation)) + " ";
  if (!operation.from.empty()) line += show_path(operation.from) + " -> ";
  line += show_path(operation.path);
  std::vector<std::string> notes;
  if (operation.bytes > 0) notes.push_back(format_bytes(operation.bytes));
  const std::string reason =
      what == Preview::verify ? difference_reason(operation) : operation.reason;
  if (!reason.empty()) notes.push_back(printable(reason));
  if (!notes.empty()) line += fmt::format(" ({})", fmt::join(notes, ", "));
  return line;
}

std::string preview_text(const PlanOutcome& outcome, Preview what, const std::string& job) {
  const std::string front = job.empty() ? "" : fmt::format("[{}] ", printable(job));
  std::string text;
  for (const PlannedOperation& operation : outcome.operations)
    text += front + operation_line(operation, what) + "\n";
  for (const std::string& reason : outcome.summary.held.reasons) {
    text += fmt::format("{}A sync would be held: {}\n", front, printable(reason));
  }
  return text + front + closing_line(outcome, what) + "\n";
}

}  // namespace lockstep
