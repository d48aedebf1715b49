#include "app/config/config_check.h"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "app/config/canonical_path.h"
#include "app/config/job_overlap.h"
#include "app/config/policy_builder.h"
#include "base/printable.h"
#include "core/model/filter.h"

namespace lockstep {
namespace {

// Returns whether `inner` is a part of `outer` that this job works on, or all of it.
bool reaches(const JobSettings& job, const std::string& outer, const std::string& inner) {
  if (outer.empty() || inner.empty()) return false;  // a missing folder has its own finding
  const auto below = path_below(outer, inner);
  const auto filter = Filter::parse(job.patterns);
  return below && !(filter && excludes_folder(*filter, *below));
}

void check_job(const JobSettings& job, const JobPlace& place, Findings& findings) {
  if (!job.source.empty() && job.source == job.replica) {
    findings.add(place.replica, "source and replica are the same folder");
  } else if (reaches(job, job.source, job.replica)) {
    findings.add(place.replica,
                 "the replica lies inside its own source; exclude it or choose another");
  } else if (reaches(job, job.replica, job.source)) {
    findings.add(place.source, "the source lies inside its own replica; choose another");
  }
}

void check_pair(const ReplicaPlace& earlier, const ReplicaPlace& later, const JobPlace& place,
                Findings& findings) {
  const std::string& name = later.job->name;
  if (!name.empty() && earlier.job->name == name) {
    findings.add(place.name, fmt::format("a job above is called '{}' too", printable(name)));
  }
  if (later.job->replica.empty()) return;
  if (auto conflict = replica_conflict(earlier, later))
    findings.add(place.replica, std::move(*conflict));
}

}  // namespace

void check_jobs(const ConfigDraft& draft, Findings& findings) {
  const auto& jobs = draft.settings.jobs;
  if (jobs.empty()) findings.add({}, "it has no [[job]]: there is nothing to mirror");
  std::vector<ReplicaPlace> replicas;
  replicas.reserve(jobs.size());
  for (std::size_t later = 0; later < jobs.size(); ++later) {
    check_job(jobs[later], draft.places[later], findings);
    replicas.push_back(replica_place(jobs[later]));
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      check_pair(replicas[earlier], replicas[later], draft.places[later], findings);
    }
  }
}

}  // namespace lockstep
