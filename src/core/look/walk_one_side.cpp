// Walks trees that only one side has: those to be removed, and those to be created if every entry
// is wanted by name.
#include <algorithm>

#include "core/decide/classify.h"
#include "core/decide/offline.h"
#include "core/look/leave_out.h"
#include "core/look/mounted_volume.h"
#include "core/look/walk_folders.h"
#include "core/model/temporaries.h"

namespace lockstep {
namespace {

bool was_or_held_a_mount(const Context& context, const RelativePath& path) {
  const auto& known = context.memory.known_mounts.source;
  return std::ranges::any_of(known, [&path](const auto& mount) {
    return RelativePath(mount.first).is_within(path);
  });
}

}  // namespace

void Walk::plan_removal(const Entry& replica, const Folders& folders, bool left_out) {
  const bool temporary = is_own_temporary(replica);
  if (context_.policy.removals == Removals::never && !temporary) return;
  Removal removal{
      .folder = folders.pair, .name = std::string(replica.name), .replica = replica.without_name()};
  removal.temporary = temporary;
  removal.excluded = context_.policy.excluded == ExcludedEntries::remove &&
                     (left_out || is_excluded(*folders.pair, replica, context_));
  if (folders.other_spellings != nullptr) {
    const auto other = folders.other_spellings->find(replica.name);
    if (other != folders.other_spellings->end()) removal.other_spelling = other->second;
  }
  if (replica.kind != EntryKind::directory) {
    if (replica.link_count > 1)
      builder_.hard_links.saw_extra(replica, {folders.pair, removal.name});
    return builder_.add(std::move(removal));
  }
  const auto child = folders.pair->child(replica.name);
  child->replica_entry = removal.replica;
  child->excluded = removal.excluded;
  child->other_spelling = removal.other_spelling;
  if (was_or_held_a_mount(context_, child->path()))
    return builder_.add_lost_mount(child->path().text());
  if (replica.mount_point) {
    return context_.report.problem(
        "remove", Side::replica, child->path().text(),
        Error(ErrorKind::busy,
              "another volume is mounted there; unmount it, or exclude this folder"));
  }
  removal.contents = child;
  context_.resources.pool.submit([this, child, removal = std::move(removal)]() mutable {
    walk_extra_folder(child, std::move(removal));
  });
}

void Walk::walk_extra_folder(const std::shared_ptr<Pair>& pair, Removal removal) {
  if (context_.stopping()) return pair->retain();
  const auto fail = [&](const char* operation, const Error& error) {
    pair->retain();
    context_.report.could_not_look(operation, Side::replica, pair->path().text(), error);
  };
  const auto replica = pair->replica();
  if (!replica) {
    if (put_aside({pair, {}, removal, "open", replica.error()})) return;
    return fail("open", replica.error());
  }
  auto listed = (*replica)->list();
  if (!listed) return fail("list", listed.error());
  if (put_aside({pair, {}, removal, "examine", Error(ErrorKind::other)}, *listed)) return;
  context_.report.step();
  const auto [listing, stays] = leave_out_of_replica(std::move(*listed), *pair, context_, {});
  if (!stays.empty()) pair->retain();
  Totals totals{.replica_entries = listing.entries.size()};

  VolumeState& volume = context_.volume_of(pair->replica_entry, **replica);
  const CompareRules rules = context_.rules(volume);
  // There is no source folder here, and nothing below asks for one.
  const Folders folders{{pair, **replica, **replica, volume}, rules};
  for (const Entry& entry : listing.entries) {
    if (entry.unreadable || entry.mount_point) pair->retain();
    if (entry.unreadable) continue;
    const bool leaf = entry.kind != EntryKind::directory && !is_own_temporary(entry);
    if (leaf) ++totals.replica_leaves;
    if (leaf) totals.replica_bytes += bytes_held_by(entry);
    plan_removal(entry, folders, false);
  }
  for (const Listing::Failure& failure : listing.failures) {
    context_.report.could_not_look("examine", Side::replica,
                                   pair->path().child(failure.name).text(), failure.error);
  }
  removal.empty_folder = listing.entries.empty() && !pair->marks.retains;
  if (removal.empty_folder) ++totals.replica_leaves;
  builder_.count(totals);
  builder_.add(std::move(removal));
}

void Walk::expand_creations() {
  // The folders are listed apart, because the tasks add to the list of creations.
  std::vector<std::shared_ptr<Pair>> folders;
  for (Creation& creation : builder_.findings().plan.creations) {
    if (!creation.contents || creation.expanded) continue;
    creation.expanded = true;
    folders.push_back(creation.contents);
  }
  for (auto& folder : folders) {
    context_.resources.pool.submit([this, folder = std::move(folder)] { expand(folder); });
  }
  context_.resources.pool.wait_idle();
}

void Walk::expand(const std::shared_ptr<Pair>& pair) {
  if (context_.stopping()) return;
  if (is_left_alone(pair->source_entry, context_.policy)) return;
  const auto source = pair->source();
  if (!source && source.error().kind() == ErrorKind::not_found) {
    return context_.report.folder_vanished(pair->path().text());
  }
  if (!source) {
    pair->marks.unreadable_told = true;
    return context_.report.problem("open", Side::source, pair->path().text(),
                                   source.error());
  }
  context_.cover_folder(*pair, **source);
  auto listed = (*source)->list();
  if (!listed)
    return context_.report.problem("list", Side::source, pair->path().text(), listed.error());
  const Listing listing = resolve_clashes_of_new_names(
      leave_out_of_source(std::move(*listed), *pair, context_).listing, *pair, context_);
  context_.report.scanned(listing.entries.size(), 1);
  builder_.count({.source_entries = listing.entries.size()});
  for (const Listing::Failure& failure : listing.failures) {
    context_.report.problem("examine", Side::source,
                            pair->path().child(failure.name).text(), failure.error);
  }
  for (const Entry& entry : listing.entries) {
    context_.watch_entry(*pair, entry.name, entry);
    const CreationClass creation_class =
        classify(entry, {context_.policy, context_.rights.create_devices});
    if (creation_class == CreationClass::unknown) continue;
    if (creation_class == CreationClass::device) {
      context_.report.devices_left_out();
      continue;
    }
    if (creation_class == CreationClass::impossible) {
      context_.report.skipped(pair->path().child(entry.name).text(), kImpossible);
      continue;
    }
    if (creation_class == CreationClass::offline) {
      context_.report.problem("read", Side::source, pair->path().child(entry.name).text(),
                              offline_error());
      continue;
    }
    Creation creation{
        .folder = pair, .name = std::string(entry.name), .source = entry.without_name()};
    if (entry.kind == EntryKind::directory) {
      creation.contents = pair->child(entry.name);
      creation.contents->source_entry = creation.source;
      // Past the window the rest stays one operation: a rename missed for that costs a copy.
      creation.expanded = !is_window_full();
      if (entry.mount_point) {
        saw_nested_mount(*creation.contents,
                         volume_mounted_at(**source, entry.name, context_.policy));
      }
      if (creation.expanded) {
        context_.resources.pool.submit([this, folder = creation.contents] { expand(folder); });
      }
    } else if (creation_class == CreationClass::link_group) {
      builder_.hard_links.add({.folder = pair,
                               .name = std::move(creation.name),
                               .source = creation.source,
                               .replica = std::nullopt,
                               .state = MemberState::create});
      continue;
    }
    builder_.add(std::move(creation));
  }
}

}  // namespace lockstep
