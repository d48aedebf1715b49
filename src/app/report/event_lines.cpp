#include "app/report/event_lines.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/relative_path.h"
#include "base/units.h"

namespace lockstep {
namespace {

constexpr std::string_view kError = "Error during synchronization: ";

std::string full(const std::string& path, const std::string& root) {
  return RelativePath(path).below(root);
}

// Writes "Copied file: S/f -> R/f".
void mirrored(LogLine& line, const char* what, const Event& event, const RootPaths& roots) {
  line.source = full(event.path, roots.source);
  line.replica = full(event.path, roots.replica);
  line.message = fmt::format("{}: {} -> {}", what, line.source, line.replica);
}

void in_replica(LogLine& line, const char* what, const Event& event, const RootPaths& roots) {
  line.replica = full(event.path, roots.replica);
  line.message = fmt::format("{}: {}", what, line.replica);
}

void append_reason(LogLine& line) {
  if (!line.reason.empty()) line.message.append(" (").append(line.reason).append(")");
}

void describe_problem(LogLine& line, const Event& event, const RootPaths& roots) {
  line.level = LogLevel::error;
  line.reason = event.operation;
  line.error = event.error != nullptr ? event.error->message() : event.reason;
  std::string& side = event.on_source ? line.source : line.replica;
  side = full(event.path, event.on_source ? roots.source : roots.replica);
  line.message = fmt::format("{}{} '{}': {}", kError, event.operation, side, line.error);
}

const char* created_text(EntryKind kind) {
  switch (kind) {
    case EntryKind::fifo:
      return "Created fifo";
    case EntryKind::socket:
      return "Created socket";
    case EntryKind::character_device:
    case EntryKind::block_device:
      return "Created device";
    default:
      return "Created link";
  }
}

// Adds a count that is not zero, with the noun that fits it.
void add(std::vector<std::string>& parts, std::uint64_t count, const char* one, const char* many) {
  if (count > 0)
    parts.push_back(fmt::format("{} {}", format_count(count), count == 1 ? one : many));
}

LogLine ending(const char* event, LogLevel level, std::string message, const RootPaths& roots) {
  LogLine line;
  line.level = level;
  line.event = event;
  line.message = std::move(message);
  line.source = roots.source;
  line.replica = roots.replica;
  return line;
}

std::string problems_text(const PassSummary& summary) {
  return fmt::format(" with {} problem{}", format_count(summary.problem_count),
                     summary.problem_count == 1 ? "" : "s");
}

std::vector<LogLine> held_lines(const PassSummary& summary, const RootPaths& roots) {
  std::vector<LogLine> lines;
  for (const std::string& reason : summary.held.reasons) {
    lines.push_back(ending("held", LogLevel::warning, "Synchronization held: " + reason, roots));
    lines.back().reason = reason;
  }
  if (!summary.changed_nothing() || summary.problem_count > 0) {
    lines.push_back(ending(
        "complete_but_held", LogLevel::info,
        fmt::format("Synchronization complete but for what is held{}: {}",
                    summary.problem_count > 0 ? problems_text(summary) : "", counts_text(summary)),
        roots));
    lines.back().bytes = summary.copied_bytes;
  }
  return lines;
}

LogLine complete_line(const PassSummary& summary, const RootPaths& roots) {
  LogLine line = ending("complete", LogLevel::info, "Synchronization complete", roots);
  if (summary.problem_count > 0) {
    line.level = LogLevel::warning;
    line.message.append(problems_text(summary)).append(": ");
  } else {
    line.message.append(summary.changed_nothing() ? ", " : ": ");
  }
  line.message.append(counts_text(summary));
  line.bytes = summary.copied_bytes;
  return line;
}

LogLine failed_line(const char* event, const PassSummary& summary, const RootPaths& roots) {
  const bool whole = summary.unavailable == missing_source_text(roots.source);
  LogLine line =
      ending(event, LogLevel::error,
             whole ? summary.unavailable : std::string(kError) + summary.unavailable, roots);
  line.error = summary.unavailable;
  return line;
}

}  // namespace

bool tells_what_was_done(EventKind kind) {
  return kind != EventKind::problem && kind != EventKind::skipped && kind != EventKind::notice;
}

LogLine line_for(const Event& event, const RootPaths& roots) {
  LogLine line;
  line.reason = event.reason;
  line.operation = tells_what_was_done(event.kind);
  switch (event.kind) {
    case EventKind::created_replica_root:
      line.event = "created_replica_root";
      in_replica(line, "Created replica folder", event, roots);
      break;
    case EventKind::created_folder:
      line.event = "created_folder";
      mirrored(line, "Created folder", event, roots);
      break;
    case EventKind::copied_file:
      line.event = "copied_file";
      line.bytes = event.bytes;
      mirrored(line, "Copied file", event, roots);
      break;
    case EventKind::updated_file:
      line.event = "updated_file";
      line.bytes = event.bytes;
      mirrored(line, "Updated file", event, roots);
      append_reason(line);
      break;
    case EventKind::updated_metadata:
      line.event = "updated_metadata";
      mirrored(line, "Updated metadata", event, roots);
      append_reason(line);
      break;
    case EventKind::renamed:
      line.event = "renamed";
      line.source = full(event.from, roots.replica);
      line.replica = full(event.path, roots.replica);
      line.message = fmt::format("Renamed: {} -> {}", line.source, line.replica);
      break;
    case EventKind::created_link:
      line.event = "created_link";
      mirrored(line, created_text(event.entry), event, roots);
      break;
    case EventKind::removed_file:
      line.event = "removed_file";
      in_replica(line, "Removed file", event, roots);
      break;
    case EventKind::removed_folder:
      line.event = "removed_folder";
      in_replica(line, "Removed folder", event, roots);
      break;
    case EventKind::skipped:
      line.event = "skipped";
      line.level = LogLevel::warning;
      line.source = full(event.path, roots.source);
      line.message = "Skipped: " + line.source;
      append_reason(line);
      break;
    case EventKind::notice:
      line.event = "notice";
      line.message = event.reason;
      break;
    case EventKind::problem:
      line.event = "problem";
      describe_problem(line, event, roots);
      break;
  }
  return line;
}

std::string counts_text(const PassSummary& summary) {
  if (summary.changed_nothing()) return "no changes occurred";
  std::vector<std::string> parts;
  const KindCounts& created = summary.created;
  const KindCounts& removed = summary.removed;
  add(parts, created.files, "copied", "copied");
  add(parts, summary.updated_files, "updated", "updated");
  add(parts, removed.total() - removed.directories, "removed", "removed");
  add(parts, summary.renamed, "renamed", "renamed");
  add(parts, created.directories, "folder created", "folders created");
  add(parts, created.links, "link created", "links created");
  add(parts, created.specials, "special file created", "special files created");
  add(parts, summary.updated_metadata, "metadata updated", "metadata updated");
  add(parts, removed.directories, "folder removed", "folders removed");
  if (summary.copied_bytes > 0) parts.push_back(format_bytes(summary.copied_bytes));
  return fmt::format("{} in {}", fmt::join(parts, ", "), format_seconds(summary.seconds));
}

std::vector<LogLine> summary_lines(const PassSummary& summary, const RootPaths& roots) {
  switch (summary.result) {
    case PassResult::ok:
    case PassResult::problems:
      return {complete_line(summary, roots)};
    case PassResult::held:
      return held_lines(summary, roots);
    case PassResult::unavailable:
      return {failed_line("unavailable", summary, roots)};
    case PassResult::locked:
      return {failed_line("locked", summary, roots)};
    case PassResult::error:
      return {failed_line("error", summary, roots)};
    case PassResult::cancelled:
      return {ending("cancelled", LogLevel::info,
                     "Synchronization interrupted: " + counts_text(summary), roots)};
  }
  return {};
}

LogLine launched_line() {
  LogLine line;
  line.event = "launched";
  line.message = "Synchronization process launched";
  return line;
}

LogLine stopped_line() {
  LogLine line;
  line.event = "stopped";
  line.message = "Synchronization process stopped";
  return line;
}

std::string missing_source_text(const std::string& source) {
  return fmt::format("Source folder path '{}' does not exist.", source);
}

}  // namespace lockstep
