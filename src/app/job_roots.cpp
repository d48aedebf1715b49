#include "app/job_roots.h"

#include <fmt/format.h>

#include "app/canonical_path.h"
#include "app/event_lines.h"
#include "app/policy_builder.h"
#include "platform/roots.h"

namespace lockstep {
namespace {

using Refused = std::optional<Obstacle>;

Obstacle unavailable(std::string reason) { return {PassResult::unavailable, std::move(reason)}; }
Obstacle broken(const Error& error) { return {PassResult::error, error.message()}; }

SecurityDescriptors descriptors(const JobSettings& job) {
  return job.security_descriptors ? SecurityDescriptors::included : SecurityDescriptors::left_out;
}

std::string not_a_folder(const char* which, const std::string& path) {
  return fmt::format("the {} '{}' is not a folder", which, path);
}

Refused open_source(const JobSettings& job, JobRoots& roots) {
  auto source = open_root(job.source, descriptors(job));
  if (!source) {
    const Error& error = source.error();
    if (error.kind() == ErrorKind::not_found) return unavailable(missing_source_text(job.source));
    if (error.kind() == ErrorKind::not_a_directory) {
      return unavailable(not_a_folder("source", job.source));
    }
    return unavailable(error.within("open the source", job.source).message());
  }
  roots.source = std::move(*source);
  return std::nullopt;
}

Refused name_roots(const JobSettings& job, JobRoots& roots) {
  auto source = canonical_path(job.source);
  if (!source) return unavailable(source.error().message());
  auto replica = canonical_path(job.replica);
  if (!replica) return unavailable(replica.error().message());
  roots.canonical_source = std::move(*source);
  roots.canonical_replica = std::move(*replica);
  return std::nullopt;
}

Refused check_overlap(const JobSettings& job, const JobRoots& roots) {
  const auto finding = find_overlap(job.source, job.replica);
  if (!finding) {
    // The source is open already, so it can only be the other one.
    if (finding.error().kind() == ErrorKind::not_a_directory) {
      return unavailable(not_a_folder("replica", job.replica));
    }
    return unavailable(finding.error().within("compare the folders").message());
  }
  switch (finding->kind) {
    case Overlap::none:
      return std::nullopt;
    case Overlap::same:
      return unavailable(fmt::format("the source '{}' and the replica '{}' are the same folder",
                                     job.source, job.replica));
    case Overlap::source_in_replica:
      return unavailable(
          fmt::format("the source '{}' lies in the replica '{}'", job.source, job.replica));
    case Overlap::replica_in_source:
      if (excludes_folder(roots.policy.filter, RelativePath(finding->inner))) return std::nullopt;
      return unavailable(fmt::format(
          "the replica '{}' lies in the source '{}'; --exclude '/{}/' would leave it out",
          job.replica, job.source, finding->inner));
  }
  return std::nullopt;
}

Refused read_records(const JobSettings& job, const RecordStore& records, JobRoots& roots) {
  const auto reverse = records.load(roots.canonical_replica, roots.canonical_source);
  if (!reverse) return broken(reverse.error());
  if (*reverse) {
    return unavailable(fmt::format(
        "the arguments look swapped: '{}' is on record as the replica of '{}'; if it shall become "
        "the "
        "source, remove '{}'",
        job.source, job.replica, records.file_of(roots.canonical_replica, roots.canonical_source)));
  }
  auto record = records.load(roots.canonical_source, roots.canonical_replica);
  if (!record) return broken(record.error());
  roots.record = std::move(*record);
  return std::nullopt;
}

// Could a new folder in a folder of volume `parent` lie on the volume `recorded`? Where a volume
// has no persistent identity, the text says whether the root is a mount point, and a new folder is
// none.
bool could_be(const std::string& parent, const std::string& recorded) {
  constexpr std::string_view kMounted = ":mounted";
  if (parent == recorded) return true;
  if (!parent.ends_with(kMounted)) return false;
  return parent.substr(0, parent.size() - kMounted.size()) + ":folder" == recorded;
}

// Nothing may be created in the empty mount point of a replica whose volume is not there.
Refused check_volume_of_missing(const JobSettings& job, const JobRoots& roots) {
  if (!roots.record || roots.record->replica_volume.empty() || roots.policy.approve)
    return std::nullopt;
  const auto parent = nearest_existing(job.replica);
  if (!parent) return unavailable(parent.error().message());
  const auto folder = open_root(*parent);
  if (!folder) return unavailable(folder.error().within("open", *parent).message());
  const auto volume = (*folder)->volume();
  if (!volume)
    return unavailable(volume.error().within("examine the volume of", *parent).message());
  if (could_be(volume->identity, roots.record->replica_volume)) return std::nullopt;
  return unavailable(
      fmt::format("the replica '{}' does not exist, and its volume {} is not there: '{}' is on {}; "
                  "nothing was written; "
                  "run with --approve if the replica shall begin anew there",
                  job.replica, roots.record->replica_volume, *parent, volume->identity));
}

Refused open_replica(const JobSettings& job, MissingReplica missing, JobRoots& roots) {
  auto replica = open_root(job.replica, descriptors(job));
  if (!replica && replica.error().kind() == ErrorKind::not_found) {
    if (auto refused = check_volume_of_missing(job, roots)) return refused;
    if (missing == MissingReplica::accept) {
      const auto above = nearest_existing(job.replica);
      if (above) roots.above_replica = open_root(*above).value_or(nullptr);
      return std::nullopt;
    }
    const auto created = create_folders(job.replica);
    if (!created) {
      return unavailable(created.error().within("create the replica", job.replica).message());
    }
    roots.created_folders = *created;
    replica = open_root(job.replica, descriptors(job));
  }
  if (!replica) {
    if (replica.error().kind() == ErrorKind::not_a_directory) {
      return unavailable(not_a_folder("replica", job.replica));
    }
    return unavailable(replica.error().within("open the replica", job.replica).message());
  }
  roots.replica = std::move(*replica);
  return std::nullopt;
}

std::vector<std::string> canonical_paths(const std::vector<std::string>& paths) {
  std::vector<std::string> canonical;
  canonical.reserve(paths.size());
  for (const std::string& path : paths) canonical.push_back(canonical_path(path).value_or(path));
  return canonical;
}

}  // namespace

tl::expected<JobRoots, Obstacle> open_job_roots(const JobSettings& job, const RecordStore& records,
                                                const std::vector<std::string>& own_paths,
                                                MissingReplica missing) {
  JobRoots roots;
  if (auto refused = open_source(job, roots)) return tl::unexpected(std::move(*refused));
  if (auto refused = name_roots(job, roots)) return tl::unexpected(std::move(*refused));
  auto policy =
      make_policy(job, roots.canonical_source, roots.canonical_replica, canonical_paths(own_paths));
  if (!policy) return tl::unexpected(broken(policy.error()));
  roots.policy = std::move(*policy);
  if (auto refused = check_overlap(job, roots)) return tl::unexpected(std::move(*refused));
  if (auto refused = read_records(job, records, roots)) return tl::unexpected(std::move(*refused));
  if (auto refused = open_replica(job, missing, roots)) return tl::unexpected(std::move(*refused));
  return roots;
}

}  // namespace lockstep
