#include "core/pass/pass_stages.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "core/decide/known_roots.h"
#include "core/decide/trust.h"
#include "core/look/renames.h"
#include "core/look/replica_links.h"
#include "core/look/selected_attributes.h"

namespace lockstep {
namespace {

// What a user without privilege could not compare, root's pass has not seen to be equal.
MirrorPolicy as_this_user(MirrorPolicy policy, const PassInput& input) {
  if (!input.change_owners) policy.fingerprint += " without privilege";
  return policy;
}

enum class RootIs { the_same, another, unknown };

// Another one may have been mounted over it, or moved to its place, and be as old. One whose ctime
// goes backwards is a volume that was set back to what it was: nothing on it is what was compared.
RootIs trace_root(const RootRecord& now, const RootRecord& known) {
  if (known.folder.empty()) return RootIs::unknown;
  if (now.folder != known.folder || now.changed < known.changed) return RootIs::another;
  // A number alone may have been given out again.
  const bool is_certain = !now.folder.ends_with('/') && !now.folder.ends_with('@');
  return is_certain ? RootIs::the_same : RootIs::unknown;
}

// An older version's record knows the roots of the last complete pass alone.
std::string known_source_folder(const PairRecord& record) {
  return record.source_folder.empty() ? record.source_root.folder : record.source_folder;
}
std::string known_replica_folder(const PairRecord& record) {
  if (!record.replica_folder.empty()) return record.replica_folder;
  return record.let_through_replica.empty() ? record.replica_root.folder
                                            : record.let_through_replica;
}

// The volume that a RootRecord::folder names.
std::string_view volume_in(std::string_view folder) { return folder.substr(0, folder.rfind('/')); }

bool lies_elsewhere(const RootRecord& now, const RootRecord& known) {
  return !known.folder.empty() && (volume_in(now.folder) != volume_in(known.folder) ||
                                   is_another_folder(now.folder, known.folder));
}

// Was the volume set back to an earlier state? Only where a root's ctime survives a remount, which
// FAT's does not.
bool was_set_back(const RootRecord& now, const RootRecord& known, const Volume& volume) {
  return !known.folder.empty() && volume.renames_change_ctime && now.changed < known.changed;
}

// Beside a third for staged files (pass.cpp), and some for what the workers have in hand.
std::size_t open_folder_limit(const PassInput& input) { return input.open_files * 2 / 5; }

}  // namespace

PassStages::PassStages(const PassInput& pass_input, const MirrorPolicy& pass_policy,
                       const std::stop_token& stop)
    : input(pass_input),
      policy(as_this_user(pass_policy, pass_input)),
      start(Timestamp::from(pass_input.clock->now())),
      report(pass_input.observer, pass_input.progress, pass_input.source_path,
             pass_input.replica_path),
      open_folders(open_folder_limit(pass_input)),
      known_capabilities(pass_input.record != nullptr ? pass_input.record->capabilities
                                                      : std::map<std::string, Capabilities>()),
      volumes(known_capabilities, report),
      doubts(pass_input.record),
      source_files(*pass_input.clock, *pass_input.progress, stop),
      seen_folders(pass_input.record != nullptr ? pass_input.folders : nullptr),
      rate_limit(pass_policy.bytes_per_second, *pass_input.clock),
      context{.input = pass_input,
              .policy = policy,
              .report = report,
              .open_folders = open_folders,
              .volumes = volumes,
              .doubts = doubts,
              .source_files = source_files,
              .seen_folders = seen_folders,
              .stop = stop,
              .drop = pass_input.drop.stop_possible() ? pass_input.drop : stop,
              .trusted_before = trusted_before(pass_input, policy, start),
              .doubted_from = doubted_from(pass_input, policy, start),
              .owners = pass_policy.metadata.owners && pass_input.change_owners,
              .rate_limit = pass_input.rate_limit != nullptr ? pass_input.rate_limit : &rate_limit,
              .known_mounts = policy.approve
                                  ? KnownMounts()
                                  : known_mounts(pass_input.record, pass_input.approval),
              .left_out_then = LeftOutThen(pass_input.record, policy)},
      walk(context, builder) {}

Result<void> PassStages::check_roots() {
  const auto examine = [](Directory& root, const std::string& path, Entry& entry, Volume& volume,
                          RootRecord& known_as) -> Result<void> {
    auto now = root.examine();
    if (!now) return failure(now.error().within("examine", path));
    auto on = root.volume();
    if (!on) return failure(on.error().within("ask for the volume of", path));
    entry = *now;
    volume = std::move(*on);
    auto which = root.lasting_identity();
    if (!which) return failure(which.error().within("identify", path));
    known_as = {volume.identity + "/" + *which, entry.changed()};
    return {};
  };
  // A replica that does not exist is a folder that lacks everything.
  Directory& replica = input.replica != nullptr ? *input.replica : *input.source;
  roots = Pair::roots(*input.source, replica, open_folders);
  if (auto done = examine(*input.source, input.source_path, roots->source_entry, source_volume,
                          source_root);
      !done)
    return done;
  context.source_renames_change_ctime = source_volume.renames_change_ctime;
  seen_folders.begin(roots->source_entry.identity.volume, source_volume);
  if (!source_volume.remote) context.local_source_device = roots->source_entry.identity.volume;
  if (input.replica != nullptr) {
    if (auto done = examine(replica, input.replica_path, roots->replica_entry, replica_volume,
                            replica_root);
        !done)
      return done;
  }
  name_volumes();
  return check_against_record();
}

// Asking costs more than the rest of an idle pass over a small tree.
void PassStages::name_volumes() {
  const PairRecord* const record = input.record;
  const auto name = [record](const Directory& root, const Volume& now, auto identity, auto known) {
    const bool is_known =
        record != nullptr && record->*identity == now.identity && !(record->*known).empty();
    return is_known ? record->*known : root.describe_volume();
  };
  source_volume_name = name(*input.source, source_volume, &PairRecord::source_volume,
                            &PairRecord::source_volume_name);
  if (input.replica == nullptr) return;
  replica_volume_name = name(*input.replica, replica_volume, &PairRecord::replica_volume,
                             &PairRecord::replica_volume_name);
}

Result<void> PassStages::check_against_record() {
  if (input.record == nullptr || policy.approve) return {};
  const PairRecord& record = *input.record;
  std::string sentences;
  const auto tell = [&](const std::optional<RootFinding>& finding) {
    if (!finding) return;
    // What was approved is kept beside what is told now, so that one approval covers both.
    held_roots.push_back(finding->id);
    if (input.approval && std::ranges::find(input.approval->roots, finding->id) !=
                              input.approval->roots.end()) {
      return;
    }
    sentences += (sentences.empty() ? "" : "; ") + finding->sentence;
  };
  const auto comparison = [](const Volume& volume, bool folder_counts) {
    return folder_counts && volume.lasting_numbers ? RootComparison::volume_and_folder
                                                        : RootComparison::volume;
  };
  const bool is_other_known_volume =
      source_volume.identity != record.source_volume &&
      std::ranges::binary_search(record.known_source_volumes, source_volume.identity);
  if (!is_other_known_volume) {
    tell(
        compare_root("source", input.source_path,
                     {source_volume.identity, source_root.folder, source_volume_name},
                     {record.source_volume, known_source_folder(record), record.source_volume_name},
                     comparison(source_volume, input.source_may_be_exchanged)));
  }
  if (input.replica != nullptr) {
    tell(compare_root(
        "replica", input.replica_path,
        {replica_volume.identity, replica_root.folder, replica_volume_name},
        {record.replica_volume, known_replica_folder(record), record.replica_volume_name},
        comparison(replica_volume, !input.replica_is_new)));
  }
  if (sentences.empty()) return {};
  return failure(ErrorKind::changed,
                 fmt::format("{}; or, if this is meant, {} accepts it", sentences,
                             input.release.approve));
}

void PassStages::let_workers_grow(Work work) {
  // Measured: cold, 16 threads list and examine in a third of the time of one and more gain nothing
  // on a local disk; where a call takes a millisecond 32 come near to 32 times one.
  constexpr std::size_t kMostOnDisk = 16;
  constexpr std::size_t kMostOnNetwork = 32;
  const std::size_t on_disk = work == Work::looking ? kMostOnDisk : 0;
  const bool remote = source_volume.remote || replica_volume.remote;
  input.pool->let_grow(remote ? kMostOnNetwork : on_disk);
}

void PassStages::compare_roots() {
  if (input.replica == nullptr) {
    builder.add(
        Creation{.folder = nullptr, .name = {}, .source = roots->source_entry, .contents = roots});
    return;
  }
  context.replica_device = roots->replica_entry.identity.volume;
  if (input.record != nullptr && context.doubted_from && may_be_other_contents())
    context.doubted_from = kBeforeEverything;
  VolumeState& volume = context.volume_of(roots->replica_entry, *input.replica);
  const CompareRules rules = context.rules(volume);
  roots->found = compare_metadata(roots->source_entry, roots->replica_entry, rules);
  if (attributes_undecided(roots->source_entry, roots->replica_entry, rules)) {
    const auto attributes =
        read_both(static_cast<const Handle&>(*input.source), *input.replica, context, volume);
    if (attributes) {
      roots->found.attributes = attributes->differ();
      tell_incomplete(*attributes, {}, report);
    } else {
      report.problem("read the attributes of", Report::Side::source, {}, attributes.error());
    }
  }
  roots->made_for_this_pass = input.replica_is_new;
  if (roots->found.any()) builder.add_folder_repair(roots);
  roots->trusted = rules.trusted_before && are_the_known_roots(*rules.trusted_before);
  walk.run(roots);
}

// Another source (a link that points elsewhere, another volume) or a root that was set back may
// hold other files of the same sizes and times, and they may be old. A replica that is another
// folder is met as one is in a first pass, by sizes and times.
bool PassStages::may_be_other_contents() const {
  const PairRecord& record = *input.record;
  return lies_elsewhere(source_root, record.source_root) ||
         was_set_back(source_root, record.source_root, source_volume) ||
         was_set_back(replica_root, record.replica_root, replica_volume);
}

bool PassStages::are_the_known_roots(Timestamp before) const {
  const PairRecord& record = *input.record;
  const RootIs source = trace_root(source_root, record.source_root);
  const RootIs replica = trace_root(replica_root, record.replica_root);
  if (source == RootIs::another || replica == RootIs::another) return false;
  if (changed_before(roots->source_entry, before) && changed_before(roots->replica_entry, before))
    return true;
  // A root that has changed, and is the one that it was: then only what is in it came, went or
  // changed (see Walk::is_where_it_was).
  return source == RootIs::the_same && replica == RootIs::the_same &&
         source_volume.renames_change_ctime && replica_volume.renames_change_ctime;
}

LinkDecisions PassStages::resolve_links() {
  return builder.hard_links.resolve(ReplicaLinks(context));
}

void PassStages::match_renames() {
  // In a folder that may be somebody else's nothing is moved about, either.
  const bool may_first_pass = policy.approve || policy.removal_limit.chosen_now ||
                              (input.approval && input.approval->first_pass);
  if (is_first_pass() && !may_first_pass) return;
  const auto& removals = builder.plan().removals;
  const bool any_content =
      std::any_of(removals.begin(), removals.end(), [](const Removal& removal) {
        return removal.replica.kind == EntryKind::file && removal.replica.size > 0;
      });
  if (!any_content || builder.plan().creations.empty()) return;
  walk.expand_creations();
  if (!context.stopping()) replace_by_renames(builder.plan(), context);
}

namespace {

// The guard counts this removal, and nothing that must stay keeps its folder.
bool is_counted(const Removal& removal) {
  return removal.is_counted_leaf() && !(removal.contents && removal.contents->retains);
}

}  // namespace

std::uint64_t PassStages::counted_removals() {
  return static_cast<std::uint64_t>(std::ranges::count_if(builder.plan().removals, is_counted));
}

std::uint64_t PassStages::removed_bytes() {
  std::uint64_t bytes = 0;
  for (const Removal& removal : builder.plan().removals) {
    if (is_counted(removal)) bytes += bytes_held_by(removal.replica);
  }
  return bytes;
}

GuardVerdict PassStages::ask_guard() {
  const Plan& plan = builder.plan();
  GuardInput question;
  question.limit = policy.removal_limit;
  question.first_pass = is_first_pass();
  question.approve = policy.approve;
  question.allow_empty_source = policy.allow_empty_source;
  question.release = input.release;
  question.removals = counted_removals();
  question.removed_bytes = removed_bytes();
  question.recent_removals = input.recent_removals;
  question.source_entries = builder.source_entries;
  question.replica_entries = builder.replica_entries;
  question.replica_leaves = builder.replica_leaves;
  question.replica_bytes = builder.replica_bytes;
  const Foreign foreign = count_foreign();
  question.foreign = foreign.entries;
  question.foreign_bytes = foreign.bytes;
  question.lost_mounts = builder.lost_mounts();
  question.changed_mounts = builder.changed_mounts();
  std::ranges::sort(question.lost_mounts);
  std::ranges::sort(question.changed_mounts);
  const auto example = [&question](const PairPointer& folder, const std::string& name) {
    if (question.examples.size() < 3)
      question.examples.push_back(folder->path().child(name).text());
  };
  for (const Update& update : plan.updates) {
    if (!update.replaces_newer()) continue;
    ++question.newer_replaced;
    question.newer_bytes += bytes_held_by(update.replica);
    example(update.folder, update.name);
  }
  for (const Creation& creation : plan.creations) {
    if (!creation.replaces_newer()) continue;
    ++question.newer_replaced;
    question.newer_bytes += bytes_held_by(*creation.replaces);
    example(creation.folder, creation.name);
  }
  const HardLinks::Newer newer_names = builder.hard_links.count_newer();
  question.newer_replaced += newer_names.names;
  question.newer_bytes += newer_names.bytes;
  for (const Removal& removal : plan.removals) {
    if (question.examples.size() >= 3) break;
    if (removal.is_counted_leaf()) example(removal.folder, removal.name);
  }
  if (input.approval) {
    question.approved_removals = input.approval->removals;
    question.approved_newer = input.approval->newer;
    question.approved_empty_source = input.approval->empty_source;
    question.approved_mounts =
        !input.approval->lost_mounts.empty() || !input.approval->changed_mounts.empty();
    question.approved_first_pass = input.approval->first_pass &&
                                   question.removals <= input.approval->removals &&
                                   question.newer_replaced <= input.approval->newer;
  }
  return judge(question);
}

bool PassStages::is_first_pass() const {
  return input.record == nullptr || input.record->first_pass_pending ||
         is_another_folder(replica_root.folder, input.record->let_through_replica);
}

Hold PassStages::hold(const GuardVerdict& verdict, std::uint64_t removals) {
  return {verdict.hold_removals ? removals : 0, verdict.reasons};
}

}  // namespace lockstep
