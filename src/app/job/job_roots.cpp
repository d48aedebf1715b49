#include "app/job/job_roots.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "app/config/canonical_path.h"
#include "app/config/policy_builder.h"
#include "app/report/event_lines.h"
#include "core/decide/known_roots.h"

namespace lockstep {
namespace {

SecurityDescriptors descriptors(const JobSettings& job) {
  return job.security_descriptors ? SecurityDescriptors::included : SecurityDescriptors::left_out;
}

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::ranges::find(list, text) != list.end();
}

std::vector<std::string> canonical_paths(const std::vector<std::string>& paths) {
  std::vector<std::string> canonical;
  canonical.reserve(paths.size());
  for (const std::string& path : paths) canonical.push_back(canonical_path(path).value_or(path));
  return canonical;
}

// Finds where the path of a root leads.
tl::expected<std::unique_ptr<RootPlace>, Obstacle> find_place(const char* which,
                                                              const std::string& path) {
  auto found = find_root(path);
  if (found) return *std::move(found);
  if (found.error().kind() == ErrorKind::not_a_directory)
    return tl::unexpected(unavailable(fmt::format("the {} '{}' is not a folder", which, path)));
  return tl::unexpected(
      unavailable(found.error().within(fmt::format("open the {}", which), path).message()));
}

// Returns whether a new folder in a folder of volume `parent` could lie on the volume `recorded`.
// If a volume has no persistent identity, the text says whether the root is a mount point, and a
// new folder is none.
bool could_be(const std::string& parent, const std::string& recorded) {
  constexpr std::string_view kMounted = ":mounted";
  // A new folder is no mount point.
  if (parent == recorded) return !parent.ends_with(kMounted);
  if (!parent.ends_with(kMounted)) return false;
  return parent.substr(0, parent.size() - kMounted.size()) + ":folder" == recorded;
}

// Opens the two roots of one attempt, check after check. All that is looked at goes by the two
// places to which the paths led at first, never by the paths' texts again.
class RootsOpener {
 public:
  RootsOpener(const JobSettings& job, const RecordStore& records,
              const std::vector<std::string>& approved)
      : job_(job), records_(records), approved_(approved) {}

  [[nodiscard]] tl::expected<JobRoots, Obstacle> open(const std::vector<std::string>& own_paths,
                                                      MissingReplica missing) {
    if (auto refused = find_both()) return tl::unexpected(std::move(*refused));
    auto policy = make_policy(job_, roots_.canonical_source, roots_.canonical_replica,
                              canonical_paths(own_paths));
    if (!policy) return tl::unexpected(Obstacle{PassResult::error, policy.error().message()});
    roots_.policy = std::move(*policy);
    if (auto refused = check(missing)) return tl::unexpected(std::move(*refused));
    // Only the damage was approved. Nobody has been told yet what the pass would remove.
    if (roots_.known.is_damaged()) roots_.policy.approve = false;
    return std::move(roots_);
  }

 private:
  [[nodiscard]] Refused find_both();
  [[nodiscard]] Refused open_source();
  // Checks everything that can be checked once both places and the policy are known.
  [[nodiscard]] Refused check(MissingReplica missing);
  [[nodiscard]] Refused check_overlap() const;
  [[nodiscard]] Refused open_what_exists();
  [[nodiscard]] Refused recall();
  [[nodiscard]] Refused check_links();
  [[nodiscard]] Refused check_damage() const;
  [[nodiscard]] Refused check_volume_of_missing() const;
  [[nodiscard]] Refused create_missing();
  [[nodiscard]] Refused check_new_replica() const;

  // Lets somebody approve the obstacle, and with it the links of others that were found.
  [[nodiscard]] Obstacle approvable(Obstacle obstacle, std::vector<std::string> what) const {
    obstacle.approvable = roots_.foreign_links;
    obstacle.approvable.insert(obstacle.approvable.end(), what.begin(), what.end());
    obstacle.canonical_replica = roots_.canonical_replica;
    return obstacle;
  }

