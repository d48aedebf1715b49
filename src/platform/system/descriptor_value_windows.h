// Turns parts of a security descriptor into values that are equal when the parts are, however the
// descriptor was laid out, and turns them back.
#pragma once

#include <cstdint>
#include <string>
#include <vector>
#include <windows.h>

#include "base/result.h"

namespace lockstep {

// Returns owner and group: two SIDs as text, "S-1-5-32-544 S-1-5-18".
[[nodiscard]] Result<std::string> owner_value(PSECURITY_DESCRIPTOR descriptor);
// Returns the access list: whether it is protected from what the folder above bequeaths, whether it
// was made with inheritance in mind, its revision, and its entries as they are. Inherited entries
// are among them, marked as such.
[[nodiscard]] Result<std::string> access_value(PSECURITY_DESCRIPTOR descriptor);

// A descriptor with one of these parts, to be set as it stands. It points into itself.
class DescriptorPart {
 public:
  // Fails with `invalid` if the text is no such value.
  [[nodiscard]] static Result<DescriptorPart> of_owner(const std::string& value);
  [[nodiscard]] static Result<DescriptorPart> of_access(const std::string& value);

  // Returns the descriptor, which is valid as long as this lives and is not moved.
  [[nodiscard]] PSECURITY_DESCRIPTOR descriptor() { return &descriptor_; }
  // Returns which part it is.
  [[nodiscard]] SECURITY_INFORMATION information() const { return information_; }

 private:
  explicit DescriptorPart(SECURITY_INFORMATION information) : information_(information) {}

  SECURITY_INFORMATION information_;
  SECURITY_DESCRIPTOR descriptor_{};
  // These are on the heap, so that they stay where they are when this is moved; the numbers align
  // them.
  std::vector<std::uint64_t> first_;   // the owner, or the access list
  std::vector<std::uint64_t> second_;  // the group
};

}  // namespace lockstep
