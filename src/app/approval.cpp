#include "app/approval.h"

#include <fmt/format.h>

#include "app/canonical_path.h"
#include "app/record_store.h"
#include "base/nearest.h"
#include "base/printable.h"
#include "platform/file_by_path.h"

namespace lockstep {
namespace {

Result<std::string> find_replica(const Settings& settings, const std::string& target) {
  std::vector<std::string_view> names;
  for (const JobSettings& job : settings.jobs) {
    if (job.name == target) return job.replica;
    names.push_back(job.name);
  }
  if (path_kind(target) == PathKind::folder) return target;
  std::string sentence =
      fmt::format("neither a job nor a folder is called '{}'", printable(target));
  if (const auto meant = nearest(target, names))
    sentence += fmt::format("; did you mean '{}'?", *meant);
  return failure(ErrorKind::not_found, sentence);
}

}  // namespace

Result<std::string> request_approval(const Settings& settings, const std::string& target,
                                     EmptySource empty_source) {
  auto replica = find_replica(settings, target);
  if (!replica) return replica;
  auto canonical = canonical_path(*replica);
  if (!canonical) return canonical;
  RecordStore records(settings.service.state_folder);
  const auto left =
      records.request_approval(*canonical, empty_source == EmptySource::may_empty_the_replica);
  if (!left) return failure(left.error());
  return *replica;
}

}  // namespace lockstep
