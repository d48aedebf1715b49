#include "app/job/job_roots.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/config/canonical_path.h"
#include "app/config/policy_builder.h"
#include "app/job/new_volume.h"
#include "app/job/release_words.h"
#include "app/report/event_lines.h"
#include "core/decide/known_roots.h"
#include "platform/disk/roots.h"

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

// Where the paths lead. All that follows goes by these two, never by the paths' texts again.
struct Places {
  std::unique_ptr<RootPlace> source;
  std::unique_ptr<RootPlace> replica;
};

Refused find_source(const JobSettings& job, Places& places) {
  auto found = find_root(job.source);
  if (found && !(*found)->missing().empty()) return unavailable(missing_source_text(job.source));
  if (!found) {
    const Error& error = found.error();
    if (error.kind() == ErrorKind::not_a_directory)
      return unavailable(not_a_folder("source", job.source));
    return unavailable(error.within("open the source", job.source).message());
  }
  places.source = std::move(*found);
  return std::nullopt;
}

Refused find_replica(const JobSettings& job, Places& places) {
  auto found = find_root(job.replica);
  if (!found) {
    if (found.error().kind() == ErrorKind::not_a_directory)
      return unavailable(not_a_folder("replica", job.replica));
    return unavailable(found.error().within("open the replica", job.replica).message());
  }
  places.replica = std::move(*found);
  return std::nullopt;
}

Refused open_source(const JobSettings& job, const Places& places, JobRoots& roots) {
  auto source = places.source->open(descriptors(job));
  if (!source) return unavailable(source.error().within("open the source", job.source).message());
  roots.source = std::move(*source);
  roots.source_may_be_exchanged = places.source->others_may_exchange();
  return std::nullopt;
}

Refused check_overlap(const JobSettings& job, const Places& places, const JobRoots& roots) {
  const auto finding = find_overlap(*places.source, *places.replica);
  if (!finding) return unavailable(finding.error().within("compare the folders").message());
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

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::ranges::find(list, text) != list.end();
}

// Whoever owns such a link, or may put another in its place, may let root write, or read, wherever
// they like.
Refused check_links(const JobSettings& job, const Places& places,
                    const std::vector<std::string>& approved, JobRoots& roots) {
  std::optional<Obstacle> refused;
  const auto look = [&](const char* which, const std::string& path, const RootPlace& place) {
    for (const ForeignLink& link : place.foreign_links()) {
      const std::string text = describe(link);
      if (!contains(roots.foreign_links, text)) roots.foreign_links.push_back(text);
      const bool known = roots.record && contains(roots.record->approved_links, text);
      if (roots.policy.approve || known || contains(approved, text) || refused) continue;
      refused = unavailable(fmt::format(
          "the path of the {} '{}' leads through {}; nothing was written, since others may lead it "
          "elsewhere at any moment; name the folder without that link",
          which, path, text));
    }
  };
  look("source", job.source, *places.source);
  look("replica", job.replica, *places.replica);
  if (refused) {
    refused->approvable = roots.foreign_links;
    refused->canonical_replica = roots.canonical_replica;
  }
  return refused;
}

// A record that is damaged tells by its name alone that the pair was mirrored in that direction.
Refused check_direction(const JobSettings& job, const RecordStore& records, JobRoots& roots) {
  const auto reverse = records.load(roots.canonical_replica, roots.canonical_source);
  if (!reverse && !is_damaged_record(reverse.error()))
    return unavailable(reverse.error().message());
  const bool is_on_record = !reverse || *reverse;
  roots.turns_round = is_on_record && job.reverse;
  if (!is_on_record || job.reverse) return std::nullopt;
  Obstacle refused = unavailable(wrong_direction_text(job));
  refused.wrong_direction = true;
  return refused;
}

// Whoever says --reverse and names the folders in the order of before does not mean what would be
// done. A pass that was turned round and is not through yet may be repeated as it was.
Refused check_reverse_is_meant(const JobSettings& job, const JobRoots& roots) {
  if (!job.reverse || roots.turns_round || roots.record_is_damaged) return std::nullopt;
  if (!roots.record) {
    return unavailable(
        fmt::format("nothing is on record of '{}' and '{}' that --reverse could turn round; "
                    "without it this is a first pass",
                    job.source, job.replica));
  }
  if (roots.record->first_pass_pending) return std::nullopt;
  return unavailable(fmt::format(
      "'{}' is on record as the source of '{}' already, so that --reverse has nothing to turn "
      "round; to turn that pair, name the replica first; to mirror as before, leave --reverse out",
      job.source, job.replica));
}

