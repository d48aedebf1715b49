#include "core/change/rights_writer.h"

#include <algorithm>
#include <ranges>
#include <utility>

#include "core/decide/interim_rights.h"
#include "core/look/parallel.h"
#include "core/look/selected_attributes.h"

namespace lockstep {
namespace {

constexpr std::uint16_t kOwnersAccess = 0700;

Attributes access_lists(Attributes attributes) {
  std::erase_if(attributes, [](const Attribute& attribute) {
    return !is_access_control_list(attribute.name);
  });
  return attributes;
}

// Sets owner and mode alone. They close an entry whatever its access lists say, since the group's
// bits limit all that these lists give to others (acl(5)).
Result<void> set_rights(Handle& entry, const Entry& now, const InterimRights& rights) {
  if (rights.owner != now.owner) {
    if (auto done = entry.set_owner(rights.owner, now.group); !done) return done;
  }
  return rights.mode == now.mode ? Result<void>() : entry.set_mode(rights.mode);
}

// Returns whether this process may not change the rights of the folder at all. Then it has no say
// in who looks into the folder, and mirrors into it as it is. The end of the pass tells that the
// folder's metadata can't be set.
bool is_somebody_elses(const Error& error) {
  return error.kind() == ErrorKind::permission_denied || error.kind() == ErrorKind::not_supported;
}

}  // namespace

void RightsWriter::take_rights(const std::vector<std::shared_ptr<const Pair>>& folder_repairs) {
  std::vector<PairPointer> folders;
  for (; asked_for_ < folder_repairs.size(); ++asked_for_) {
    const PairPointer& folder = folder_repairs[asked_for_];
    if (!folder->in_replica()) continue;  // it is moved here, see `protect`
    const VolumeState& volume = writer_.volume_of(*folder, *context_.roots.replica);
    if (may_take_rights(folder->found, folder->source_entry, folder->replica_entry,
                        context_.rules(volume)))
      folders.push_back(folder);
  }
  for_each_in_parallel(
      context_.resources.pool, folders, [](const PairPointer&) { return std::uint64_t{0}; },
      [this](const PairPointer& folder) {
        if (!context_.stopping()) take_rights_of(folder);
      });
  context_.resources.pool.wait_idle();
}

Result<void> RightsWriter::take_rights_now(const PairPointer& folder) {
  const auto replica = folder->replica();
  if (!replica) return failure(replica.error());
  const auto now = (*replica)->examine();
  if (!now) return failure(now.error());
  VolumeState& volume = writer_.volume_of(*folder, **replica);
  AccessLists lists = AccessLists::equal;
  if (folder->found.attributes) {
    const auto source = folder->source();
    const auto both = source ? read_both(static_cast<const Handle&>(**source), **replica, context_,
                                         volume)
                             : Result<AttributesOfBoth>(failure(source.error()));
    if (!both || access_lists(both->source) != access_lists(both->replica))
      lists = AccessLists::differ;
  }
  return set_rights(**replica, *now,
                    interim_rights(folder->source_entry, *now, lists, context_.rules(volume)));
}

void RightsWriter::take_rights_of(const PairPointer& folder) {
  const auto taken = take_rights_now(folder);
  if (taken) return writer_.changed(folder);
  if (is_somebody_elses(taken.error())) return;
  folder->marks.shows_too_much = true;
  any_shows_too_much_ = true;
  context_.report.problem(
      "take rights from", Side::replica, folder->path().text(),
      taken.error().within("nothing new is put into it, since others might read that"));
}

Result<void> RightsWriter::protect(const std::vector<Repair>& moved) {
  for (const Repair& entry : moved) {
    const auto done = writer_.in_folder(entry.folder, [&](Directory& folder) -> Result<void> {
      Entry expected = entry.replica;
      expected.link_count = 1;  // rights are not taken from a name outside of the replica
      const auto opened = perform_in(folder, Change{entry.name, OpenEntry{}, expected});
      if (!opened) return failure(opened.error());
      const CompareRules rules = context_.rules(writer_.volume_of(*entry.folder, folder));
      const AccessLists lists =
          entry.changes.attributes ? AccessLists::differ : AccessLists::equal;
      return set_rights(*opened->handle, opened->now,
                        interim_rights(entry.source, opened->now, lists, rules));
    });
    if (!done) return failure(done.error().within("take rights from what is to be moved"));
    writer_.changed(entry.folder);
  }
  return {};
}

bool RightsWriter::may_put_into(const Pair& folder) const {
  if (folder.marks.not_made) return false;
  if (!any_shows_too_much_.load(std::memory_order_relaxed)) return true;
  for (const Pair* above = &folder; above != nullptr; above = above->parent().get()) {
    if (above->marks.shows_too_much) return false;
  }
  return true;
}

bool RightsWriter::open_up(const Pair& folder) {
  const auto outside = open_from_outside(folder);
  if (!outside) return false;
  const std::uint16_t before = outside->now.mode;
  if (!outside->handle->set_mode(static_cast<std::uint16_t>(before | kOwnersAccess))) return false;
  const PairPointer opened = folder.shared_from_this();
  writer_.changed(opened);
  // A folder that the source has gets its mode from there, like any folder whose mode differs.
  if (!folder.in_source()) opened_.push_back({opened, before});
  return true;
}

void RightsWriter::close_again() {
  // The folders are closed in reverse, since those below were opened after those above.
  for (const Opened& opened : std::views::reverse(opened_)) {
    const auto outside = open_from_outside(*opened.folder);
    // A folder that can't be opened is gone.
    if (outside) static_cast<void>(outside->handle->set_mode(opened.mode));
  }
  opened_.clear();
}

Result<Outside> open_from_outside(const Pair& folder) {
  auto parent = folder.parent()->replica();
  if (!parent) return failure(parent.error());
  auto opened = perform_in(**parent, Change{folder.name(), OpenEntry{}});
  if (!opened) return failure(opened.error());
  // The folder is recognized by its number alone, since a mount may give it another volume than its
  // listing told.
  const Entry& now = opened->now;
  if (now.kind != EntryKind::directory ||
      now.identity.object != folder.replica_entry.identity.object)
    return failure(ErrorKind::changed, "another entry has taken its place");
  return Outside{std::move(*parent), std::move(opened->handle), now};
}

}  // namespace lockstep