  const JobSettings& job_;
  const RecordStore& records_;
  const std::vector<std::string>& approved_;
  std::unique_ptr<RootPlace> source_;
  std::unique_ptr<RootPlace> replica_;
  JobRoots roots_;
};

Refused RootsOpener::find_both() {
  auto source = find_place("source", job_.source);
  if (!source) return std::move(source.error());
  if (!(*source)->missing().empty()) return unavailable(missing_source_text(job_.source));
  source_ = std::move(*source);
  if (auto refused = open_source()) return refused;
  auto replica = find_place("replica", job_.replica);
  if (!replica) return std::move(replica.error());
  replica_ = std::move(*replica);
  roots_.canonical_source = source_->real();
  roots_.canonical_replica = replica_->real();
  return std::nullopt;
}

Refused RootsOpener::open_source() {
  auto source = source_->open(descriptors(job_));
  if (!source) return unavailable(source.error().within("open the source", job_.source).message());
  roots_.source = std::move(*source);
  roots_.source_may_be_exchanged = source_->others_may_exchange();
  return std::nullopt;
}

Refused RootsOpener::check(MissingReplica missing) {
  if (auto refused = check_overlap()) return refused;
  if (auto refused = open_what_exists()) return refused;
  if (auto refused = recall()) return refused;
  if (auto refused = check_links()) return refused;
  if (auto refused = check_damage()) return refused;
  if (roots_.replica) return std::nullopt;
  if (missing == MissingReplica::accept) return check_volume_of_missing();
  if (auto refused = create_missing()) return refused;
  roots_.above_replica.reset();
  return std::nullopt;
}

Refused RootsOpener::check_overlap() const {
  const auto finding = find_overlap(*source_, *replica_);
  if (!finding) return unavailable(finding.error().within("compare the folders").message());
  switch (finding->kind) {
    case Overlap::none:
      return std::nullopt;
    case Overlap::same:
      return unavailable(fmt::format("the source '{}' and the replica '{}' are the same folder",
                                     job_.source, job_.replica));
    case Overlap::source_in_replica:
      return unavailable(
          fmt::format("the source '{}' lies in the replica '{}'", job_.source, job_.replica));
    case Overlap::replica_in_source:
      if (excludes_folder(roots_.policy.filter, RelativePath(finding->inner))) return std::nullopt;
      return unavailable(fmt::format(
          "the replica '{}' lies in the source '{}'; --exclude '/{}/' would leave it out",
          job_.replica, job_.source, finding->inner));
  }
  return std::nullopt;
}

// Opens the replica, or the nearest folder above it: its volume says which record is the pair's.
Refused RootsOpener::open_what_exists() {
  const bool exists = replica_->missing().empty();
  auto opened = replica_->open(descriptors(job_));
  if (!opened && exists)
    return unavailable(opened.error().within("open the replica", job_.replica).message());
  if (!opened) return std::nullopt;  // without a record nothing depends on that folder
  const auto volume = (*opened)->volume();
  if (!volume) {
    return unavailable(
        volume.error().within("examine the volume of the replica", job_.replica).message());
  }
  roots_.replica_volume = volume->identity;
  (exists ? roots_.replica : roots_.above_replica) = std::move(*opened);
  return std::nullopt;
}

Refused RootsOpener::recall() {
  auto known = recall_pair(
      job_, records_, {roots_.canonical_source, roots_.canonical_replica, roots_.replica_volume});
  if (!known) return std::move(known.error());
  roots_.known = std::move(*known);
  return std::nullopt;
}

// Refuses links of other users on the way to a root. Whoever owns such a link, or may put another
// in its place, may let root write, or read, wherever they like.
Refused RootsOpener::check_links() {
  const auto& record = roots_.known.record;
  Refused refused;
  const auto look = [&](const char* which, const std::string& path, const RootPlace& place) {
    for (const ForeignLink& link : place.foreign_links()) {
      const std::string text = describe(link);
      if (!contains(roots_.foreign_links, text)) roots_.foreign_links.push_back(text);
      const bool known = record && contains(record->approved_links, text);
      if (roots_.policy.approve || known || contains(approved_, text) || refused) continue;
      refused = unavailable(fmt::format(
          "the path of the {} '{}' leads through {}; nothing was written, since others may lead it "
          "elsewhere at any moment; name the folder without that link",
          which, path, text));
    }
  };
  look("source", job_.source, *source_);
  look("replica", job_.replica, *replica_);
  return refused ? approvable(std::move(*refused), {}) : Refused();
}

// Refuses a pass whose record is damaged until somebody approves it: such a pass knows nothing of
// those before, so a person should look at both folders first.
Refused RootsOpener::check_damage() const {
  const std::string& damage = roots_.known.damage;
  if (damage.empty() || roots_.policy.approve || contains(approved_, damage)) return std::nullopt;
  Obstacle refused = unavailable(damage + ", and nothing was written");
  refused.what_approval_does = "begins a new one, and keeps this one beside it";
  return approvable(std::move(refused), {damage});
}

// Refuses to create a replica in its empty mount point while its volume is not there.
Refused RootsOpener::check_volume_of_missing() const {
  const auto& record = roots_.known.record;
  if (!record || record->replica.volume.empty() || roots_.policy.approve || !roots_.above_replica)
    return std::nullopt;
  const std::string& volume = roots_.replica_volume;
  if (could_be(volume, record->replica.volume)) return std::nullopt;
  std::string id = volume_finding("replica", volume);
  if (contains(approved_, id)) return std::nullopt;
  const std::string here = roots_.above_replica->describe_volume();
  const std::string& known = record->replica.volume_name;
  return approvable(
      unavailable(fmt::format(
          "the replica '{}' does not exist, and its volume {} is not there: what exists of its "
          "path is on {}; nothing was written",
          job_.replica, known.empty() ? record->replica.volume : known,
          here.empty() ? volume : here)),
      {std::move(id)});
}

Refused RootsOpener::create_missing() {
  const auto failed = [this](const Error& error, const char* what) {
    return unavailable(error.within(what, job_.replica).message());
  };
  if (roots_.known.record && !roots_.above_replica) {
    const auto why = replica_->open(descriptors(job_));
    return failed(why ? Error(ErrorKind::changed) : why.error(),
                  "open the nearest folder above the replica");
  }
  if (auto refused = check_volume_of_missing()) return refused;
  const auto created = replica_->create();
  if (!created) return failed(created.error(), "create the replica");
  roots_.created = *created;
  auto replica = replica_->open(descriptors(job_));
  const auto volume = replica ? (*replica)->volume() : tl::unexpected(replica.error());
  if (!volume) return failed(volume.error(), "open the replica");
  roots_.replica_volume = volume->identity;
  roots_.replica = std::move(*replica);
  return roots_.created.is_new ? check_new_replica() : std::nullopt;
}

// Looks at the replica that was just created, since somebody who may rename folders around it might
// have put another in its place.
Refused RootsOpener::check_new_replica() const {
  const auto listing = roots_.replica->list();
  if (listing && listing->entries.empty()) return std::nullopt;
  return unavailable(fmt::format(
      "the replica '{}' was just created, and is not empty: somebody else works there, too; "
      "nothing was written",
      job_.replica));
}

}  // namespace

tl::expected<JobRoots, Obstacle> open_job_roots(const JobSettings& job, const RecordStore& records,
                                                const std::vector<std::string>& own_paths,
                                                MissingReplica missing,
                                                const std::vector<std::string>& approved) {
  return RootsOpener(job, records, approved).open(own_paths, missing);
}

PassInput input_of_roots(const JobSettings& job, const JobRoots& roots) {
  PassInput input;
  input.roots.source = roots.source.get();
  input.roots.replica = roots.replica.get();
  input.roots.above_replica = roots.above_replica.get();
  input.roots.source_may_be_exchanged = roots.source_may_be_exchanged;
  input.roots.replica_is_new = roots.created.is_new;
  input.roots.source_path = job.source;
  input.roots.replica_path = job.replica;
  input.policy = &roots.policy;
  input.memory.record = roots.known.record ? &*roots.known.record : nullptr;
  // A damaged record vouches for nothing, so its files are compared by content, too.
  input.memory.after_other_source = !roots.known.other_sources.empty() || roots.known.is_damaged();
  return input;
}

}  // namespace lockstep
