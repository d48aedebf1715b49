#include "platform/disk/read_only_target_windows.h"

#include "platform/disk/entry_windows.h"
#include "platform/disk/handle_windows.h"
#include "platform/disk/readable_file_windows.h"

namespace lockstep {
namespace {

constexpr ACCESS_MASK kAccess = FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES;

// 0 would leave the attributes as they are.
bool set_attributes(HANDLE file, DWORD attributes) {
  FILE_BASIC_INFO change{};
  change.FileAttributes = attributes == 0 ? DWORD{FILE_ATTRIBUTE_NORMAL} : attributes;
  return set_basic_of(file, change).has_value();
}

}  // namespace

OwnedHandle ReadOnlyTarget::open_by_name() const {
  OwnedHandle opened;
  static_cast<void>(open_(existing_entry(folder_, name_, kAccess), opened));
  return opened;
}

bool ReadOnlyTarget::make_writable() {
  const OwnedHandle target = open_by_name();
  if (!target.is_open()) return false;
  const auto look = look_at_open(target.get());
  const auto entry = examine_handle(target.get(), 0);
  if (!look || !entry || entry->kind == EntryKind::directory ||
      (look->attributes & FILE_ATTRIBUTE_READONLY) == 0) {
    return false;
  }
  identity_ = entry->identity;
  attributes_ = look->attributes;
  return set_attributes(target.get(), attributes_ & ~static_cast<DWORD>(FILE_ATTRIBUTE_READONLY));
}

OwnedHandle ReadOnlyTarget::open_by_number() const {
  OwnedHandle opened;
  const auto* const number = reinterpret_cast<const wchar_t*>(&identity_.object);
  static_cast<void>(open_({.folder = folder_,
                           .name = {number, sizeof identity_.object / sizeof(wchar_t)},
                           .access = kAccess,
                           .disposition = kOpenExisting,
                           .options = kByNumber | kTheLinkItself | kForBackup | kNoRecall},
                          opened));
  return opened;
}

// Opens the file by its number, whatever names it has now; by its name if the volume opens none by
// number.
void ReadOnlyTarget::make_read_only_again() const {
  for (const auto open : {&ReadOnlyTarget::open_by_number, &ReadOnlyTarget::open_by_name}) {
    const OwnedHandle target = (this->*open)();
    if (!target.is_open()) continue;
    const auto entry = examine_handle(target.get(), 0);
    if (!entry || entry->identity != identity_) continue;
    static_cast<void>(set_attributes(target.get(), attributes_));
    return;
  }
}

}  // namespace lockstep
