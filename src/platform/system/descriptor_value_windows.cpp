#include "platform/system/descriptor_value_windows.h"

#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <sddl.h>

#include "platform/system/owned_handle_windows.h"
#include "platform/system/text_windows.h"

namespace lockstep {
namespace {

constexpr char kProtected = 'P';
constexpr char kAutomatic = 'A';
constexpr char kNeither = '-';
constexpr char kNoList = 'N';  // there is no list: everybody may do everything
constexpr std::size_t kEntriesAt = 3;
constexpr std::size_t kLongestList = 0xFFFF;  // ACL::AclSize

using Freed = std::unique_ptr<void, decltype(&LocalFree)>;

Result<std::string> sid_text(PSID sid) {
  if (sid == nullptr) return std::string();
  wchar_t* text = nullptr;
  if (ConvertSidToStringSidW(sid, &text) == 0) return failure(last_error());
  const Freed freed(text, LocalFree);
  return to_wtf8(text);
}

Result<std::vector<std::uint64_t>> sid_of(std::string_view text) {
  const auto wide = to_utf16(text);
  PSID sid = nullptr;
  if (!wide || ConvertStringSidToSidW(wide->c_str(), &sid) == 0) {
    return failure(ErrorKind::invalid, "Not a security identifier");
  }
  const Freed freed(sid, LocalFree);
  const DWORD length = GetLengthSid(sid);
  std::vector<std::uint64_t> bytes(length / sizeof(std::uint64_t) + 1);
  std::memcpy(bytes.data(), sid, length);
  return bytes;
}

Error invalid_list() { return Error(ErrorKind::invalid, "Not an access control list"); }

// Returns the number of entries that `bytes` consist of; none if they do not end with an entry.
std::optional<WORD> count_entries(std::string_view bytes) {
  WORD count = 0;
  while (!bytes.empty()) {
    ACE_HEADER header{};
    if (bytes.size() < sizeof header) return std::nullopt;
    std::memcpy(&header, bytes.data(), sizeof header);
    if (header.AceSize < sizeof header || header.AceSize > bytes.size()) return std::nullopt;
    bytes.remove_prefix(header.AceSize);
    ++count;
  }
  return count;
}

}  // namespace

Result<std::string> owner_value(PSECURITY_DESCRIPTOR descriptor) {
  PSID owner = nullptr;
  PSID group = nullptr;
  BOOL by_default = FALSE;
  if (GetSecurityDescriptorOwner(descriptor, &owner, &by_default) == 0 ||
      GetSecurityDescriptorGroup(descriptor, &group, &by_default) == 0) {
    return failure(last_error());
  }
  const auto owner_text = sid_text(owner);
  if (!owner_text) return owner_text;
  const auto group_text = sid_text(group);
  if (!group_text) return group_text;
  return *owner_text + " " + *group_text;
}

Result<std::string> access_value(PSECURITY_DESCRIPTOR descriptor) {
  SECURITY_DESCRIPTOR_CONTROL control = 0;
  DWORD revision = 0;
  BOOL present = FALSE;
  BOOL by_default = FALSE;
  ACL* list = nullptr;
  if (GetSecurityDescriptorControl(descriptor, &control, &revision) == 0 ||
      GetSecurityDescriptorDacl(descriptor, &present, &list, &by_default) == 0) {
    return failure(last_error());
  }
  std::string value;
  value += (control & SE_DACL_PROTECTED) != 0 ? kProtected : kNeither;
  value += (control & SE_DACL_AUTO_INHERITED) != 0 ? kAutomatic : kNeither;
  if (present == 0 || list == nullptr) return value + kNoList;
  value += static_cast<char>('0' + list->AclRevision);
  // A list may have room left behind its last entry.
  const auto* at = reinterpret_cast<const char*>(list + 1);
  std::size_t left = list->AclSize - sizeof(ACL);
  for (WORD i = 0; i < list->AceCount; ++i) {
    ACE_HEADER header{};
    if (left < sizeof header) return failure(invalid_list());
    std::memcpy(&header, at, sizeof header);
    if (header.AceSize < sizeof header || header.AceSize > left) return failure(invalid_list());
    value.append(at, header.AceSize);
    at += header.AceSize;
    left -= header.AceSize;
  }
  return value;
}

Result<DescriptorPart> DescriptorPart::of_owner(const std::string& value) {
  const std::size_t blank = value.find(' ');
  if (blank == std::string::npos) return failure(ErrorKind::invalid, "Not an owner and a group");
  DescriptorPart part(0);
  InitializeSecurityDescriptor(&part.descriptor_, SECURITY_DESCRIPTOR_REVISION);
  const auto add = [](std::string_view text, std::vector<std::uint64_t>& bytes) -> Result<void> {
    if (text.empty()) return {};
    auto sid = sid_of(text);
    if (!sid) return failure(sid.error());
    bytes = std::move(*sid);
    return {};
  };
  const std::string_view whole = value;
  if (auto done = add(whole.substr(0, blank), part.first_); !done) return failure(done.error());
  if (auto done = add(whole.substr(blank + 1), part.second_); !done) return failure(done.error());
  if (!part.first_.empty()) {
    part.information_ |= OWNER_SECURITY_INFORMATION;
    part.descriptor_.Owner = part.first_.data();
  }
  if (!part.second_.empty()) {
    part.information_ |= GROUP_SECURITY_INFORMATION;
    part.descriptor_.Group = part.second_.data();
  }
  return part;
}

Result<DescriptorPart> DescriptorPart::of_access(const std::string& value) {
  if (value.size() < kEntriesAt) return failure(invalid_list());
  DescriptorPart part(DACL_SECURITY_INFORMATION);
  InitializeSecurityDescriptor(&part.descriptor_, SECURITY_DESCRIPTOR_REVISION);
  SECURITY_DESCRIPTOR_CONTROL control = SE_DACL_PRESENT;
  if (value[0] == kProtected) control |= SE_DACL_PROTECTED;
  // The mark alone would be dropped: it must be asked for as well (MS-DTYP 2.5.3.4, "DI" and "DR").
  if (value[1] == kAutomatic) control |= SE_DACL_AUTO_INHERITED | SE_DACL_AUTO_INHERIT_REQ;
  part.descriptor_.Control |= control;
  const std::string_view entries = std::string_view(value).substr(kEntriesAt);
  if (value[2] == kNoList) {
    if (!entries.empty()) return failure(invalid_list());
    return part;
  }
  const auto count = count_entries(entries);
  const std::size_t size = sizeof(ACL) + entries.size();
  if (!count || size > kLongestList || value[2] < '0' || value[2] > '9') {
    return failure(invalid_list());
  }
  part.first_.resize(size / sizeof(std::uint64_t) + 1);
  ACL header{};
  header.AclRevision = static_cast<BYTE>(value[2] - '0');
  header.AclSize = static_cast<WORD>(size);
  header.AceCount = *count;
  auto* const bytes = reinterpret_cast<char*>(part.first_.data());
  std::memcpy(bytes, &header, sizeof header);
  std::memcpy(bytes + sizeof header, entries.data(), entries.size());
  part.descriptor_.Dacl = reinterpret_cast<ACL*>(part.first_.data());
  return part;
}

}  // namespace lockstep