Refused read_records(const JobSettings& job, const RecordStore& records, JobRoots& roots,
                     std::string& damage) {
  if (auto refused = check_direction(job, records, roots)) return refused;
  auto record =
      records.load(roots.canonical_source, roots.canonical_replica, roots.replica_volume);
  if (!record && !is_damaged_record(record.error())) return unavailable(record.error().message());
  if (record) {
    roots.record = std::move(*record);
  } else {
    damage = record.error().message();
    roots.record_is_damaged = true;
  }
  if (auto refused = check_reverse_is_meant(job, roots)) return refused;
  // When a pair is turned round, what is on record of this direction is older than the other one.
  if (roots.turns_round && roots.record)
    roots.record = record_of_new_volume(*roots.record, roots.record->replica_volume);
  if (!roots.record || roots.record->other_source_since) {
    roots.other_sources =
        records.other_sources(job.source, roots.canonical_source, roots.canonical_replica);
  }
  return std::nullopt;
}

// Refuses a pass whose record is damaged until somebody approves it: such a pass knows nothing of
// those before, so a person should look at both folders first.
Refused check_damage(const std::string& damage, const std::vector<std::string>& approved,
                     const JobRoots& roots) {
  if (!roots.record_is_damaged || roots.policy.approve || contains(approved, damage))
    return std::nullopt;
  Obstacle refused = unavailable(damage + ", and nothing was written");
  refused.what_approval_does = "begins a new one, and keeps this one beside it";
  refused.approvable = roots.foreign_links;
  refused.approvable.push_back(damage);
  refused.canonical_replica = roots.canonical_replica;
  return refused;
}

// Could a new folder in a folder of volume `parent` lie on the volume `recorded`? Where a volume
// has no persistent identity, the text says whether the root is a mount point, and a new folder is
// none.
bool could_be(const std::string& parent, const std::string& recorded) {
  constexpr std::string_view kMounted = ":mounted";
  // A new folder is no mount point.
  if (parent == recorded) return !parent.ends_with(kMounted);
  if (!parent.ends_with(kMounted)) return false;
  return parent.substr(0, parent.size() - kMounted.size()) + ":folder" == recorded;
}

// Nothing may be created in the empty mount point of a replica whose volume is not there.
Refused check_volume_of_missing(const JobSettings& job, const std::vector<std::string>& approved,
                                const JobRoots& roots) {
  if (!roots.record || roots.record->replica_volume.empty() || roots.policy.approve ||
      !roots.above_replica)
    return std::nullopt;
  const std::string& volume = roots.replica_volume;
  if (could_be(volume, roots.record->replica_volume)) return std::nullopt;
  std::string id = volume_finding("replica", volume);
  if (contains(approved, id)) return std::nullopt;
  const std::string here = roots.above_replica->describe_volume();
  const std::string& known = roots.record->replica_volume_name;
  Obstacle refused = unavailable(fmt::format(
      "the replica '{}' does not exist, and its volume {} is not there: what exists of its path "
      "is on {}; nothing was written",
      job.replica, known.empty() ? roots.record->replica_volume : known,
      here.empty() ? volume : here));
  refused.approvable = roots.foreign_links;
  refused.approvable.push_back(std::move(id));
  refused.canonical_replica = roots.canonical_replica;
  return refused;
}

// Somebody who may rename folders around the replica might have put another in the place of the one
// that was just created.
Refused check_new_replica(const JobSettings& job, Directory& replica) {
  const auto listing = replica.list();
  if (listing && listing->entries.empty()) return std::nullopt;
  return unavailable(fmt::format(
      "the replica '{}' was just created, and is not empty: somebody else works there, too; "
      "nothing was written",
      job.replica));
}

Refused create_replica(const JobSettings& job, Places& places, JobRoots& roots) {
  const auto created = places.replica->create();
  if (!created)
    return unavailable(created.error().within("create the replica", job.replica).message());
  roots.created_folders = created->folders;
  roots.replica_is_new = created->is_new;
  return std::nullopt;
}

