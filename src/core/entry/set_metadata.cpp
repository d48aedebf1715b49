#include "core/entry/set_metadata.h"

#include <string>

#include "core/entry/set_attributes.h"
#include "core/look/selected_attributes.h"

namespace lockstep {
namespace {

constexpr std::string_view kCapabilities = "security.capability";
constexpr std::uint16_t kBeyondPermissions = 07000;  // setuid, setgid, sticky; not set at creation

Result<void> changed_meanwhile(const char* what) {
  return failure(ErrorKind::changed, std::string("somebody changed its ") + what +
                                         " meanwhile; the next pass looks again");
}

bool is_refusal(const Result<void>& done) {
  if (done) return false;
  const ErrorKind kind = done.error().kind();
  return kind == ErrorKind::permission_denied || kind == ErrorKind::not_supported ||
         kind == ErrorKind::invalid;
}

// Returns whether the witness comes back with another owner. The group alone tells nothing about
// the volume once the entry belongs to somebody who may change it.
bool drops_owner(StagedFile& witness, const Entry& wanted) {
  const auto done = witness.set_owner(wanted.owner, wanted.group);
  if (!done) return is_refusal(done);
  const auto now = witness.examine();
  return now && now->owner != wanted.owner;
}

Result<void> set_owner(const MetadataTarget& target, const Entry& source, const Lesson& lesson) {
  auto done = target.handle.set_owner(source.owner, source.group);
  if (done) return done;
  // An owner is only set with the privilege to do so. A refusal is therefore the volume's (vfat,
  // root squash) or this entry's.
  const bool speaks_for_volume = target.subject != Subject::existing || target.now.owner == 0;
  const auto refuses = [&](StagedFile& witness) { return drops_owner(witness, source); };
  if (!is_refusal(done) || !speaks_for_volume || !lesson.holds(refuses))
    return failure(done.error().within("set the owner"));
  target.volume.lacks(&Capabilities::owners, "owners");
  return {};
}

Result<void> set_mode(Handle& replica, std::uint16_t mode, const Lesson& lesson,
                      VolumeState& volume) {
  auto done = replica.set_mode(mode);
  if (done) return done;
  const auto refuses = [mode](StagedFile& witness) {
    const auto again = witness.set_mode(mode);
    return !again && again.error().kind() == ErrorKind::not_supported;
  };
  if (done.error().kind() == ErrorKind::not_supported && lesson.holds(refuses)) {
    volume.lacks(&Capabilities::modes, "permission bits");
    return {};
  }
  return failure(done.error().within("set the mode"));
}

// Returns whether this is the attribute that chown(2) takes away from a file.
bool is_capabilities(const Attribute& attribute) { return attribute.name == kCapabilities; }

Result<void> learn_owner(const Entry& now, const Entry& wanted, const Lesson& lesson,
                         VolumeState& volume) {
  if (now.owner == wanted.owner && now.group == wanted.group) {
    volume.keeps_owners = true;
    return {};
  }
  const auto drops = [&wanted](StagedFile& witness) { return drops_owner(witness, wanted); };
  if (!lesson.is_sure(now) && !lesson.holds(drops)) return changed_meanwhile("owner or group");
  volume.lacks(&Capabilities::owners, "owners");
  return {};
}

// Narrows the mode before the owner changes. The final mode is set after the owner (chown(2) drops
// bits of it), and until then the old mode must not give a new group more than the source does. In
// between, others keep only what both modes grant.
Result<void> narrow_mode(const MetadataTarget& target, const Entry& source, const Lesson& lesson) {
  constexpr std::uint16_t kOthers = 077;
  const auto narrow = static_cast<std::uint16_t>(target.now.mode & (source.mode | ~kOthers));
  if (narrow == target.now.mode) return {};
  return set_mode(target.handle, narrow, lesson, target.volume);
}

// Returns whether a file in this group comes back with these bits differing.
bool drops_mode_bits(StagedFile& witness, std::uint16_t mode, std::uint32_t group, int bits) {
  const auto own = witness.examine();
  if (own && own->group != group) static_cast<void>(witness.set_owner(own->owner, group));
  if (!witness.set_mode(mode)) return false;
  const auto now = witness.examine();
  return now && ((now->mode ^ mode) & bits) != 0;
}

// Learns which bits of the mode the volume drops; fails with `changed` if somebody else may have
// dropped them. Setuid and setgid may also be dropped because of who asks (chmod(2)), which says
// nothing about permission bits.
Result<void> learn_mode(const Entry& now, std::uint16_t mode, const Lesson& lesson,
                        VolumeState& volume) {
  const auto differing = static_cast<std::uint16_t>(now.mode ^ mode);
  if (differing == 0) return {};
  const bool of_permissions = (differing & ~kBeyondPermissions) != 0;
  const int bits = of_permissions ? ~kBeyondPermissions : kBeyondPermissions;
  const auto drops = [&](StagedFile& witness) {
    return drops_mode_bits(witness, mode, now.group, bits);
  };
  if (!lesson.is_sure(now) && !lesson.holds(drops)) return changed_meanwhile("mode");
  if (of_permissions) {
    volume.lacks(&Capabilities::modes, "all permission bits");
  } else {
    volume.lacks(&Capabilities::set_id_bits, "setuid, setgid and sticky bits set by this user");
  }
  return {};
}

// Learns how the volume keeps times from the time that came back. One that came back as it was set
// is proof. One that differs may be somebody's doing; unless a witness confirms it nothing is
// learnt, and the next pass compares the time again.
void learn_time(const Entry& now, Timestamp wanted, const Lesson& lesson, VolumeState& volume) {
  const auto comes_back_so = [&](StagedFile& witness) {
    if (!witness.set_modified(wanted)) return false;
    const auto of_witness = witness.examine();
    return of_witness && of_witness->modified() == now.modified();
  };
  if (now.modified() == wanted || lesson.is_sure(now) || lesson.holds(comes_back_so))
    volume.learn_time(wanted, now.modified());
}

// Sets the owner. Returns the entry with the owner that it really has by then; its other facts are
// as before.
Result<Entry> give_owner(const MetadataTarget& target, const Entry& source, const Lesson& lesson,
                         const Context& context) {
  if (auto done = set_owner(target, source, lesson); !done) return failure(done.error());
  Entry owned = target.now;
  // The owner is read back before the mode is set, since setuid for the wrong owner would be a
  // gift.
  const bool certain = target.volume.keeps_owners && (source.mode & kBeyondPermissions) == 0;
  if (certain) {
    owned.owner = source.owner;
    owned.group = source.group;
    return owned;
  }
  const auto now = target.handle.examine();
  if (!now) return failure(now.error());
  owned.owner = now->owner;
  owned.group = now->group;
  if (context.rules(target.volume).capabilities.owners) {
    if (auto learnt = learn_owner(*now, source, lesson, target.volume); !learnt)
      return failure(learnt.error());
  }
  return owned;
}

}  // namespace

bool has_capabilities(const Attributes& attributes) {
  return std::ranges::any_of(attributes, is_capabilities);
}

Result<MetadataSet> set_metadata(const MetadataTarget& target, const Changes& changes,
                                 const WantedMetadata& wanted, const Context& context) {
  const Entry& source = wanted.source;
  Handle& replica = target.handle;
  VolumeState& volume = target.volume;
  const Lesson lesson(replica, target.subject, &target.folder, context);
  Result<Entry> owned = target.now;
  if (changes.owner && changes.mode && target.subject == Subject::existing) {
    if (auto done = narrow_mode(target, source, lesson); !done) return failure(done.error());
  }
  if (changes.owner) owned = give_owner(target, source, lesson, context);
  if (!owned) return failure(owned.error());
  MetadataSet set;
  if (changes.attributes) {
    Attributes present = wanted.replica_attributes;
    if (changes.owner) std::erase_if(present, is_capabilities);
    set.attributes = set_attributes(replica, wanted.source_attributes, present, lesson, volume);
  }
  const CompareRules rules = context.rules(volume);
  const std::uint16_t mode = wanted_mode(source, *owned, rules);
  // A change of owner drops setuid and setgid; a change of an access list may change the mode.
  const bool mode_suffered =
      (changes.owner && (mode & kBeyondPermissions) != 0) || changes.attributes;
  const bool set_the_mode = source.kind != EntryKind::symlink && context.policy.metadata.modes &&
                            rules.capabilities.modes && (changes.mode || mode_suffered);
  if (set_the_mode) {
    if (auto done = set_mode(replica, mode, lesson, volume); !done) return failure(done.error());
  }
  if (changes.modified) {
    if (auto done = replica.set_modified(source.modified()); !done) {
      return failure(done.error().within("set the modification time"));
    }
  }
  if (set_the_mode || (changes.modified && volume.is_time_uncertain(source.modified()))) {
    const auto now = replica.examine();
    if (!now) return failure(now.error());
    if (changes.modified) learn_time(*now, source.modified(), lesson, volume);
    if (set_the_mode) {
      if (auto learnt = learn_mode(*now, mode, lesson, volume); !learnt)
        return failure(learnt.error());
    }
  }
  return set;
}

namespace {

// Returns the entry as it was made. All that is not read back here is set anyway.
Entry as_made(const FreshEntry& fresh, const Entry& source) {
  Entry current = source;
  // A folder with setgid gives its group to what is made in it; elsewhere the volume's first entry
  // told who owns new ones. (Volumes mounted with grpid behave otherwise; where it matters, the
  // entry is examined.)
  const bool asks = fresh.may_have_inherited || (source.mode & kBeyondPermissions) != 0;
  const auto fresh_owner = asks ? std::nullopt : fresh.volume.fresh_owner();
  if (fresh_owner) {
    current.owner = static_cast<std::uint32_t>(*fresh_owner >> 32U);
    current.group = static_cast<std::uint32_t>(*fresh_owner);
  } else if (const auto now = fresh.handle.examine(); now) {
    current.owner = now->owner;
    current.group = now->group;
    // An entry that was opened by its name may be somebody else's.
    const bool is_ours = fresh.subject == Subject::staged || fresh.subject == Subject::unreachable;
    if (!fresh.may_have_inherited && is_ours)
      fresh.volume.learn_fresh_owner(now->owner, now->group);
  }
  return current;
}

}  // namespace

Result<MetadataSet> set_fresh_metadata(const FreshEntry& fresh, const Entry& source,
                                       const Attributes& source_attributes,
                                       const Context& context) {
  const MetadataPolicy& policy = context.policy.metadata;
  const Entry current = as_made(fresh, source);
  Attributes inherited;
  if (fresh.may_have_inherited) {
    if (auto present = fresh.handle.read_attributes()) {
      inherited = selected(std::move(*present), context, fresh.volume.capabilities());
    }
  }
  const CompareRules rules = context.rules(fresh.volume);
  Changes changes;
  const bool owner_differs = current.owner != source.owner || current.group != source.group;
  if (owner_differs && policy.owners && !context.rights.change_owners)
    context.report.owners_left_out();
  changes.owner = owner_differs && rules.owners && rules.capabilities.owners;
  changes.attributes = !inherited.empty() || !source_attributes.empty();
  changes.mode = policy.modes && (fresh.mode == FreshMode::to_be_set || fresh.may_have_inherited ||
                                  (wanted_mode(source, current, rules) & kBeyondPermissions) != 0);
  changes.modified = policy.times;
  const MetadataTarget target{fresh.handle, current, fresh.folder, fresh.volume, fresh.subject};
  return set_metadata(target, changes, {source, source_attributes, inherited}, context);
}

}  // namespace lockstep
