#include "app/config/config_warnings.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/config/canonical_path.h"
#include "platform/disk/file_by_path.h"

namespace lockstep {
namespace {

using Jobs = std::vector<JobSettings>;

// Returns whether `next` mirrors on what `job` writes.
bool feeds(const JobSettings& job, const JobSettings& next) {
  return path_below(next.source, job.replica) || path_below(job.replica, next.source);
}

// Returns the jobs of a ring that begins with `path`, each feeding the next and the last one the
// first. All of them must come after the first in `jobs`, so that each ring is found once.
std::optional<std::vector<std::size_t>> ring_from(const Jobs& jobs, std::vector<std::size_t> path,
                                                  std::vector<bool>& visited) {
  for (std::size_t next = path.front(); next < jobs.size(); ++next) {
    if (!feeds(jobs[path.back()], jobs[next])) continue;
    if (next == path.front()) return path;
    if (visited[next]) continue;
    visited[next] = true;
    std::vector<std::size_t> longer = path;
    longer.push_back(next);
    if (auto ring = ring_from(jobs, std::move(longer), visited)) return ring;
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> warnings_of(const Settings& settings) {
  Jobs jobs;
  std::ranges::copy_if(settings.jobs, std::back_inserter(jobs), &JobSettings::enabled);
  std::vector<std::string> warnings;
  for (const JobSettings& job : jobs) {
    if (path_kind(job.source) != PathKind::folder) {
      warnings.push_back(fmt::format(
          "job '{}': the source '{}' is no folder that is there now; the job waits for it",
          job.name, job.source));
    }
  }
  for (std::size_t first = 0; first < jobs.size(); ++first) {
    std::vector<bool> visited(jobs.size(), false);
    const auto ring = ring_from(jobs, {first}, visited);
    if (!ring) continue;
    std::vector<std::string> names;
    for (const std::size_t index : *ring) names.push_back(jobs[index].name);
    names.push_back(jobs[first].name);
    warnings.push_back(
        fmt::format("the jobs {} mirror in a ring: what is removed in one of their folders is "
                    "removed in all",
                    fmt::join(names, " -> ")));
  }
  return warnings;
}

}  // namespace lockstep
