#include "core/set_metadata.h"

#include <algorithm>

#include "core/selected_attributes.h"

namespace lockstep {
namespace {

constexpr std::uint16_t kBeyondPermissions = 07000;  // setuid, setgid, sticky: not set at creation

const Attribute* find(const Attributes& attributes, const std::string& name) {
  const auto place = std::find_if(attributes.begin(), attributes.end(),
                                  [&name](const Attribute& attribute) { return attribute.name == name; });
  return place == attributes.end() ? nullptr : &*place;
}

// not_supported is the volume's word about a kind of attribute, not this entry's failure.
Result<void> unless_unsupported(Result<void> done, const std::string& name, VolumeState& volume) {
  if (done || done.error().kind() != ErrorKind::not_supported) {
    if (!done) return failure(done.error().within("set attribute", name));
    return done;
  }
  if (is_access_control_list(name)) {
    volume.lacks(&Capabilities::access_control_lists, "access control lists");
  } else {
    volume.lacks(&Capabilities::attributes, "extended attributes");
  }
  return {};
}

Result<void> set_attributes(Handle& replica, const Attributes& wanted, const Attributes& present, VolumeState& volume) {
  for (const Attribute& attribute : present) {
    if (find(wanted, attribute.name) != nullptr) continue;
    if (auto done = replica.remove_attribute(attribute.name); !done) {
      return failure(done.error().within("remove attribute", attribute.name));
    }
  }
  for (const Attribute& attribute : wanted) {
    const Attribute* const old = find(present, attribute.name);
    if (old != nullptr && old->value == attribute.value) continue;
    auto done = unless_unsupported(replica.set_attribute(attribute.name, attribute.value), attribute.name, volume);
    if (!done) return done;
  }
  return {};
}

Result<void> set_owner(Handle& replica, const Entry& wanted, VolumeState& volume) {
  auto done = replica.set_owner(wanted.owner, wanted.group);
  if (done) return done;
  // Only asked for with the privilege to do it: so it is the volume that refuses (vfat, root squash).
  if (done.error().kind() == ErrorKind::permission_denied || done.error().kind() == ErrorKind::not_supported ||
      done.error().kind() == ErrorKind::invalid) {
    volume.lacks(&Capabilities::owners, "owners");
    return {};
  }
  return failure(done.error().within("set the owner"));
}

Result<void> set_mode(Handle& replica, std::uint16_t mode, VolumeState& volume) {
  auto done = replica.set_mode(mode);
  if (done) return done;
  if (done.error().kind() == ErrorKind::not_supported) {
    volume.lacks(&Capabilities::modes, "permission bits");
    return {};
  }
  return failure(done.error().within("set the mode"));
}

// What came back tells what the volume can hold. Only what was set is looked at.
void learn(const Handle& replica, const Entry& wanted, bool time, const std::uint16_t* mode, bool owner,
           VolumeState& volume) {
  const auto now = replica.examine();
  if (!now) return;
  if (owner && now->owner == wanted.owner && now->group == wanted.group) {
    volume.keeps_owners = true;
  } else if (owner) {
    volume.lacks(&Capabilities::owners, "owners");
  }
  if (time) volume.learn_time(wanted.modified(), now->modified());
  if (mode != nullptr && now->mode != *mode) volume.lacks(&Capabilities::modes, "all permission bits");
}

}  // namespace

Result<void> set_metadata(Handle& replica, const Entry& current, const Changes& changes, const WantedMetadata& wanted,
                          const Context& context, VolumeState& volume) {
  const Entry& source = wanted.source;
  const CompareRules rules = context.rules(volume);
  if (changes.owner) {
    if (auto done = set_owner(replica, source, volume); !done) return done;
  }
  if (changes.attributes) {
    auto done = set_attributes(replica, *wanted.source_attributes, *wanted.replica_attributes, volume);
    if (!done) return done;
  }
  const std::uint16_t mode = wanted_mode(source, current, rules);
  // A change of owner drops setuid and setgid, one of an access list may change the mode.
  const bool mode_suffered = (changes.owner && (mode & kBeyondPermissions) != 0) || changes.attributes;
  const bool set_the_mode = source.kind != EntryKind::symlink && context.policy.metadata.modes &&
                            rules.capabilities.modes && (changes.mode || mode_suffered);
  if (set_the_mode) {
    if (auto done = set_mode(replica, mode, volume); !done) return done;
  }
  if (changes.modified) {
    if (auto done = replica.set_modified(source.modified()); !done) {
      return failure(done.error().within("set the modification time"));
    }
  }
  const bool owner_uncertain = changes.owner && !volume.keeps_owners;
  if (set_the_mode || owner_uncertain || (changes.modified && volume.is_time_uncertain(source.modified()))) {
    learn(replica, source, changes.modified, set_the_mode ? &mode : nullptr, owner_uncertain, volume);
  }
  return {};
}

Result<void> set_fresh_metadata(Handle& replica, FreshMode fresh_mode, bool may_have_inherited,
                                const WantedMetadata& wanted, const Context& context, VolumeState& volume) {
  const MetadataPolicy& policy = context.policy.metadata;
  Entry current = wanted.source;
  // A folder with setgid gives its group to what is made in it; elsewhere the volume's first entry told who owns new ones.
  const auto fresh_owner = may_have_inherited ? std::nullopt : volume.fresh_owner();
  if (fresh_owner) {
    current.owner = static_cast<std::uint32_t>(*fresh_owner >> 32U);
    current.group = static_cast<std::uint32_t>(*fresh_owner);
  } else if (const auto now = replica.examine(); now) {
    current.owner = now->owner;
    current.group = now->group;
    if (!may_have_inherited) volume.learn_fresh_owner(now->owner, now->group);
  }
  Attributes inherited;
  if (may_have_inherited) {
    if (auto present = replica.read_attributes()) {
      inherited = selected(std::move(*present), context, volume.capabilities());
    }
  }
  const CompareRules rules = context.rules(volume);
  Changes changes;
  const bool owner_differs = current.owner != wanted.source.owner || current.group != wanted.source.group;
  if (owner_differs && policy.owners && !context.input.change_owners) context.report.owners_left_out();
  changes.owner = owner_differs && rules.owners && rules.capabilities.owners;
  changes.attributes = !inherited.empty() || !wanted.source_attributes->empty();
  changes.mode = policy.modes && (fresh_mode == FreshMode::to_be_set || may_have_inherited ||
                                  (wanted_mode(wanted.source, current, rules) & kBeyondPermissions) != 0);
  changes.modified = policy.times;
  return set_metadata(replica, current, changes, {wanted.source, wanted.source_attributes, &inherited}, context,
                      volume);
}

}  // namespace lockstep
