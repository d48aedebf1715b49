#include "core/pass_stages.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/renames.h"
#include "core/selected_attributes.h"

namespace lockstep {
namespace {

// The last complete pass lies in the future: the clock was wrong then, and how wrong is not known.
constexpr std::int64_t kClockRepair = 24 * 60 * 60;  // seconds

bool is_from_the_future(const PairRecord& record, Timestamp now) {
  return record.complete_pass_end && *record.complete_pass_end > now;
}

std::optional<Timestamp> trusted_before(const PassInput& input, const MirrorPolicy& policy,
                                        Timestamp now) {
  if (input.record == nullptr || is_from_the_future(*input.record, now)) return std::nullopt;
  if (input.record->policy_fingerprint != policy.fingerprint) return std::nullopt;
  return input.record->complete_pass_start;
}

// Whatever the options were: files had the same content after that pass.
std::optional<Timestamp> doubted_from(const PassInput& input, Timestamp now) {
  if (input.record == nullptr) return std::nullopt;
  if (is_from_the_future(*input.record, now)) return now.earlier_by(kClockRepair);
  return input.record->complete_pass_start;
}

// What a user without privilege could not compare, root's pass has not seen to be equal.
MirrorPolicy as_this_user(MirrorPolicy policy, const PassInput& input) {
  if (!input.change_owners) policy.fingerprint += " without privilege";
  return policy;
}

// Where one of them can't be told nothing is known.
bool is_another(const std::string& folder, const std::string& known) {
  const auto is_told = [](const std::string& which) {
    return !which.empty() && which.back() != '/';
  };
  return is_told(folder) && is_told(known) && folder != known;
}

enum class RootIs { the_same, another, unknown };

// Another one may have been mounted over it, or moved to its place, and be as old. One whose ctime
// goes backwards is a volume that was set back to what it was: nothing on it is what was compared.
RootIs compare_root(const RootRecord& now, const RootRecord& known) {
  if (known.folder.empty()) return RootIs::unknown;
  if (now.folder != known.folder || now.changed < known.changed) return RootIs::another;
  return now.folder.ends_with('/') ? RootIs::unknown : RootIs::the_same;
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
      rate_limit(pass_policy.bytes_per_second, *pass_input.clock),
      context{.input = pass_input,
              .policy = policy,
              .report = report,
              .open_folders = open_folders,
              .volumes = volumes,
              .stop = stop,
              .drop = pass_input.drop.stop_possible() ? pass_input.drop : stop,
              .trusted_before = trusted_before(pass_input, policy, start),
              .doubted_from = doubted_from(pass_input, start),
              .owners = pass_policy.metadata.owners && pass_input.change_owners,
              .rate_limit = pass_policy.bytes_per_second > 0 ? &rate_limit : nullptr,
              .known_mounts = policy.approve
                                  ? KnownMounts()
                                  : known_mounts(pass_input.record, pass_input.approval)},
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
  if (!source_volume.remote) context.local_source_device = roots->source_entry.identity.volume;
  if (input.replica != nullptr) {
    if (auto done = examine(replica, input.replica_path, roots->replica_entry, replica_volume,
                            replica_root);
        !done)
      return done;
  }
  if (input.record == nullptr || policy.approve) return {};
  const auto expect = [](const std::string& what, const std::string& path, const std::string& known,
                         const std::string& now) -> Result<void> {
    if (known.empty() || known == now) return {};
    return failure(ErrorKind::changed, fmt::format("the {} '{}' is on another volume ({}) than at "
                                                   "the last pass ({}); mount that one again, "
                                                   "or run with --approve if this is meant",
                                                   what, path, now, known));
  };
  if (auto done =
          expect("source", input.source_path, input.record->source_volume, source_volume.identity);
      !done) {
    return done;
  }
  if (input.replica == nullptr) return {};
  return expect("replica", input.replica_path, input.record->replica_volume,
                replica_volume.identity);
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
  if (roots->found.any()) builder.add_folder_repair(roots);
  roots->trusted = rules.trusted_before && are_the_known_roots(*rules.trusted_before);
  walk.run(roots);
}

bool PassStages::are_the_known_roots(Timestamp before) const {
  const PairRecord& record = *input.record;
  const RootIs source = compare_root(source_root, record.source_root);
  const RootIs replica = compare_root(replica_root, record.replica_root);
  if (source == RootIs::another || replica == RootIs::another) return false;
  if (changed_before(roots->source_entry, before) && changed_before(roots->replica_entry, before))
    return true;
  // A root that has changed, and is the one that it was: then only what is in it came, went or
  // changed (see Walk::is_where_it_was).
  return source == RootIs::the_same && replica == RootIs::the_same &&
         source_volume.renames_change_ctime && replica_volume.renames_change_ctime;
}

LinkDecisions PassStages::resolve_links() {
  return builder.hard_links.resolve([this](std::uint64_t device) {
    if (!policy.metadata.hard_links) return false;
    return input.replica == nullptr || volumes.of(device, *input.replica).capabilities().hard_links;
  });
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

std::uint64_t PassStages::counted_removals() {
  const auto& removals = builder.plan().removals;
  return static_cast<std::uint64_t>(
      std::count_if(removals.begin(), removals.end(), [](const Removal& removal) {
        return removal.is_counted_leaf() && !(removal.contents && removal.contents->retains);
      }));
}

GuardVerdict PassStages::ask_guard() {
  const Plan& plan = builder.plan();
  GuardInput question;
  question.limit = policy.removal_limit;
  question.first_pass = is_first_pass();
  question.approve = policy.approve;
  question.allow_empty_source = policy.allow_empty_source;
  question.removals = counted_removals();
  question.recent_removals = input.recent_removals;
  question.source_entries = builder.source_entries;
  question.replica_entries = builder.replica_entries;
  question.replica_leaves = builder.replica_leaves;
  question.foreign = count_foreign();
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
    example(update.folder, update.name);
  }
  for (const Creation& creation : plan.creations) {
    if (!creation.replaces_newer()) continue;
    ++question.newer_replaced;
    example(creation.folder, creation.name);
  }
  question.newer_replaced += builder.hard_links.count_newer();
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
         is_another(replica_root.folder, input.record->let_through_replica);
}

Hold PassStages::hold(const GuardVerdict& verdict, std::uint64_t removals) {
  return {verdict.hold_removals ? removals : 0, verdict.reasons};
}

}  // namespace lockstep
