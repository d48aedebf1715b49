// Who may look into the replica's folders while a pass is at work. What the source protects is
// protected before it arrives: rights are taken away first and given at the end. And folders that
// this user has closed to itself are opened, only to itself, and closed again.
//
// If the process dies in between, a folder grants less than it should, or its owner more than its
// mode says: either way its mode differs from the source's, and the next pass repairs it.
#include <algorithm>
#include <ranges>

#include "core/change/apply.h"
#include "core/decide/interim_rights.h"
#include "core/look/parallel.h"
#include "core/look/selected_attributes.h"
#include "core/model/temporaries.h"
#include "platform/disk/perform.h"

namespace lockstep {
namespace {

constexpr std::uint16_t kOwnersAccess = 0700;

Attributes access_lists(Attributes attributes) {
  std::erase_if(attributes, [](const Attribute& attribute) {
    return !is_access_control_list(attribute.name);
  });
  return attributes;
}

// Owner and mode alone: they close an entry whatever its access lists say, since the bits of the
// group limit all that these give to others (acl(5)).
Result<void> set_rights(Handle& entry, const Entry& now, const InterimRights& rights) {
  if (rights.owner != now.owner) {
    if (auto done = entry.set_owner(rights.owner, now.group); !done) return done;
  }
  return rights.mode == now.mode ? Result<void>() : entry.set_mode(rights.mode);
}

// Who may not change the rights of a folder at all has no say in who looks into it, and mirrors
// into it as it is. That its metadata can't be set is told at the end of the pass.
bool is_somebody_elses(const Error& error) {
  return error.kind() == ErrorKind::permission_denied || error.kind() == ErrorKind::not_supported;
}

}  // namespace

void Apply::take_rights(const std::vector<std::shared_ptr<const Pair>>& folder_repairs) {
  std::vector<PairPointer> folders;
  for (; rights_asked_for_ < folder_repairs.size(); ++rights_asked_for_) {
    const PairPointer& folder = folder_repairs[rights_asked_for_];
    if (!folder->in_replica()) continue;  // it is moved here: see `protect`
    const VolumeState& volume =
        context_.volumes.of(folder->replica_device(), *context_.input.replica);
    if (may_take_rights(folder->found, folder->source_entry, folder->replica_entry,
                        context_.rules(volume)))
      folders.push_back(folder);
  }
  for_each_in_parallel(
      *context_.input.pool, folders, [](const PairPointer&) { return std::uint64_t{0}; },
      [this](const PairPointer& folder) {
        if (!context_.stopping()) take_rights_of(folder);
      });
  context_.input.pool->wait_idle();
}

void Apply::take_rights_of(const PairPointer& folder) {
  const auto take = [&]() -> Result<void> {
    const auto replica = folder->replica();
    if (!replica) return failure(replica.error());
    const auto now = (*replica)->examine();
    if (!now) return failure(now.error());
    VolumeState& volume = context_.volumes.of(folder->replica_device(), **replica);
    AccessLists lists = AccessLists::equal;
    if (folder->found.attributes) {
      const auto source = folder->source();
      const auto both = source ? read_both(static_cast<const Handle&>(**source), **replica,
                                           context_, volume)
                               : Result<AttributesOfBoth>(failure(source.error()));
      if (!both || access_lists(both->source) != access_lists(both->replica))
        lists = AccessLists::differ;
    }
    return set_rights(
        **replica, *now,
        interim_rights(folder->source_entry, *now, lists, context_.rules(volume)));
  };
  const auto taken = take();
  if (taken) return changed(folder);
  if (is_somebody_elses(taken.error())) return;
  folder->shows_too_much = true;
  any_shows_too_much_ = true;
  context_.report.problem(
      "take rights from", Report::Side::replica, folder->path().text(),
      taken.error().within("nothing new is put into it, since others might read that"));
}

Result<void> Apply::protect(const std::vector<Repair>& moved) {
  for (const Repair& entry : moved) {
    auto done = in_replica(entry.folder, [&](Directory& folder) -> Result<void> {
      Entry expected = entry.replica;
      expected.link_count = 1;
      const auto opened =
          perform(folder, Change{entry.name, OpenEntry{}, expected}, new_temporary_name);
      if (!opened) return failure(opened.error());
      const VolumeState& volume = context_.volumes.of(entry.folder->replica_device(), folder);
      const AccessLists lists =
          entry.changes.attributes ? AccessLists::differ : AccessLists::equal;
      return set_rights(
          *opened->handle, opened->now,
          interim_rights(entry.source, opened->now, lists, context_.rules(volume)));
    });
    if (!done) return failure(done.error().within("take rights from what is to be moved"));
    changed(entry.folder);
  }
  return {};
}

bool Apply::may_put_into(const Pair& folder) const {
  if (folder.not_made) return false;
  if (!any_shows_too_much_.load(std::memory_order_relaxed)) return true;
  for (const Pair* above = &folder; above != nullptr; above = above->parent().get()) {
    if (above->shows_too_much) return false;
  }
  return true;
}

Result<Apply::Outside> Apply::from_outside(const Pair& folder) {
  auto parent = folder.parent()->replica();
  if (!parent) return failure(parent.error());
  auto opened = perform(**parent, Change{folder.name(), OpenEntry{}}, new_temporary_name);
  if (!opened) return failure(opened.error());
  const Entry& now = opened->now;
  if (now.kind != EntryKind::directory ||
      now.identity.object != folder.replica_entry.identity.object)
    return failure(ErrorKind::changed, "another entry has taken its place");
  return Outside{std::move(*parent), std::move(opened->handle), now};
}

bool Apply::open_up(const Pair& folder) {
  const auto outside = from_outside(folder);
  if (!outside) return false;
  const std::uint16_t before = outside->now.mode;
  if (!outside->handle->set_mode(static_cast<std::uint16_t>(before | kOwnersAccess))) return false;
  const PairPointer opened = folder.shared_from_this();
  changed(opened);
  // What the source has gets its mode from there, as any folder whose mode differs.
  if (!folder.in_source()) opened_.push_back({opened, before});
  return true;
}

void Apply::close_again() {
  // Those below were opened after those above.
  for (const Opened& opened : std::views::reverse(opened_)) {
    const auto outside = from_outside(*opened.folder);
    if (outside) static_cast<void>(outside->handle->set_mode(opened.mode));  // else it is gone
  }
  opened_.clear();
}

}  // namespace lockstep
