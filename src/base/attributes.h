// What an entry carries beside its content and its inode. Linux: extended attributes, POSIX ACLs
// among them ("system.posix_acl_access", "system.posix_acl_default"). Windows: alternate streams
// ("windows.stream.NAME"), the creation time ("windows.creation_time"), and with --acls owner and
// group ("windows.security.owner") and the access list ("windows.security.dacl").
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

// Sorted by name. Holds only what is mirrored: user.*, trusted.*, security.* and ACLs; never
// security.selinux, security.ima and security.evm, which the system makes for each machine itself,
// nor those in which a cluster file system keeps its own state.
struct Attributes : std::vector<Attribute> {
  using std::vector<Attribute>::vector;
  // False when the entry has more names than the system lists (64 KiB of them on Linux). Then only
  // some of those that keep their place are here, and nothing is known of the others.
  bool complete = true;
  friend bool operator==(const Attributes&, const Attributes&) = default;
};

// Linux: only a privileged process may set them (xattr(7)), and fewer volumes hold them.
[[nodiscard]] inline bool is_privileged(std::string_view attribute_name) {
  return attribute_name.starts_with("security.") || attribute_name.starts_with("trusted.");
}

// Whose an entry is, and who may do what with it, where that is no part of the inode (Windows).
inline constexpr std::string_view kOwnerAttribute = "windows.security.owner";
inline constexpr std::string_view kAccessListAttribute = "windows.security.dacl";

[[nodiscard]] inline bool is_access_control_list(std::string_view attribute_name) {
  return attribute_name.starts_with("system.posix_acl_") || attribute_name == kAccessListAttribute;
}

// True for what decides who may do what, and for what the system acts upon: on a volume with little
// room for attributes these go first, and are never left out for others.
[[nodiscard]] inline bool keeps_its_place(std::string_view attribute_name) {
  return is_access_control_list(attribute_name) || attribute_name == kOwnerAttribute ||
         attribute_name.starts_with("security.");
}

// Its value is the time in units of 100 ns since 1601, in digits.
inline constexpr std::string_view kCreationTime = "windows.creation_time";

}  // namespace lockstep
