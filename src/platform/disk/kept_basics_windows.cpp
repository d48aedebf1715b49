#include "platform/disk/kept_basics_windows.h"

namespace lockstep {

FILE_BASIC_INFO setting_back(const FILE_BASIC_INFO& before) {
  FILE_BASIC_INFO basics{};  // 0 leaves a time as it is
  basics.CreationTime = before.CreationTime;
  // 0 would leave the attributes as they are.
  basics.FileAttributes =
      before.FileAttributes == 0 ? DWORD{FILE_ATTRIBUTE_NORMAL} : before.FileAttributes;
  return basics;
}

std::optional<FILE_BASIC_INFO> BasicsFile::basics() const {
  FILE_BASIC_INFO basics{};
  const NativeStatus status = query_native(file_, FileInformation::basic, &basics, sizeof basics);
  return succeeded(status) ? std::optional(basics) : std::nullopt;
}

void BasicsFile::set(const FILE_BASIC_INFO& basics) const {
  static_cast<void>(set_basic_of(file_, basics));
}

// The second handle has access to attributes only: that is not refused by how the first one shares
// the file.
std::optional<BasicsFile> BasicsFile::second() const {
  auto opened = reopen(file_, FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES, kNoRecall);
  if (!opened) return std::nullopt;
  const auto shared = std::make_shared<OwnedHandle>(std::move(*opened));
  return BasicsFile(shared->get(), [shared] { OwnedHandle closed(std::move(*shared)); });
}

}  // namespace lockstep
