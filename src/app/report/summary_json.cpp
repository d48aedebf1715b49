#include "app/report/summary_json.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <nlohmann/json.hpp>

#include "app/config/option_values.h"
#include "app/report/difference.h"
#include "base/printable.h"

namespace lockstep {
namespace {

using Json = nlohmann::ordered_json;

Json counts(const KindCounts& counts) {
  return {{"files", counts.files},
          {"directories", counts.directories},
          {"links", counts.links},
          {"specials", counts.specials}};
}

Json problem_json(const std::string& path, const std::string& operation, const std::string& error) {
  return {{"path", printable_for_json(path)},
          {"operation", printable_for_json(operation)},
          {"error", printable_for_json(error)}};
}

Json problems(const PassSummary& summary, const RootPaths& roots) {
  Json list = Json::array();
  for (const Problem& problem : summary.problems) {
    list.push_back(problem_json(problem.path, problem.operation, problem.error));
  }
  if (!summary.unavailable.empty())
    list.push_back(problem_json(roots.source, "start", summary.unavailable));
  return list;
}

Json head(const char* result, const std::string& job, const RootPaths& roots) {
  Json json;
  json["result"] = result;
  json["job"] = job.empty() ? Json(nullptr) : Json(printable_for_json(job));
  json["source"] = printable_for_json(roots.source);
  json["replica"] = printable_for_json(roots.replica);
  return json;
}

void add_scan(Json& json, const PassSummary& summary) {
  json["seconds"] = std::round(summary.seconds * 1000) / 1000;
  json["scanned"] = {{"entries", summary.scanned_entries},
                     {"directories", summary.scanned_directories}};
}

void add_problems(Json& json, const PassSummary& summary, const RootPaths& roots) {
  json["problems"] = problems(summary, roots);
  // The list holds only the first thousand. An obstacle that kept the pass from beginning counts as
  // one, too.
  json["problem_count"] = summary.problem_count + (summary.unavailable.empty() ? 0 : 1);
}

Json to_json(const PassSummary& summary, const std::string& job, const RootPaths& roots) {
  Json json = head(name_of(summary.result), job, roots);
  add_scan(json, summary);
  json["created"] = counts(summary.created);
  json["updated"] = {{"files", summary.updated_files}, {"metadata", summary.updated_metadata}};
  json["renamed"] = summary.renamed;
  json["removed"] = counts(summary.removed);
  json["hashed"] = {{"files", summary.hashed_files}, {"bytes", summary.hashed_bytes}};
  json["copied_bytes"] = summary.copied_bytes;
  json["held"] = {{"removals", summary.held.removals}, {"reasons", Json::array()}};
  for (const std::string& reason : summary.held.reasons) {
    json["held"]["reasons"].push_back(printable_for_json(reason));
  }
  add_problems(json, summary, roots);
  return json;
}

Json operation_json(const PlannedOperation& operation) {
  Json json;
  json["kind"] = operation_name(operation);
  json["path"] = printable_for_json(operation.path);
  if (!operation.from.empty()) json["from"] = printable_for_json(operation.from);
  json["bytes"] = operation.bytes;
  json["reason"] = printable_for_json(operation.reason);
  return json;
}

std::string line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

constexpr Choice<PassResult> kResults[] = {
    {"ok", PassResult::ok},         {"problems", PassResult::problems},
    {"held", PassResult::held},     {"unavailable", PassResult::unavailable},
    {"locked", PassResult::locked}, {"cancelled", PassResult::cancelled},
    {"error", PassResult::error}};

}  // namespace

const char* name_of(PassResult result) {
  const auto* const found = std::find_if(std::begin(kResults), std::end(kResults),
                                         [&](const auto& each) { return each.value == result; });
  return found == std::end(kResults) ? "error" : found->word.data();
}

std::optional<PassResult> pass_result_of(std::string_view name) {
  for (const auto& each : kResults) {
    if (each.word == name) return each.value;
  }
  return std::nullopt;
}

std::string summary_json(const PassSummary& summary, const std::string& job,
                         const RootPaths& roots) {
  return line(to_json(summary, job, roots));
}

std::string live_changes_json(const PassSummary& summary, const std::string& job,
                              const RootPaths& roots) {
  Json json = to_json(summary, job, roots);
  json["live"] = true;
  return line(json);
}

std::string plan_json(const PlanOutcome& plan, const std::string& job, const RootPaths& roots) {
  Json json = to_json(plan.summary, job, roots);
  json["operations"] = Json::array();
  for (const PlannedOperation& operation : plan.operations)
    json["operations"].push_back(operation_json(operation));
  return line(json);
}

std::string verification_json(const PlanOutcome& found, const std::string& job,
                              const RootPaths& roots) {
  const PassSummary& summary = found.summary;
  const bool differs = summary.result == PassResult::ok && !found.operations.empty();
  Json json = head(differs ? "different" : name_of(summary.result), job, roots);
  add_scan(json, summary);
  const DifferenceCounts counts = count_differences(found.operations);
  json["different"] = {{"missing", counts.missing},
                       {"extra", counts.extra},
                       {"different", counts.different},
                       {"metadata", counts.metadata}};
  json["hashed"] = {{"files", summary.hashed_files}, {"bytes", summary.hashed_bytes}};
  add_problems(json, summary, roots);
  json["differences"] = Json::array();
  for (const PlannedOperation& operation : found.operations) {
    json["differences"].push_back({{"kind", difference_name(operation)},
                                   {"path", printable_for_json(operation.path)},
                                   {"reason", printable_for_json(difference_reason(operation))}});
  }
  return line(json);
}

}  // namespace lockstep
