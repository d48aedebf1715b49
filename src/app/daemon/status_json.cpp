#include "app/daemon/status_json.h"

#include <chrono>
#include <cmath>

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

constexpr Choice<LiveState> kLiveStates[] = {{"off", LiveState::off},
                                             {"catching_up", LiveState::catching_up},
                                             {"live", LiveState::live},
                                             {"partial", LiveState::partial},
                                             {"polling", LiveState::polling}};

Json time_json(const OptionalTime& time) { return time ? Json(utc_text(*time)) : Json(nullptr); }

Json summary_of(const JobStatus& job, std::size_t problems) {
  if (!job.last) return nullptr;
  PassSummary summary = *job.last;
  if (summary.problems.size() > problems) summary.problems.resize(problems);
  Json json = Json::parse(summary_json(summary, job.name, {job.source, job.replica}));
  for (const char* known : {"job", "source", "replica"}) json.erase(known);
  return json;
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(printable_for_json(text));
}

// Returns the number of such units, exact to the thousandth.
template <typename Unit>
double in_units(std::chrono::nanoseconds time) {
  return std::round(std::chrono::duration<double, typename Unit::period>(time).count() * 1000) /
         1000;
}

Json watch_json(const LiveStatus& watch) {
  using std::chrono::milliseconds;
  Json json;
  json["state"] = choice_text(watch.state, kLiveStates).front();
  json["how"] = text_or_null(watch.how);
  json["reason"] = text_or_null(watch.reason);
  json["folders"] = {{"watched", watch.watched}, {"all", watch.folders}};
  const Json oldest =
      watch.oldest ? Json(in_units<std::chrono::seconds>(*watch.oldest)) : Json(nullptr);
  json["waiting"] = {{"names", watch.waiting}, {"oldest_seconds", oldest}};
  json["lag_ms"] = nullptr;
  if (const auto& lag = watch.lag) {
    json["lag_ms"] = {{"last", in_units<milliseconds>(lag->last)},
                      {"median", in_units<milliseconds>(lag->median)},
                      {"p99", in_units<milliseconds>(lag->p99)}};
  }
  json["events"] = watch.events;
  json["losses"] = watch.losses;
  json["last_full"] = time_json(watch.last_full);
  json["next_full"] = time_json(watch.next_full);
  return json;
}

Json job_json(const JobStatus& job, std::size_t problems) {
  Json json;
  json["name"] = printable_for_json(job.name);
  json["source"] = printable_for_json(job.source);
  json["replica"] = printable_for_json(job.replica);
  json["state"] = choice_text(job.state, kStates).front();
  json["watch"] = watch_json(job.watch);
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
    // This problem is no entry's: it says why the pass could not begin.
    if (problem.at("operation") == "start") {
      summary.unavailable = problem.at("error");
      continue;
    }
    summary.problems.push_back({problem.at("path"), problem.at("operation"), problem.at("error")});
  }
  // The written number counts that one, too.
  if (!summary.unavailable.empty() && summary.problem_count > 0) --summary.problem_count;
  return summary;
}

std::string read_text(const Json& json) {
  return json.is_null() ? std::string() : json.get<std::string>();
}

// Reads a number of such units.
template <typename Unit>
std::chrono::nanoseconds read_duration(const Json& json) {
  return std::chrono::round<std::chrono::nanoseconds>(
      std::chrono::duration<double, typename Unit::period>(json.get<double>()));
}

LiveStatus read_watch(const Json& json) {
  using std::chrono::milliseconds;
  LiveStatus watch;
  watch.state =
      read_choice(json.at("state").get<std::string>(), kLiveStates).value_or(watch.state);
  watch.how = read_text(json.at("how"));
  watch.reason = read_text(json.at("reason"));
  watch.watched = json.at("folders").at("watched");
  watch.folders = json.at("folders").at("all");
  watch.waiting = json.at("waiting").at("names");
  if (const Json& oldest = json.at("waiting").at("oldest_seconds"); !oldest.is_null())
    watch.oldest = read_duration<std::chrono::seconds>(oldest);
  if (const Json& lag = json.at("lag_ms"); !lag.is_null()) {
    watch.lag = LiveLag{.last = read_duration<milliseconds>(lag.at("last")),
                        .median = read_duration<milliseconds>(lag.at("median")),
                        .p99 = read_duration<milliseconds>(lag.at("p99"))};
  }
  watch.events = json.at("events");
  watch.losses = json.at("losses");
  watch.last_full = read_time(json.at("last_full"));
  watch.next_full = read_time(json.at("next_full"));
  return watch;
}

JobStatus read_job(const Json& json) {
  JobStatus job;
  job.name = json.at("name");
  job.source = json.at("source");
  job.replica = json.at("replica");
  job.state = read_choice(json.at("state").get<std::string>(), kStates).value_or(job.state);
  job.last_start = read_time(json.at("last_start"));
  job.next_start = read_time(json.at("next_start"));
  if (const Json& progress = json.at("progress"); !progress.is_null()) {
    job.files_done = progress.at("files");
    job.bytes_done = progress.at("bytes");
    job.bytes_planned = progress.at("bytes_planned");
  }
  job.last = read_summary(json.at("last"));
  // A service that was started before an update does not send this field.
  if (const auto watch = json.find("watch"); watch != json.end()) job.watch = read_watch(*watch);
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
