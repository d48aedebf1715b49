#include "platform/disk/renaming_windows.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "platform/disk/creation_windows.h"
#include "platform/disk/entry_windows.h"
#include "platform/disk/handle_windows.h"
#include "platform/disk/kept_basics_windows.h"
#include "platform/disk/listing_windows.h"
#include "platform/disk/read_only_target_windows.h"
#include "platform/disk/readable_file_windows.h"
#include "platform/disk/removal_windows.h"
#include "platform/disk/renaming_ways_windows.h"
#include "platform/disk/reparse_windows.h"
#include "platform/disk/retrying_windows.h"
#include "platform/system/text_windows.h"

namespace lockstep {
namespace {

// FILE_RENAME_INFORMATION (ntifs.h); before Windows 10 1607 the flags were one BOOLEAN.
struct RenameHeader {
  ULONG flags;
  HANDLE folder;
  ULONG name_length;
};
constexpr ULONG kReplace = 0x01;
constexpr ULONG kPosix = 0x02;
constexpr ULONG kIgnoreReadOnly = 0x40;  // Windows 10 1809
constexpr std::size_t kNameAt = offsetof(RenameHeader, name_length) + sizeof(ULONG);

NativeStatus rename_once(HANDLE file, HANDLE to, std::wstring_view name, ULONG flags,
                         FileInformation what) {
  // The buffer is made of 64-bit numbers, so that it is aligned. It has at least the size of the
  // structure with one letter.
  std::vector<std::uint64_t> buffer((sizeof(RenameHeader) + name.size() * sizeof(wchar_t)) / 8 + 1);
  RenameHeader header{flags, to, static_cast<ULONG>(name.size() * sizeof(wchar_t))};
  auto* const bytes = reinterpret_cast<std::byte*>(buffer.data());
  std::memcpy(bytes, &header, kNameAt);
  std::memcpy(bytes + kNameAt, name.data(), name.size() * sizeof(wchar_t));
  return set_native(file, what, bytes, buffer.size() * sizeof buffer[0]);
}

NativeStatus rename_by(RenameWay way, HANDLE file, HANDLE to, std::wstring_view name, ULONG flags) {
  switch (way) {
    case RenameWay::past_read_only:
      return rename_once(file, to, name, flags | kPosix | kIgnoreReadOnly,
                         FileInformation::rename_extended);
    case RenameWay::posix:
      return rename_once(file, to, name, flags | kPosix, FileInformation::rename_extended);
    case RenameWay::plain:
      break;
  }
  return rename_once(file, to, name, flags, FileInformation::rename);
}

// True if somebody has the target open: "Access is denied" is the answer then, too, and the user is
// told the difference.
bool is_held_open(HANDLE folder, std::wstring_view name) {
  OwnedHandle target;
  return open_native(existing_entry(folder, name, DELETE), target) == kSharingViolation;
}

NativeStatus rename_any_way(HANDLE file, HANDLE to, std::wstring_view name, ULONG flags) {
  const auto attempt = [&](RenameWay way) { return rename_by(way, file, to, name, flags); };
  if (flags != kReplace) return rename_by_known_way(attempt);
  ReadOnlyTarget target(to, name);
  const NativeStatus status = replace_by_known_way(attempt, target);
  return status == kAccessDenied && is_held_open(to, name) ? kSharingViolation : status;
}

// See replace_making_way.
class FolderLink {
 public:
  FolderLink(HANDLE folder, std::wstring_view name) : folder_(folder), name_(name) {}

  [[nodiscard]] bool remove() {
    const auto link = open_to_change(folder_, name_);
    if (!link) return false;
    const auto look = look_at_open(link->get());
    if (!look || look->kind != EntryKind::symlink ||
        (look->attributes & FILE_ATTRIBUTE_DIRECTORY) == 0) {
      return false;
    }
    auto target = read_target(link->get());
    if (!target || !remove_open(link->get())) return false;
    target_ = std::move(*target);
    return true;
  }
  // Makes the link again; its other metadata comes back with the next pass.
  void put_back() const { static_cast<void>(create_symlink_in(folder_, name_, target_)); }

