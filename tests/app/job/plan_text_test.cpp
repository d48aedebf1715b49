#include "app/job/plan_text.h"

#include <doctest/doctest.h>

using namespace lockstep;

TEST_CASE("an operation is one line with what it is about") {
  CHECK(operation_line({OperationKind::create, EntryKind::file, "a/b", "", 1200, "new"},
                       Preview::plan) == "create_file a/b (1.2 KiB, new)");
  CHECK(operation_line({OperationKind::rename, EntryKind::file, "new", "old", 0, "renamed"},
                       Preview::plan) == "rename_file old -> new (renamed)");
  CHECK(operation_line({OperationKind::remove, EntryKind::directory, "x", "", 0, ""},
                       Preview::plan) == "remove_folder x");
  CHECK(operation_line({OperationKind::repair_metadata, EntryKind::file, "", "", 0, "mtime"},
                       Preview::plan) == "update_metadata . (mtime)");
  CHECK(operation_line({OperationKind::create, EntryKind::file, "a\nb\x1b", "", 0, ""},
                       Preview::plan) == "create_file a\\nb\\x1b");
}

TEST_CASE("a verification tells what differs, not what would be done about it") {
  CHECK(operation_line({OperationKind::create, EntryKind::file, "a", "", 1200, "new"},
                       Preview::verify) == "missing_file a (1.2 KiB, not in the replica)");
  CHECK(
      operation_line({OperationKind::remove, EntryKind::directory, "x", "", 0, "not in the source"},
                     Preview::verify) == "extra_folder x (not in the source)");
  CHECK(operation_line({OperationKind::update, EntryKind::symlink, "l", "", 0, "content"},
                       Preview::verify) == "different_link l (content)");
  CHECK(operation_line({OperationKind::repair_metadata, EntryKind::file, "f", "", 0, "mode"},
                       Preview::verify) == "different_metadata f (mode)");
}

TEST_CASE("a plan ends with what it comes to") {
  PlanOutcome outcome;
  outcome.summary.scanned_entries = 1234;
  outcome.summary.seconds = 2;
  CHECK(preview_text(outcome, Preview::plan, "")
            .starts_with("Nothing to do: 1,234 entries compared in "));

  outcome.operations = {{OperationKind::create, EntryKind::file, "a", "", 2048, "new"},
                        {OperationKind::remove, EntryKind::file, "b", "", 0, "gone"}};
  outcome.summary.created.files = 1;
  outcome.summary.removed.files = 1;
  CHECK(preview_text(outcome, Preview::plan, "docs") ==
        "[docs] create_file a (2.0 KiB, new)\n[docs] remove_file b (gone)\n"
        "[docs] Planned: 1 to create, 1 to remove, 2.0 KiB to copy\n");
}

TEST_CASE("a plan that would be held says why") {
  PlanOutcome outcome;
  outcome.summary.result = PassResult::held;
  outcome.summary.held.reasons = {"6 removals are more than the limit of 5"};
  outcome.operations = {{OperationKind::remove, EntryKind::file, "b", "", 0, "gone"}};
  CHECK(preview_text(outcome, Preview::plan, "")
            .find("A sync would be held: 6 removals are more than the limit of 5\n") !=
        std::string::npos);
}

TEST_CASE("verify never calls equal what it could not look at") {
  PlanOutcome outcome;
  CHECK(preview_text(outcome, Preview::verify, "").starts_with("The replica equals the source: "));
  outcome.summary.result = PassResult::problems;
  outcome.summary.problem_count = 2;
  const std::string text = preview_text(outcome, Preview::verify, "");
  CHECK(text.starts_with("No difference found: "));
  CHECK(text.find("2 could not be looked at") != std::string::npos);
  outcome.summary.result = PassResult::cancelled;
  CHECK(preview_text(outcome, Preview::verify, "") == "Interrupted: this is not all\n");
}
