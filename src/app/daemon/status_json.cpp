#include "app/daemon/status_json.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/config/option_values.h"
#include "app/report/summary_json.h"
#include "app/report/utc_time.h"
#include "base/printable.h"

namespace lockstep {
namespace {

using Json = nlohmann::ordered_json;
using OptionalTime = std::optional<std::chrono::system_clock::time_point>;

constexpr Choice<JobState> kStates[] = {{"waiting", JobState::waiting},
                                        {"running", JobState::running},
                                        {"paused", JobState::paused},
                                        {"backing_off", JobState::backing_off}};

Json time_json(const OptionalTime& time) { return time ? Json(utc_text(*time)) : Json(nullptr); }

Json summary_of(const JobStatus& job, std::size_t problems) {
  if (!job.last) return nullptr;
  PassSummary summary = *job.last;
  if (summary.problems.size() > problems) summary.problems.resize(problems);
  Json json = Json::parse(summary_json(summary, job.name, {job.source, job.replica}));
  for (const char* known : {"job", "source", "replica"}) json.erase(known);
  return json;
}

Json job_json(const JobStatus& job, std::size_t problems) {
  Json json;
  json["name"] = printable_for_json(job.name);
  json["source"] = printable_for_json(job.source);
  json["replica"] = printable_for_json(job.replica);
  json["state"] = choice_text(job.state, kStates).front();
  json["last_start"] = time_json(job.last_start);
  json["next_start"] = time_json(job.next_start);
  json["progress"] = nullptr;
  if (job.state == JobState::running) {
    json["progress"] = {
        {"files", job.files_done}, {"bytes", job.bytes_done}, {"bytes_planned", job.bytes_planned}};
  }
  json["last"] = summary_of(job, problems);
  return json;
}

// These throw Json::exception for what is missing or of another type.

OptionalTime read_time(const Json& json) {
  return json.is_null() ? std::nullopt : time_of_utc(json.get<std::string>());
}

KindCounts read_counts(const Json& json) {
  return {json.at("files"), json.at("directories"), json.at("links"), json.at("specials")};
}

std::optional<PassSummary> read_summary(const Json& json) {
  if (json.is_null()) return std::nullopt;
  PassSummary summary;
  const auto result = pass_result_of(json.at("result").get<std::string>());
  summary.result = result.value_or(PassResult::error);
  summary.seconds = json.at("seconds");
  summary.scanned_entries = json.at("scanned").at("entries");
  summary.scanned_directories = json.at("scanned").at("directories");
  summary.created = read_counts(json.at("created"));
  summary.updated_files = json.at("updated").at("files");
  summary.updated_metadata = json.at("updated").at("metadata");
  summary.renamed = json.at("renamed");
  summary.removed = read_counts(json.at("removed"));
  summary.hashed_files = json.at("hashed").at("files");
  summary.hashed_bytes = json.at("hashed").at("bytes");
  summary.copied_bytes = json.at("copied_bytes");
  summary.held.removals = json.at("held").at("removals");
  summary.held.reasons = json.at("held").at("reasons").get<std::vector<std::string>>();
  summary.problem_count = json.at("problem_count");
  for (const Json& problem : json.at("problems")) {
    // This problem is no entry's, and counts as none here: it says why the pass could not begin.
    if (problem.at("operation") == "start") {
      summary.unavailable = problem.at("error");
      if (summary.problem_count > 0) --summary.problem_count;
      continue;
    }
    summary.problems.push_back({problem.at("path"), problem.at("operation"), problem.at("error")});
  }
  return summary;
}

JobStatus read_job(const Json& json) {
  JobStatus job;
  job.name = json.at("name");
  job.source = json.at("source");
  job.replica = json.at("replica");
  static_cast<void>(set_choice(job.state, json.at("state").get<std::string>(), kStates));
  job.last_start = read_time(json.at("last_start"));
  job.next_start = read_time(json.at("next_start"));
  if (const Json& progress = json.at("progress"); !progress.is_null()) {
    job.files_done = progress.at("files");
    job.bytes_done = progress.at("bytes");
    job.bytes_planned = progress.at("bytes_planned");
  }
  job.last = read_summary(json.at("last"));
  return job;
}

}  // namespace

std::string status_json(const DaemonStatus& status, std::size_t problems) {
  Json json;
  json["ok"] = true;
  json["version"] = status.version;
  json["pid"] = status.process_id;
  json["paused"] = status.paused;
  json["needs_restart"] = status.needs_restart;
  json["jobs"] = Json::array();
  for (const JobStatus& job : status.jobs) json["jobs"].push_back(job_json(job, problems));
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<DaemonStatus> status_from_json(const std::string& text) {
  try {
    const Json json = Json::parse(text);
    DaemonStatus status;
    status.version = json.at("version");
    status.process_id = json.at("pid");
    status.paused = json.at("paused");
    // A service that was started before an update does not send this field.
    status.needs_restart = json.value("needs_restart", std::vector<std::string>());
    for (const Json& job : json.at("jobs")) status.jobs.push_back(read_job(job));
    return status;
  } catch (const Json::exception& wrong) {
    return failure(Error(ErrorKind::invalid, wrong.what()).within("status"));
  }
}

}  // namespace lockstep
