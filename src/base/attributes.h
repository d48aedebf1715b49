// The attributes that an entry carries beside its content and its inode. Linux: extended
// attributes, POSIX ACLs among them ("system.posix_acl_access", "system.posix_acl_default").
// Windows: alternate streams ("windows.stream.NAME"), the creation time ("windows.creation_time"),
// and with --acls owner and group ("windows.security.owner") and the access list
// ("windows.security.dacl").
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lockstep {

struct Attribute {
  std::string name;
  std::string value;
  friend bool operator==(const Attribute&, const Attribute&) = default;
};

// The attributes of one entry, sorted by name. Only what is mirrored is held: user.*, trusted.*,
// security.* and ACLs. It never holds security.selinux, security.ima and security.evm, which each
// machine makes for itself, nor the attributes in which a cluster file system keeps its own state.
struct Attributes : std::vector<Attribute> {
  using std::vector<Attribute>::vector;
  // False if the entry has more names than the system lists (64 KiB of them on Linux). Then the
  // list holds only some of the attributes that keep their place, and nothing is known of the
  // others.
  bool complete = true;
  friend bool operator==(const Attributes&, const Attributes&) = default;
};

// True if only a privileged process may set the attribute (Linux, xattr(7)). Fewer volumes hold
// such attributes.
[[nodiscard]] inline bool is_privileged(std::string_view attribute_name) {
  return attribute_name.starts_with("security.") || attribute_name.starts_with("trusted.");
}

// The attributes that say who owns an entry and who may do what with it. Only Windows has them: on
// Linux the inode holds this.
inline constexpr std::string_view kOwnerAttribute = "windows.security.owner";
inline constexpr std::string_view kAccessListAttribute = "windows.security.dacl";

[[nodiscard]] inline bool is_access_control_list(std::string_view attribute_name) {
  return attribute_name.starts_with("system.posix_acl_") || attribute_name == kAccessListAttribute;
}

// True for attributes that decide who may do what, and for those that the system acts upon. On a
// volume with little room for attributes these are set first, and are never left out for others.
[[nodiscard]] inline bool keeps_its_place(std::string_view attribute_name) {
  return is_access_control_list(attribute_name) || attribute_name == kOwnerAttribute ||
         attribute_name.starts_with("security.");
}

// The attribute of the creation time. Its value is the time in units of 100 ns since 1601, in
// digits.
inline constexpr std::string_view kCreationTime = "windows.creation_time";

}  // namespace lockstep
