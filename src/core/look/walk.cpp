#include "core/look/walk.h"

#include <algorithm>

#include "core/decide/classify.h"
#include "core/decide/offline.h"
#include "core/look/leave_out.h"
#include "core/look/look_at_names.h"
#include "core/look/mounted_volume.h"
#include "core/look/resolve_name_clashes.h"
#include "core/look/walk_folders.h"
#include "core/model/temporaries.h"

namespace lockstep {
namespace {

// A server's clock may be this late, and its ctimes as much older than they seem. A clock that is
// ahead only costs reading.
constexpr std::int64_t kLateClock = 60 * 60;  // seconds

// A folder whose volume can't be examined counts as remote.
bool is_remote(const Directory& folder) {
  const auto volume = folder.volume();
  return !volume || volume->remote;
}

void report_unreadable(const Listing& listing, const Pair& pair, Side side,
                       Report& report) {
  for (const Listing::Failure& failure : listing.failures) {
    report.could_not_look("examine", side, pair.path().child(failure.name).text(), failure.error);
  }
}

// True if the volume lists names that it can't look up (Directory::list); absence from such a
// listing proves nothing.
bool lists_what_it_does_not_find(const Listing& listing) {
  return std::ranges::any_of(listing.failures, [](const Listing::Failure& failure) {
    return failure.error.kind() == ErrorKind::name_not_possible;
  });
}

std::uint64_t count_leaves(const Listing& listing, const Pair& pair) {
  if (listing.entries.empty() && pair.parent()) return 1;
  return static_cast<std::uint64_t>(
      std::count_if(listing.entries.begin(), listing.entries.end(), [](const Entry& entry) {
        return entry.kind != EntryKind::directory && !is_own_temporary(entry);
      }));
}

std::uint64_t count_bytes(const Listing& listing) {
  std::uint64_t bytes = 0;
  for (const Entry& entry : listing.entries) {
    if (entry.kind == EntryKind::file && !is_own_temporary(entry.name)) bytes += entry.size;
  }
  return bytes;
}

// Returns the names of the entries that the last complete pass left out.
Names left_out_by_the_last(const std::vector<Entry>& entries, const Pair& pair,
                           const Context& context) {
  Names names;
  if (context.memory.trust.left_out_then.is_nothing()) return names;
  const RelativePath folder = pair.path();
  for (const Entry& entry : entries) {
    if (context.memory.trust.left_out_then.was(folder, entry)) names.push_back(entry.name);
  }
  return names;
}

// True if the volume mounted at the replica's folder is certainly empty: it is there to be filled.
// The entries of any other are not ours to clear up. A volume that can't be listed counts as not
// empty.
bool is_empty_volume(const Directory& replica, const Pair& child, const Context& context) {
  const auto volume = replica.open_directory(child.name());
  if (!volume) return false;
  auto listing = (*volume)->list();
  if (!listing || !listing->failures.empty()) return false;
  return leave_out_of_replica(std::move(*listing), child, context, {}).listing.entries.empty();
}

// Returns the scope of a partial pass, or null, if all is to be looked at.
const Scope* whole_or(const PartialPass* partial) {
  return partial == nullptr || partial->scope->deep ? nullptr : partial->scope;
}

}  // namespace

void Walk::run(const std::shared_ptr<Pair>& roots) {
  context_.resources.pool.run([this, roots] {
    compare_pair(roots, {.other_clock = !context_.roots.local_source_device.has_value(),
                         .scope = whole_or(context_.partial)});
  });
}

bool Walk::resume() {
  std::vector<Postponed> waiting;
  waiting.swap(postponed_);
  if (waiting.empty()) return false;
  builder_.nothing_applicable();
  for (auto& [pair, descent] : waiting) submit(std::move(pair), descent);
  context_.resources.pool.wait_idle();
  return true;
}

void Walk::submit(std::shared_ptr<Pair> pair, Descent descent) {
  context_.resources.pool.submit(
      [this, pair = std::move(pair), descent] { compare_pair(pair, descent); });
}

void Walk::compare_pair(const std::shared_ptr<Pair>& pair, Descent descent) {
  if (context_.stopping()) return;
  if (is_window_full()) {
    const std::scoped_lock lock(mutex_);
    postponed_.push_back({pair, descent});
    return;
  }
  Report& report = context_.report;
  const auto source = pair->source();
  if (!source) {
    if (source.error().kind() == ErrorKind::not_found) {
      report.folder_vanished(pair->path().text());
    } else {
      pair->marks.unreadable_told = true;
      report.could_not_look("open", Side::source, pair->path().text(), source.error());
    }
    return;
  }
  const auto replica = pair->replica();
  if (!replica) {
    if (put_aside({pair, descent, {}, "open", replica.error()})) return;
    return report.could_not_look("open", Side::replica, pair->path().text(), replica.error());
  }
  VolumeState& volume = context_.volume_of(pair->replica_entry, **replica);
  const bool all_names =
      descent.scope == nullptr || needs_all_names(*pair, **source, volume, context_);
  auto listed = list_both(*pair, all_names ? nullptr : descent.scope, **source, **replica);
  if (!listed) return;
  if (put_aside({pair, descent, {}, "examine", Error(ErrorKind::other)}, listed->replica)) return;

  auto [source_rest, left_out] = leave_out_of_source(std::move(listed->source), *pair, context_);
  auto [replica_rest, stays] =
      leave_out_of_replica(std::move(listed->replica), *pair, context_, left_out);
  volume.saw_times_of(replica_rest.entries, pair->replica_entry.identity.volume);
  const OpenPair open{pair, **source, **replica, volume};
  ResolvedNames names =
      resolve_name_clashes(std::move(source_rest), std::move(replica_rest), open, context_);
  for (Rename& respelling : names.respellings) builder_.add(std::move(respelling));
  const Listing& in_source = names.in_source;
  const Listing& in_replica = names.in_replica;
  report_unreadable(in_source, *pair, Side::source, report);
  report_unreadable(in_replica, *pair, Side::replica, report);
  report.scanned(in_source.entries.size(), 1);
  builder_.count({.source_entries = in_source.entries.size(),
                  .replica_entries = in_replica.entries.size(),
                  .replica_leaves = count_leaves(in_replica, *pair),
                  .replica_bytes = count_bytes(in_replica)});

  // This folder is not the one that was compared, however old its entries seem.
  if (context_.memory.seen_folders.saw(*pair, **source) == SeenFolders::Was::another) {
    descent.moved = true;
    pair->trusted = false;
  }
  CompareRules rules = context_.rules_below(*pair, volume);
  rules.moved_folder = descent.moved;
  if (pair->parent() && pair->source_entry.mount_point) descent.other_clock = is_remote(**source);
  if (descent.other_clock && rules.doubted_from)
    rules.doubted_from = rules.doubted_from->earlier_by(kLateClock);
  std::vector<std::string> in_doubt;
  if (context_.memory.doubts.any_known()) {
    const std::string path = pair->path().text();
    in_doubt = context_.memory.doubts.names_in(path);
    rules.all_in_doubt = context_.memory.doubts.are_all_in(path);
  }
  if (!in_doubt.empty()) rules.in_doubt = &in_doubt;
  const Names left_out_then = left_out_by_the_last(in_source.entries, *pair, context_);
  rules.left_out_then = &left_out_then;
  const bool names_doubtful = lists_what_it_does_not_find(in_source);
  const Folders folders{open, rules, &names.other_spellings, descent};
  for (const Finding& finding : compare_directory(in_source.entries, in_replica.entries, rules)) {
    if (context_.stopping()) return;
    if (finding.verdict == Verdict::extra && names_doubtful &&
        !is_own_temporary(*finding.replica)) {
      if (context_.policy.removals == Removals::never) continue;
      report.could_not_look(
          "remove", Side::replica, folders.path(finding.replica->name),
          Error(ErrorKind::name_not_possible,
                "the source's folder lists names that it does not find, and this may be "
                "one of them"));
    } else if (finding.verdict == Verdict::extra) {
      plan_removal(*finding.replica, folders,
                   std::binary_search(left_out.begin(), left_out.end(), finding.replica->name));
    } else if (finding.verdict == Verdict::create &&
               std::binary_search(stays.begin(), stays.end(), finding.source->name)) {
      report.skipped(folders.path(finding.source->name),
                     "a pattern excludes the replica's folder of this name, which is left alone");
    } else {
      handle(finding, folders);
    }
  }
}

void Walk::handle(const Finding& finding, const Folders& folders) {
  if (finding.source != nullptr)
    context_.watch_entry(*folders.pair, finding.source->name, *finding.source);
  if (needs_offline_content(finding, context_.policy)) {
    return context_.report.problem("read", Side::source, folders.path(finding.source->name),
                                   offline_error());
  }
  switch (finding.verdict) {
    case Verdict::same:
      return plan_repair(finding, folders);
    case Verdict::undecided:
      return finding.source->kind == EntryKind::symlink ? decide_target(finding, folders)
                                                        : decide_content(finding, folders);
    case Verdict::descend:
      return descend(finding, folders);
    case Verdict::create:
      return plan_creation(*finding.source, folders, nullptr);
    case Verdict::update:
      return plan_update(finding, folders, text(finding.reason));
    case Verdict::extra:
      return plan_removal(*finding.replica, folders, false);
    case Verdict::could_not_look:
      if (finding.source != nullptr && finding.source->kind == EntryKind::other &&
          !finding.source->unreadable) {
        context_.report.skipped(folders.path(finding.source->name), kImpossible);
      }
      return;
  }
}

void Walk::saw_nested_mount(const Pair& folder, std::string identity) {
  std::string path = folder.path().text();
  // A volume that is not mirrored may go away, unless it once was mirrored.
  if (context_.policy.volumes == Volumes::stay_on_source_volume) {
    if (context_.memory.record == nullptr) return;
    // A volume above one that was mirrored may not go away, either: what is below it is not looked
    // at.
    const Mounts& known = context_.memory.record->source.mounts;
    const bool known_below = std::ranges::any_of(known, [&path](const auto& mount) {
      return RelativePath(mount.first).is_within(RelativePath(path));
    });
    if (!known_below) return;
  }
  builder_.add_source_mount(std::move(path), std::move(identity));
}

void Walk::descend(const Finding& found, const Folders& folders) {
  Finding finding = found;
  const std::shared_ptr<Pair> child = folders.pair->child(finding.source->name);
  child->source_entry = finding.source->without_name();
  child->replica_entry = finding.replica->without_name();
  const KnownMounts& known = context_.memory.known_mounts;
  if (finding.source->mount_point) {
    std::string identity = volume_mounted_at(folders.source, finding.source->name, context_.policy);
    if (known.is_another_in_source(child->path().text(), identity))
      return builder_.add_lost_mount(child->path().text());
    saw_nested_mount(*child, std::move(identity));
  } else if (!known.source.empty() && known.was_in_source(child->path().text())) {
    return builder_.add_lost_mount(child->path().text());
  }
  const bool holds_volume = finding.replica->mount_point;
  if (holds_volume || !known.replica.empty()) {
    const std::string path = child->path().text();
    std::string identity =
        holds_volume ? volume_mounted_at(folders.replica, finding.replica->name, context_.policy)
                     : "";
    if (known.has_changed(path, holds_volume, identity) &&
        !(holds_volume && is_empty_volume(folders.replica, *child, context_))) {
      return builder_.add_changed_mount(path);
    }
    if (holds_volume) builder_.add_replica_mount(path, std::move(identity));
  }
  child->trusted = is_where_it_was(finding, *child, folders);
  Descent descent = folders.descent;
  // The last complete pass compared nothing below, however old it is.
  if (folders.left_out_then(finding.source->name)) descent.moved = true;
  if (!descent.moved && !child->trusted) descent.moved = was_moved_here(*finding.source, folders);
  if (!read_attributes(finding, folders)) return;
  if (finding.changes.any()) {
    child->found = finding.changes;
    builder_.add_folder_repair(child);
  }
  if (is_left_alone(*finding.source, context_.policy)) return;
  if (const auto below = descent.to(finding.source->name)) submit(child, *below);
}

void Walk::plan_creation(const Entry& source, const Folders& folders, const Entry* replaced) {
  // Entries that could not be examined, or read, and those that can't be mirrored do not come here:
  // see `handle`.
  const CreationClass creation_class =
      classify(source, {context_.policy, context_.rights.create_devices});
  if (creation_class == CreationClass::device) return context_.report.devices_left_out();
  Creation creation{
      .folder = folders.pair, .name = std::string(source.name), .source = source.without_name()};
  if (replaced != nullptr) creation.replaces = replaced->without_name();
  if (source.kind == EntryKind::directory) {
    creation.contents = folders.pair->child(source.name);
    creation.contents->source_entry = creation.source;
    const KnownMounts& known = context_.memory.known_mounts;
    if (!known.replica.empty()) {
      const std::string path = creation.contents->path().text();
      if (known.has_changed(path, false) || known.was_below_in_replica(path))
        return builder_.add_changed_mount(path);
    }
    if (source.mount_point) {
      saw_nested_mount(*creation.contents,
                       volume_mounted_at(folders.source, source.name, context_.policy));
    }
  } else if (creation_class == CreationClass::link_group) {
    return builder_.hard_links.add({.folder = folders.pair,
                                    .name = std::move(creation.name),
                                    .source = creation.source,
                                    .replica = std::nullopt,
                                    .state = MemberState::create});
  }
  builder_.add(std::move(creation));
}

void Walk::plan_update(const Finding& finding, const Folders& folders, const std::string& reason) {
  const Entry& source = *finding.source;
  const Entry& replica = *finding.replica;
  if (context_.leaves_out(source)) return;
  if (source.kind == EntryKind::directory) {
    if (replica.link_count > 1)
      builder_.hard_links.saw_extra(replica, {folders.pair, std::string(replica.name)});
    return plan_creation(source, folders, &replica);
  }
  if (replica.kind == EntryKind::directory) {
    if (context_.policy.removals == Removals::never) {
      return context_.report.problem(
          "replace", Side::replica, folders.path(replica.name),
          Error(ErrorKind::not_empty,
                "a folder stands where the source has none, and --no-delete keeps it"));
    }
    plan_removal(replica, folders, false);
    Creation creation{
        .folder = folders.pair, .name = std::string(source.name), .source = source.without_name()};
    creation.after_removals = true;
    if (source.link_count == 1) return builder_.add(std::move(creation));
    return builder_.hard_links.add({.folder = folders.pair,
                                    .name = std::move(creation.name),
                                    .source = creation.source,
                                    .replica = std::nullopt,
                                    .state = MemberState::create,
                                    .after_removals = true});
  }
  const Entry wanted = source.without_name();
  const Entry expected = replica.without_name();
  std::string name(source.name);
  if (source.link_count > 1 || replica.link_count > 1) {
    builder_.hard_links.add({.folder = folders.pair,
                             .name = std::move(name),
                             .source = wanted,
                             .replica = expected,
                             .state = MemberState::update,
                             .changes = {},
                             .reason = reason});
  } else {
    builder_.add(Update{folders.pair, std::move(name), wanted, expected, reason});
  }
}

void Walk::plan_repair(const Finding& found, const Folders& folders) {
  Finding finding = found;
  if (!read_attributes(finding, folders)) return;
  if (finding.verdict == Verdict::undecided) return decide_content(finding, folders);
  if (must_be_replaced(*finding.source, *finding.replica, finding.changes, folders.rules))
    return plan_update(finding, folders, finding.changes.text());
  const Entry source = finding.source->without_name();
  const Entry replica = finding.replica->without_name();
  std::string name(finding.source->name);
  if (source.link_count > 1 || replica.link_count > 1) {
    builder_.hard_links.add({.folder = folders.pair,
                             .name = std::move(name),
                             .source = source,
                             .replica = replica,
                             .state = MemberState::same,
                             .changes = finding.changes});
  } else if (finding.changes.any()) {
    builder_.add(Repair{folders.pair, std::move(name), source, replica, finding.changes});
  }
}

}  // namespace lockstep