// The replica, or the nearest folder above it: its volume says which record is the pair's.
Refused open_what_exists(const JobSettings& job, const Places& places, JobRoots& roots) {
  const bool exists = places.replica->missing().empty();
  auto opened = places.replica->open(descriptors(job));
  if (!opened && exists)
    return unavailable(opened.error().within("open the replica", job.replica).message());
  if (!opened) return std::nullopt;  // nothing is asked of it without a record
  const auto volume = (*opened)->volume();
  if (!volume) {
    return unavailable(
        volume.error().within("examine the volume of the replica", job.replica).message());
  }
  roots.replica_volume = volume->identity;
  (exists ? roots.replica : roots.above_replica) = std::move(*opened);
  return std::nullopt;
}

Refused create_missing(const JobSettings& job, const std::vector<std::string>& approved,
                       Places& places, JobRoots& roots) {
  if (roots.record && !roots.above_replica) {
    const auto why = places.replica->open(descriptors(job));
    return unavailable(
        (why ? Error(ErrorKind::changed) : why.error())
            .within("open the nearest folder above the replica", job.replica)
            .message());
  }
  if (auto refused = check_volume_of_missing(job, approved, roots)) return refused;
  if (auto refused = create_replica(job, places, roots)) return refused;
  auto replica = places.replica->open(descriptors(job));
  const auto volume = replica ? (*replica)->volume() : tl::unexpected(replica.error());
  if (!volume)
    return unavailable(volume.error().within("open the replica", job.replica).message());
  if (roots.replica_is_new) {
    if (auto refused = check_new_replica(job, **replica)) return refused;
  }
  roots.replica_volume = volume->identity;
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

PassSummary summary_of(Obstacle obstacle) {
  PassSummary summary;
  summary.result = obstacle.result;
  summary.unavailable = std::move(obstacle.reason);
  return summary;
}

tl::expected<JobRoots, Obstacle> open_job_roots(const JobSettings& job, const RecordStore& records,
                                                const std::vector<std::string>& own_paths,
                                                MissingReplica missing,
                                                const std::vector<std::string>& approved) {
  JobRoots roots;
  Places places;
  const auto stop = [](Refused& refused) { return tl::unexpected(std::move(*refused)); };
  if (auto refused = find_source(job, places)) return stop(refused);
  if (auto refused = open_source(job, places, roots)) return stop(refused);
  if (auto refused = find_replica(job, places)) return stop(refused);
  roots.canonical_source = places.source->real();
  roots.canonical_replica = places.replica->real();
  auto policy =
      make_policy(job, roots.canonical_source, roots.canonical_replica, canonical_paths(own_paths));
  if (!policy) return tl::unexpected(broken(policy.error()));
  roots.policy = std::move(*policy);
  if (auto refused = check_overlap(job, places, roots)) return stop(refused);
  if (auto refused = open_what_exists(job, places, roots)) return stop(refused);
  std::string damage;
  if (auto refused = read_records(job, records, roots, damage)) return stop(refused);
  if (auto refused = check_links(job, places, approved, roots)) return stop(refused);
  if (auto refused = check_damage(damage, approved, roots)) return stop(refused);
  if (!roots.replica) {
    auto refused = missing == MissingReplica::accept
                       ? check_volume_of_missing(job, approved, roots)
                       : create_missing(job, approved, places, roots);
    if (refused) return stop(refused);
    if (missing == MissingReplica::create) roots.above_replica.reset();
  }
  // What was approved is the damage. What the pass would remove, nobody has been told yet.
  if (roots.record_is_damaged) roots.policy.approve = false;
  return roots;
}

PassInput input_of_roots(const JobSettings& job, const JobRoots& roots) {
  PassInput input;
  input.source = roots.source.get();
  input.replica = roots.replica.get();
  input.above_replica = roots.above_replica.get();
  input.source_may_be_exchanged = roots.source_may_be_exchanged;
  input.replica_is_new = roots.replica_is_new;
  input.source_path = job.source;
  input.replica_path = job.replica;
  input.policy = &roots.policy;
  input.record = roots.record ? &*roots.record : nullptr;
  // What a damaged record would have vouched for is compared by content, too.
  input.after_other_source = !roots.other_sources.empty() || roots.record_is_damaged;
  return input;
}

}  // namespace lockstep
