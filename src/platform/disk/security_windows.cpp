#include "platform/disk/security_windows.h"

#include <cstdint>
#include <vector>

#include "platform/disk/handle_windows.h"
#include "platform/disk/volume_windows.h"
#include "platform/system/descriptor_value_windows.h"

namespace lockstep {
namespace {

using Buffer = std::vector<std::uint64_t>;  // aligned

constexpr SECURITY_INFORMATION kParts =
    OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;

// Makes `request` on the handle itself and, if that lacks the access, on the entry opened once
// more.
template <typename Request>
Result<void> with_right(HANDLE file, ACCESS_MASK access, Request request) {
  DWORD code = request(file);
  if (code == ERROR_ACCESS_DENIED) {
    const auto opened = reopen(file, access);
    if (!opened) return failure(opened.error());
    code = request(opened->get());
  }
  if (code != ERROR_SUCCESS) return failure(os_error(static_cast<int>(code)));
  return {};
}

Result<Buffer> read_descriptor(HANDLE file) {
  constexpr std::size_t kUsual = 512;
  Buffer buffer(kUsual / sizeof(std::uint64_t));
  const auto read = with_right(file, READ_CONTROL, [&buffer](HANDLE readable) -> DWORD {
    for (;;) {
      const auto size = static_cast<DWORD>(buffer.size() * sizeof buffer[0]);
      DWORD needed = 0;
      if (GetKernelObjectSecurity(readable, kParts, buffer.data(), size, &needed) != 0) return 0;
      const DWORD code = GetLastError();
      if (code != ERROR_INSUFFICIENT_BUFFER || needed <= size) return code;
      buffer.resize(needed / sizeof buffer[0] + 1);
    }
  });
  if (!read) return failure(read.error());
  return buffer;
}

Result<std::string> value_of(Buffer& descriptor, const std::string& name) {
  return name == kOwnerAttribute ? owner_value(descriptor.data()) : access_value(descriptor.data());
}

// Fails if the volume says yes and keeps something else: a server that knows no such owners, or has
// its own idea of access lists. On a disk of this computer's it is this entry's trouble, not the
// volume's.
Result<void> check_kept(HANDLE file, const std::string& name, const std::string& value) {
  auto descriptor = read_descriptor(file);
  if (!descriptor) return failure(descriptor.error());
  const auto now = value_of(*descriptor, name);
  if (!now) return failure(now.error());
  if (*now == value) return {};
  return failure(is_remote_volume(file) ? ErrorKind::not_supported : ErrorKind::other,
                 "the volume keeps something else than it was given");
}

}  // namespace

bool keeps_security(HANDLE file) {
  DWORD flags = 0;
  return GetVolumeInformationByHandleW(file, nullptr, 0, nullptr, nullptr, &flags, nullptr, 0) !=
             0 &&
         (flags & FILE_PERSISTENT_ACLS) != 0;
}

Result<Attributes> read_security_of(HANDLE file) {
  auto descriptor = read_descriptor(file);
  if (!descriptor) return failure(descriptor.error());
  Attributes attributes;
  for (const std::string_view part : {kAccessListAttribute, kOwnerAttribute}) {
    const std::string name(part);
    auto value = value_of(*descriptor, name);
    if (!value) return failure(value.error());
    attributes.push_back({name, std::move(*value)});
  }
  return attributes;
}

bool is_security(const std::string& attribute_name) {
  return attribute_name == kOwnerAttribute || attribute_name == kAccessListAttribute;
}

Result<void> set_security_of(HANDLE file, const std::string& name, const std::string& value) {
  const bool is_owner = name == kOwnerAttribute;
  auto part = is_owner ? DescriptorPart::of_owner(value) : DescriptorPart::of_access(value);
  if (!part) return failure(part.error());
  const auto set =
      with_right(file, is_owner ? WRITE_OWNER : WRITE_DAC, [&part](HANDLE writable) -> DWORD {
        return SetKernelObjectSecurity(writable, part->information(), part->descriptor()) != 0
                   ? ERROR_SUCCESS
                   : GetLastError();
      });
  if (set) return check_kept(file, name, value);
  // Owners are only set with the privilege for any owner, so it is a server that refuses them.
  if (set.error().system_code() == ERROR_INVALID_OWNER) {
    return failure(os_error(ERROR_INVALID_OWNER, ErrorKind::not_supported));
  }
  return set;
}

}  // namespace lockstep
