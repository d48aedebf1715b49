#include "app/job/approval.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/config/canonical_path.h"
#include "app/config/config.h"
#include "app/job/release_words.h"
#include "base/nearest.h"
#include "base/printable.h"
#include "base/units.h"
#include "core/decide/known_roots.h"
#include "platform/disk/file_by_path.h"
#include "platform/disk/roots.h"

namespace lockstep {
namespace {

std::string entries(std::uint64_t count, const char* one, const char* many) {
  return fmt::format("{} {}", format_count(count), count == 1 ? one : many);
}

// A volume as it lies at a path now. Both are empty if that can't be told.
struct VolumeThere {
  std::string identity;  // Volume::identity
  std::string name;      // label and UUID, as people know them
};

VolumeThere volume_at(const std::string& path) {
  const auto root = open_root(path);
  const auto volume = root ? (*root)->volume() : Result<Volume>(Volume());
  if (!volume || volume->identity.empty()) return {};
  return {volume->identity, (*root)->describe_volume()};
}

// Returns "accept this: the replica's volume 'photos-b' (ext4, UUID 1b0c…)" for what is in the way
// of a pass. Only volumes have another name than the one that the pass knows them by.
std::string what_is_accepted(const std::vector<std::string>& in_the_way, const JobSettings& job) {
  std::vector<std::string> named = in_the_way;
  const auto name_volume = [&named](const char* which, const std::string& path) {
    const VolumeThere there = path.empty() ? VolumeThere() : volume_at(path);
    if (there.name.empty()) return;
    std::ranges::replace(named, volume_finding(which, there.identity),
                         fmt::format("the {}'s volume {}", which, there.name));
  };
  name_volume("source", job.source);
  name_volume("replica", job.replica);
  return fmt::format("accept this: {}", fmt::join(named, ", "));
}

// Returns "remove up to 5,231 entries, replace up to 2 newer files".
std::string what_is_let_through(const Held& held, const JobSettings& job) {
  // If another root is approved, nothing else is let through, since the rest was held for another
  // folder.
  if (!held.roots.empty()) return what_is_accepted(held.roots, job);
  std::vector<std::string> parts;
  if (held.removals > 0)
    parts.push_back("remove up to " + entries(held.removals, "entry", "entries"));
  if (held.newer > 0)
    parts.push_back("replace up to " + entries(held.newer, "newer file", "newer files"));
  std::vector<std::string> mounts = held.lost_mounts;
  mounts.insert(mounts.end(), held.changed_mounts.begin(), held.changed_mounts.end());
  if (!mounts.empty())
    parts.push_back(fmt::format("go on where volumes came or went ({})", fmt::join(mounts, ", ")));
  if (parts.empty()) parts.emplace_back("do what the last one held back");
  return fmt::format("{}", fmt::join(parts, ", "));
}

Result<std::string> leave_request(RecordStore& records, const std::string& canonical_replica,
                                  EmptySource empty_source, std::string sentence) {
  const auto left = records.request_approval(canonical_replica,
                                             empty_source == EmptySource::may_empty_the_replica);
  if (!left) return failure(left.error());
  return sentence;
}

// Approves by the records of this replica, which are `known`.
Result<std::string> approve_known(RecordStore& records, const std::vector<PairRecord>& known,
                                  const JobSettings& job, EmptySource empty_source) {
  const auto replica = canonical_path(job.replica);
  if (!replica) return replica;
  const auto obstacles = records.noted_obstacles(*replica);
  if (!obstacles) return failure(obstacles.error());
  if (!obstacles->empty()) {
    return leave_request(records, *replica, empty_source,
                         fmt::format("Approved: in '{}' the next pass may {}", job.replica,
                                     what_is_accepted(*obstacles, job)));
  }
  const auto holding = std::ranges::find_if(
      known, [](const PairRecord& record) { return record.held.anything(); });
  if (holding == known.end())
    return fmt::format("Nothing is held in '{}': there is nothing to let through", job.replica);
  const Held& held = holding->held;
  if (held.roots.empty() && held.empty_source &&
      empty_source == EmptySource::stays_held) {
    return failure(ErrorKind::invalid,
                   fmt::format("the source was empty, and {} would go from '{}'; only '{} --empty' "
                               "lets that happen; nothing was approved",
                               entries(held.removals, "entry", "entries"), job.replica,
                               approve_command_for(job)));
  }
  return leave_request(
      records, *replica, empty_source,
      fmt::format("Approved: in '{}' the next pass may {}{}", job.replica,
                  what_is_let_through(held, job),
                  held.empty_source && held.roots.empty()
                      ? ", although the source is empty"
                      : ""));
}

Error unknown_target(const Settings& settings, const std::string& target) {
  std::vector<std::string_view> names;
  for (const JobSettings& job : settings.jobs) names.push_back(job.name);
  std::string sentence =
      fmt::format("neither a job nor a folder is called '{}'", printable(target));
  if (const auto meant = nearest(target, names))
    sentence += fmt::format("; did you mean '{}'?", *meant);
  return Error(ErrorKind::not_found, sentence);
}

Result<std::string> approve_replica(RecordStore& records, const std::string& path,
                                    EmptySource empty_source) {
  JobSettings job;
  job.replica = path;
  const auto canonical = canonical_path(path);
  if (!canonical) return canonical;
  auto known = records.records_of_replica(*canonical);
  if (!known) return failure(known.error());
  // Disks that take turns at this path have a record each.
  const std::string volume = volume_at(path).identity;
  const bool has_its_own = std::ranges::any_of(
      *known, [&volume](const PairRecord& record) { return record.replica.volume == volume; });
  if (has_its_own) {
    std::erase_if(*known, [&volume](const PairRecord& record) {
      return record.replica.volume != volume;
    });
  }
  const auto obstacles = records.noted_obstacles(*canonical);
  if (known->empty() && (!obstacles || obstacles->empty())) {
    return failure(ErrorKind::not_found,
                   fmt::format("'{}' is no replica that is known here: nothing was mirrored to it "
                               "yet, or by another user",
                               printable(path)));
  }
  return approve_known(records, *known, job, empty_source);
}

}  // namespace

Result<std::string> approve_held(RecordStore& records, const JobSettings& job,
                                 EmptySource empty_source) {
  const auto source = canonical_path(job.source);
  if (!source) return source;
  const auto replica = canonical_path(job.replica);
  if (!replica) return replica;
  const auto record = records.load(*source, *replica, volume_at(job.replica).identity);
  if (!record && record.error().kind() == ErrorKind::permission_denied) {
    return leave_request(
        records, *replica, empty_source,
        fmt::format("Approved: in '{}' the next pass may do what the last one held back",
                    job.replica));
  }
  // A pass has told that the record is damaged, and it is this damage that may be approved.
  if (!record && !is_damaged_record(record.error())) return failure(record.error());
  std::vector<PairRecord> known;
  if (record && *record) known.push_back(**record);
  return approve_known(records, known, job, empty_source);
}

Result<std::string> approve_held(const Settings& settings, const std::string& target,
                                 EmptySource empty_source) {
  if (auto known = demand_state_folder(settings); !known) return failure(known.error());
  RecordStore records(settings.service.state_folder);
  const auto job = std::ranges::find(settings.jobs, target, &JobSettings::name);
  if (job != settings.jobs.end()) return approve_held(records, *job, empty_source);
  if (path_kind(target) != PathKind::folder) return failure(unknown_target(settings, target));
  return approve_replica(records, target, empty_source);
}

}  // namespace lockstep