 private:
  HANDLE folder_;
  std::wstring_view name_;
  std::string target_;
};

// True for two spellings of one name in one folder, as far as the volume tells capital letters
// apart.
bool is_same_name(HANDLE folder, std::wstring_view name, HANDLE to, std::wstring_view new_name) {
  if (CompareStringOrdinal(name.data(), static_cast<int>(name.size()), new_name.data(),
                           static_cast<int>(new_name.size()), TRUE) != CSTR_EQUAL) {
    return false;
  }
  const auto from_entry = examine_handle(folder, 0);
  const auto to_entry = examine_handle(to, 0);
  return from_entry && to_entry && from_entry->identity == to_entry->identity;
}

Result<void> rename_and_close(OwnedHandle& entry, HANDLE to, std::wstring_view new_name,
                              Overwrite overwrite) {
  BasicsFile file(entry);
  return keeping_basics(file, [&] { return rename_open(entry.get(), to, new_name, overwrite); });
}

// True if the name has this spelling. Wine finds that both names are one file, and reports success
// without a change.
bool is_spelt(HANDLE folder, std::wstring_view name) {
  const auto fresh = reopen(folder, FILE_LIST_DIRECTORY | FILE_READ_ATTRIBUTES);
  const auto listing =
      fresh ? list_entries(fresh->get(), 0) : Result<Listing>(failure(fresh.error()));
  const std::string wanted = to_wtf8(name);
  return !listing || std::ranges::any_of(listing->entries,
                                         [&](const Entry& entry) { return entry.name == wanted; });
}

}  // namespace

Result<OwnedHandle> open_patiently(HANDLE folder, std::wstring_view name, ACCESS_MASK access) {
  OwnedHandle entry;
  const NativeStatus status =
      retried([&] { return open_native(existing_entry(folder, name, access), entry); });
  if (!succeeded(status)) return failure(native_error(status));
  return entry;
}

Result<OwnedHandle> open_to_change(HANDLE folder, std::wstring_view name) {
  constexpr ACCESS_MASK kNeeded = DELETE | FILE_READ_ATTRIBUTES;
  auto entry = open_patiently(folder, name, kNeeded | FILE_WRITE_ATTRIBUTES);
  if (entry || entry.error().kind() != ErrorKind::permission_denied) return entry;
  return open_patiently(folder, name, kNeeded);
}

Result<void> rename_open(HANDLE file, HANDLE to, std::wstring_view new_name, Overwrite overwrite) {
  const ULONG flags = overwrite == Overwrite::allowed ? kReplace : 0;
  if (overwrite == Overwrite::allowed) {
    // Windows would only say that access is denied.
    const auto target = examine_name(to, new_name, 0);
    if (target && target->kind == EntryKind::directory) {
      return failure(native_error(kIsADirectory));
    }
  }
  const auto attempt = [&] {
    return retried([&] { return rename_any_way(file, to, new_name, flags); });
  };
  FolderLink link(to, new_name);
  const NativeStatus status =
      overwrite == Overwrite::allowed ? replace_making_way(attempt, link) : attempt();
  if (!succeeded(status)) return failure(native_error(status));
  return {};
}

Result<void> rename_entry(HANDLE folder, std::wstring_view name, HANDLE to,
                          std::wstring_view new_name, Overwrite overwrite) {
  auto entry = open_to_change(folder, name);
  if (!entry) return failure(entry.error());
  const auto source = examine_handle(entry->get(), 0);
  if (!source) return failure(source.error());
  const auto target = examine_name(to, new_name, 0);
  if (!target && target.error().kind() != ErrorKind::not_found) return failure(target.error());
  if (target && target->identity == source->identity && source->link_count > 0) {
    // Another spelling of the name is a rename like others; another name of the file is none.
    if (is_same_name(folder, name, to, new_name)) {
      auto renamed = rename_and_close(*entry, to, new_name, Overwrite::never);
      if (renamed && !is_spelt(to, new_name)) return failure(os_error(ERROR_ALREADY_EXISTS));
      return renamed;
    }
    if (overwrite == Overwrite::allowed) return {};
  }
  if (target && overwrite == Overwrite::never) return failure(os_error(ERROR_ALREADY_EXISTS));
  if (target && source->kind == EntryKind::directory) {
    if (target->kind != EntryKind::directory) return failure(os_error(ERROR_DIRECTORY));
    if (auto removed = remove_folder(to, new_name); !removed) return removed;
    return rename_and_close(*entry, to, new_name, Overwrite::never);
  }
  return rename_and_close(*entry, to, new_name, overwrite);
}

}  // namespace lockstep
