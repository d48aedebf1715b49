// Parts of a security descriptor as values that are equal when the parts are, however the
// descriptor was laid out, and back again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>
#include <windows.h>

#include "base/result.h"

namespace lockstep {

// Owner and group: two SIDs as text, "S-1-5-32-544 S-1-5-18".
[[nodiscard]] Result<std::string> owner_value(PSECURITY_DESCRIPTOR descriptor);
// The access list: whether it is protected from what the folder above bequeaths, whether it was
// made with inheritance in mind, its revision, and its entries as they are. Inherited ones are
// among them, marked as such.
[[nodiscard]] Result<std::string> access_value(PSECURITY_DESCRIPTOR descriptor);

// A descriptor with one of these parts, to be set as it stands; points into itself.
class DescriptorPart {
 public:
  // `invalid` for what is no such value.
  [[nodiscard]] static Result<DescriptorPart> of_owner(const std::string& value);
  [[nodiscard]] static Result<DescriptorPart> of_access(const std::string& value);

  // As long as this lives, and is not moved.
  [[nodiscard]] PSECURITY_DESCRIPTOR descriptor() { return &descriptor_; }
  // Which part it is.
  [[nodiscard]] SECURITY_INFORMATION information() const { return information_; }

 private:
  explicit DescriptorPart(SECURITY_INFORMATION information) : information_(information) {}

  SECURITY_INFORMATION information_;
  SECURITY_DESCRIPTOR descriptor_{};
  // On the heap: it stays where it is when this is moved. Aligned.
  std::vector<std::uint64_t> first_;   // the owner, or the access list
  std::vector<std::uint64_t> second_;  // the group
};

}  // namespace lockstep
