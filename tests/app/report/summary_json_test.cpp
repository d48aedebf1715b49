#include "app/report/summary_json.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace lockstep;

TEST_CASE("the summary is the object of the contract, in its order") {
  PassSummary summary;
  summary.seconds = 0.3104;
  summary.scanned_entries = 1;
  summary.created = {2, 3, 4, 5};
  summary.problem_count = 0;
  CHECK(
      summary_json(summary, "", {"/s", "/r"}) ==
      R"({"result":"ok","job":null,"source":"/s","replica":"/r","seconds":0.31,)"
      R"("scanned":{"entries":1,"directories":0},)"
      R"("created":{"files":2,"directories":3,"links":4,"specials":5},"updated":{"files":0,"metadata":0},"renamed":0,)"
      R"("removed":{"files":0,"directories":0,"links":0,"specials":0},"hashed":{"files":0,"bytes":0},"copied_bytes":0,)"
      R"("held":{"removals":0,"reasons":[]},"problems":[],"problem_count":0})");
}

TEST_CASE("no name can break the summary, and a literal backslash can be told from an escape") {
  PassSummary summary;
  summary.result = PassResult::problems;
  summary.problems.push_back({"/s/a\"\n\xff\\n", "copy", "No such\tthing", ErrorKind::other});
  const auto json = nlohmann::json::parse(summary_json(summary, "j\xfe", {"/s\\", "/r"}));
  CHECK(json["result"] == "problems");
  CHECK(json["job"] == R"(j\xfe)");
  CHECK(json["source"] == R"(/s\\)");
  CHECK(json["problems"][0]["path"] == R"(/s/a"\n\xff\\n)");
  CHECK(json["problems"][0]["error"] == R"(No such\tthing)");
}

TEST_CASE("a pass that could not begin has one problem that says why") {
  PassSummary summary;
  summary.result = PassResult::locked;
  summary.unavailable = "held by 12";
  const auto json = nlohmann::json::parse(summary_json(summary, "", {"/s", "/r"}));
  CHECK(json["result"] == "locked");
  CHECK(json["problems"].size() == 1);
  CHECK(json["problems"][0]["error"] == "held by 12");
  CHECK(json["problem_count"] == 1);
}

TEST_CASE("a plan has its operations, a rename where it came from") {
  PlanOutcome plan;
  plan.operations.push_back({OperationKind::create, EntryKind::file, "a/b", "", 7, "new"});
  plan.operations.push_back({OperationKind::rename, EntryKind::file, "c", "d", 0, "renamed"});
  const auto json = nlohmann::json::parse(plan_json(plan, "", {"/s", "/r"}));
  CHECK(json["operations"][0].dump() ==
        R"({"bytes":7,"kind":"create_file","path":"a/b","reason":"new"})");
  CHECK(json["operations"][1]["from"] == "d");
}

TEST_CASE("a verification counts what differs by kind and names each difference") {
  PlanOutcome found;
  CHECK(nlohmann::json::parse(verification_json(found, "", {"/s", "/r"}))["result"] == "ok");

  found.operations = {
      {OperationKind::create, EntryKind::file, "a", "", 7, "new"},
      {OperationKind::remove, EntryKind::directory, "b", "", 0, "not in the source"},
      {OperationKind::update, EntryKind::file, "c", "", 7, "content"},
      {OperationKind::update, EntryKind::symlink, "d", "", 0, "content"},
      {OperationKind::repair_metadata, EntryKind::file, "e", "", 0, "mode"}};
  const auto json = nlohmann::json::parse(verification_json(found, "", {"/s", "/r"}));
  CHECK(json["result"] == "different");
  CHECK(json["different"].dump() ==
        R"({"different":2,"extra":1,"metadata":1,"missing":1})");
  CHECK_FALSE(json.contains("created"));
  CHECK_FALSE(json.contains("operations"));
  CHECK(json["differences"][0].dump() ==
        R"({"kind":"missing_file","path":"a","reason":"not in the replica"})");

  // Entries that could not be looked at may differ, too, so the problems are told first.
  found.summary.result = PassResult::problems;
  CHECK(nlohmann::json::parse(verification_json(found, "", {"/s", "/r"}))["result"] == "problems");
}

TEST_CASE("what partial passes did is the same object, marked as live") {
  PassSummary summary;
  summary.created.files = 3;
  const std::string live = live_changes_json(summary, "a", {"/s", "/r"});
  std::string expected = summary_json(summary, "a", {"/s", "/r"});
  expected.insert(expected.size() - 1, ",\"live\":true");
  CHECK(live == expected);
}
