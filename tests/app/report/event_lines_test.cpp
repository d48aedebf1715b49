#include "app/report/event_lines.h"

#include <doctest/doctest.h>

using namespace lockstep;

namespace {

const RootPaths kRoots{"/s", "/r"};

std::string said(EventKind kind, const std::string& path, const std::string& reason = {},
                 const std::string& from = {}) {
  Event event{.kind = kind};
  event.path = path;
  event.reason = reason;
  event.from = from;
  return line_for(event, kRoots).message;
}

std::string ended(const PassSummary& summary) {
  std::string text;
  for (const LogLine& line : summary_lines(summary, kRoots)) {
    text += std::string(name_of(line.level)) + " " + line.message + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("every event has the line of the contract") {
  CHECK(said(EventKind::created_replica_root, "") == "Created replica folder: /r");
  CHECK(said(EventKind::created_folder, "d") == "Created folder: /s/d -> /r/d");
  CHECK(said(EventKind::copied_file, "d/f", "new") == "Copied file: /s/d/f -> /r/d/f");
  CHECK(said(EventKind::updated_file, "f", "content") == "Updated file: /s/f -> /r/f (content)");
  CHECK(said(EventKind::updated_metadata, "f", "mtime, mode") ==
        "Updated metadata: /s/f -> /r/f (mtime, mode)");
  CHECK(said(EventKind::updated_metadata, "", "mtime") == "Updated metadata: /s -> /r (mtime)");
  CHECK(said(EventKind::renamed, "new", "", "old") == "Renamed: /r/old -> /r/new");
  CHECK(said(EventKind::created_link, "l") == "Created link: /s/l -> /r/l");
  CHECK(said(EventKind::removed_file, "x") == "Removed file: /r/x");
  CHECK(said(EventKind::removed_folder, "d") == "Removed folder: /r/d");
  CHECK(said(EventKind::notice, "", "Owners are left out") == "Owners are left out");
  CHECK(said(EventKind::skipped, "f", "it vanished") == "Skipped: /s/f (it vanished)");
}

TEST_CASE("a problem names what, which path on its own side, and the system's reason") {
  const Error error(ErrorKind::permission_denied, "Permission denied", 13);
  Event event{.kind = EventKind::problem};
  event.path = "d/f";
  event.operation = "copy";
  event.error = &error;
  event.on_source = true;
  LogLine line = line_for(event, kRoots);
  CHECK(line.message == "Error during synchronization: copy '/s/d/f': Permission denied");
  CHECK(line.level == LogLevel::error);
  CHECK(line.error == "Permission denied");
  event.on_source = false;
  CHECK(line_for(event, kRoots).message ==
        "Error during synchronization: copy '/r/d/f': Permission denied");
}

TEST_CASE("a pass that changed something counts it, in the words of the contract") {
  PassSummary summary;
  summary.created.files = 12;
  summary.updated_files = 3;
  summary.removed.files = 1;
  summary.copied_bytes = 4'404'019;
  summary.seconds = 0.31;
  CHECK(ended(summary) ==
        "info Synchronization complete: 12 copied, 3 updated, 1 removed, 4.2 MiB in 0.31 s\n");
  summary.created.directories = 1;
  summary.created.links = 2;
  summary.removed.directories = 1;
  summary.renamed = 5'231;
  CHECK(counts_text(summary) ==
        "12 copied, 3 updated, 1 removed, 5,231 renamed, 1 folder created, 2 links created, 1 "
        "folder removed, "
        "4.2 MiB in 0.31 s");
}

TEST_CASE("idle, problems, hold and obstacles have their own endings") {
  PassSummary summary;
  CHECK(ended(summary) == "info Synchronization complete, no changes occurred\n");

  summary.result = PassResult::problems;
  summary.problem_count = 2;
  CHECK(ended(summary) ==
        "warning Synchronization complete with 2 problems: no changes occurred\n");

  summary.result = PassResult::held;
  summary.problem_count = 0;
  summary.held.reasons = {
      "5,231 removals are more than the limit of 1,000; --approve lets them through"};
  CHECK(ended(summary) ==
        "warning Synchronization held: 5,231 removals are more than the limit of 1,000; --approve "
        "lets them through\n");
  summary.created.files = 1;
  summary.seconds = 0.5;
  CHECK(ended(summary).ends_with(
      "info Synchronization complete but for what is held: 1 copied in 0.50 s\n"));

  PassSummary missing;
  missing.result = PassResult::unavailable;
  missing.unavailable = missing_source_text("/s");
  CHECK(ended(missing) == "error Source folder path '/s' does not exist.\n");
  missing.unavailable = "lock the replica '/r': No locks available";
  CHECK(ended(missing) ==
        "error Error during synchronization: lock the replica '/r': No locks available\n");
}
