#include "app/config/job_overlap.h"

#include <fmt/format.h>

#include "app/config/canonical_path.h"
#include "app/config/policy_builder.h"
#include "base/printable.h"
#include "core/model/filter.h"

namespace lockstep {
namespace {

// Returns "'/backup'", or "'/backup' (that is '/disk')" if links lead elsewhere.
std::string show_place(const ReplicaPlace& place) {
  std::string text = fmt::format("'{}'", printable(place.job->replica));
  if (place.real != place.job->replica)
    text += fmt::format(" (that is '{}')", printable(place.real));
  return text;
}

std::string shown_name(const ReplicaPlace& place) {
  return fmt::format("'{}'", printable(place.job->name));
}

bool is_excluded(const JobSettings& outer, const RelativePath& inner) {
  const auto filter = Filter::parse(outer.patterns);
  return filter && excludes_folder(*filter, inner);
}

std::string remedy(const ReplicaPlace& outer, const RelativePath& inner) {
  const std::string name = shown_name(outer);
  const bool removes_excluded = outer.job->policy.excluded == ExcludedEntries::remove;
  if (is_excluded(*outer.job, inner))
    return fmt::format("what {} excludes is removed, too: switch off its delete_excluded", name);
  return fmt::format("exclude '/{}/' in {}{}", printable(inner.text()), name,
                     removes_excluded ? " and switch off its delete_excluded" : "");
}

std::optional<std::string> nested(const ReplicaPlace& outer, const ReplicaPlace& inner) {
  // The paths as written count, too: a link on the way may be one that the outer job removes.
  for (const auto& below :
       {path_below(outer.real, inner.real), path_below(outer.job->replica, inner.job->replica)}) {
    if (!below) continue;
    if (outer.job->policy.excluded == ExcludedEntries::keep && is_excluded(*outer.job, *below))
      continue;
    return fmt::format(
        "the replica {} of the job {} lies inside the replica {} of the job {}, which would remove "
        "it; {}, or choose another replica",
        show_place(inner), shown_name(inner), show_place(outer), shown_name(outer),
        remedy(outer, *below));
  }
  return std::nullopt;
}

}  // namespace

ReplicaPlace replica_place(const JobSettings& job) {
  return {&job, canonical_path(job.replica).value_or(job.replica)};
}

std::optional<std::string> replica_conflict(const ReplicaPlace& one, const ReplicaPlace& other) {
  if (one.real == other.real || one.job->replica == other.job->replica) {
    const bool two_names = one.job->replica != other.job->replica;
    return fmt::format(
        "the jobs {} and {} have the same replica {}{}; choose another for one of them",
        shown_name(one), shown_name(other), show_place(one),
        two_names ? " and " + show_place(other) : "");
  }
  if (auto conflict = nested(one, other)) return conflict;
  return nested(other, one);
}

}  // namespace lockstep
