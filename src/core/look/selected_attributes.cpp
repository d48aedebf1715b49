#include "core/look/selected_attributes.h"

#include <algorithm>
#include <functional>

namespace lockstep {
namespace {

Attributes mirrored(Attributes attributes, const Context& context,
                    const Capabilities& capabilities) {
  const MetadataPolicy& wanted = context.policy.metadata;
  std::erase_if(attributes, [&](const Attribute& attribute) {
    if (is_access_control_list(attribute.name)) {
      return !wanted.access_control_lists || !capabilities.access_control_lists;
    }
    if (attribute.name == kOwnerAttribute) return !context.owners() || !capabilities.owners;
    if (is_privileged(attribute.name)) {
      return !wanted.attributes || !capabilities.privileged_attributes ||
             !context.rights.change_owners;
    }
    if (attribute.name == kCreationTime) return !wanted.times || !capabilities.creation_times;
    return !wanted.attributes || !capabilities.attributes;
  });
  return attributes;
}

// Drops the attributes that an incomplete list may lack: nothing may be concluded from a name that
// it does not have.
void keep_what_is_known(AttributesOfBoth& both) {
  const auto is_doubtful = [](const Attribute& attribute) {
    return attribute.name != "security.capability" && !is_access_control_list(attribute.name);
  };
  std::erase_if(both.source, is_doubtful);
  std::erase_if(both.replica, is_doubtful);
}

// Leaves out attributes for which the volume has no room. One that the replica has under such a
// name is from a time when it was smaller, and goes; unless it is the same: then there is room for
// it.
void leave_out_what_has_no_room(AttributesOfBoth& both, VolumeState& volume,
                                const Capabilities& capabilities) {
  const auto names = capabilities.attribute_space.without_room(both.source);
  const auto left_out = std::erase_if(both.source, [&](const Attribute& attribute) {
    return std::ranges::find(names, attribute.name) != names.end() &&
           std::ranges::find(both.replica, attribute) == both.replica.end();
  });
  if (left_out > 0) volume.left_out_attributes();
}

struct ReadAttributes {
  Result<Attributes> source;
  Result<Attributes> replica;
};

// `speaks_for_volume` returns true if "attributes are not supported" was the answer of an entry of
// this volume, not of another volume that was mounted in its place.
Result<AttributesOfBoth> select_both(ReadAttributes read,
                                     const std::function<bool()>& speaks_for_volume,
                                     const Context& context, VolumeState& volume) {
  auto& [source, replica] = read;
  if (!source && source.error().kind() == ErrorKind::not_supported) source = Attributes();
  if (!source) return failure(source.error());
  if (!replica && replica.error().kind() == ErrorKind::not_supported) {
    // This is worth a notice only if something is lost by it.
    if (!mirrored(*source, context, volume.capabilities()).empty()) {
      if (!speaks_for_volume())
        return failure(ErrorKind::changed, "another entry has taken its place meanwhile");
      volume.lacks(&Capabilities::attributes, "extended attributes");
      volume.lacks(&Capabilities::privileged_attributes, "extended attributes of the system's");
      volume.lacks(&Capabilities::access_control_lists, "access control lists");
      source = Attributes();
    }
    replica = Attributes();
  }
  if (!replica) return failure(replica.error());
  const Capabilities capabilities = volume.capabilities();
  AttributesOfBoth both{mirrored(std::move(*source), context, capabilities),
                        mirrored(std::move(*replica), context, capabilities)};
  if (!both.complete()) {
    keep_what_is_known(both);
  } else if (both.differ()) {
    leave_out_what_has_no_room(both, volume, capabilities);
  }
  return both;
}

}  // namespace

void tell_incomplete(const Attributes& attributes, Side side, const std::string& path,
                     Report& report) {
  if (attributes.complete) return;
  report.problem("read the attributes of", side, path,
                 Error(ErrorKind::too_large,
                       "it has more extended attributes than the system lists; of these only "
                       "access lists and capabilities are mirrored"));
}

void tell_incomplete(const AttributesOfBoth& both, const std::string& path, Report& report) {
  if (!both.source.complete)
    return tell_incomplete(both.source, Side::source, path, report);
  tell_incomplete(both.replica, Side::replica, path, report);
}

Attributes selected(Attributes attributes, const Context& context,
                    const Capabilities& capabilities) {
  const bool has_owner =
      std::ranges::find(attributes, kOwnerAttribute, &Attribute::name) != attributes.end();
  if (has_owner && context.policy.metadata.owners && !context.rights.change_owners) {
    context.report.owners_left_out();
  }
  return mirrored(std::move(attributes), context, capabilities);
}

Result<AttributesOfBoth> read_both(const Handle& source, const Handle& replica,
                                   const Context& context, VolumeState& volume) {
  // A file on which somebody has mounted a volume answers for that one.
  const auto is_of_its_volume = [&replica] {
    const auto now = replica.examine();
    return now && (now->kind == EntryKind::directory || !now->mount_point);
  };
  return select_both({source.read_attributes(), replica.read_attributes()}, is_of_its_volume,
                     context, volume);
}

Result<AttributesOfBoth> read_both(const NameInFolder& source, const NameInFolder& replica,
                                   const Context& context, VolumeState& volume) {
  // The name may have led to anything at that moment, but the folder is on the volume that is
  // meant.
  const auto folder_has_none = [&replica] {
    const auto read = replica.folder.read_attributes();
    return !read && read.error().kind() == ErrorKind::not_supported;
  };
  return select_both({source.folder.read_child_attributes(source.name),
                      replica.folder.read_child_attributes(replica.name)},
                     folder_has_none, context, volume);
}

}  // namespace lockstep
