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
// security.selinux, security.ima and security.evm, which the system makes for each machine itself.
using Attributes = std::vector<Attribute>;

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

// Its value is the time in units of 100 ns since 1601, in digits.
inline constexpr std::string_view kCreationTime = "windows.creation_time";

}  // namespace lockstep
