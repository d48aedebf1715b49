#include "platform/disk/entry_windows.h"

#include <algorithm>
#include <array>

#include "platform/disk/reparse_windows.h"
#include "platform/system/native_calls_windows.h"

namespace lockstep {
namespace {

constexpr std::int64_t kPerSecond = 10'000'000;
constexpr std::int64_t kFrom1601To1970 = 11'644'473'600;  // seconds

constexpr std::uint32_t kRecallOnOpen = 0x00040000;
constexpr std::uint32_t kRecallOnDataAccess = 0x00400000;

struct Mapping {
  std::uint32_t attribute;
  std::uint16_t bit;
};
constexpr std::array kMapping = {Mapping{FILE_ATTRIBUTE_READONLY, 01},
                                 Mapping{FILE_ATTRIBUTE_HIDDEN, 02},
                                 Mapping{FILE_ATTRIBUTE_SYSTEM, 04},
                                 Mapping{FILE_ATTRIBUTE_COMPRESSED, 010},
                                 Mapping{FILE_ATTRIBUTE_NOT_CONTENT_INDEXED, 020},
                                 Mapping{FILE_ATTRIBUTE_ARCHIVE, 040}};
// The owner's bits are always set: attributes do not say who may do what.
constexpr std::uint16_t kOwner = 0700;

// The part of FILE_ALL_INFORMATION that is asked for. The fields after it, the name last of all, do
// not fit, which the call says with a warning.
struct AllInformation {
  LARGE_INTEGER created, accessed, written, changed;
  ULONG attributes;
  ULONG padding;
  LARGE_INTEGER allocated, size;
  ULONG links;
  BOOLEAN delete_pending;
  BOOLEAN is_directory;
  LARGE_INTEGER file_id;
  ULONG extended_attributes;
  ULONG access;
  LARGE_INTEGER position;
  ULONG mode;
  ULONG alignment;
  ULONG name_length;
  wchar_t name[1];
};

// FILE_ID_INFORMATION (ntifs.h).
struct WholeNumber {
  std::uint64_t volume;
  std::uint64_t low;
  std::uint64_t high;
};

// Finds the file's whole number. A file that has none must not be taken for another name of the
// next one.
void find_whole_number(HANDLE handle, QueryNative query, Facts& facts) {
  WholeNumber number{};
  if (succeeded(query(handle, FileInformation::id, &number, sizeof number))) {
    facts.file_id = number_of(number.low, number.high);
  } else if (facts.link_count > 1) {
    facts.link_count = 1;
  }
}

EntryKind kind_of(const Facts& facts) {
  if ((facts.attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 && is_link_tag(facts.reparse_tag)) {
    return EntryKind::symlink;
  }
  if ((facts.attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) return EntryKind::directory;
  return (facts.attributes & FILE_ATTRIBUTE_DEVICE) != 0 ? EntryKind::other : EntryKind::file;
}

}  // namespace

Timestamp to_timestamp(std::int64_t file_time) {
  std::int64_t seconds = file_time / kPerSecond;
  std::int64_t rest = file_time % kPerSecond;
  if (rest < 0) {
    rest += kPerSecond;
    --seconds;
  }
  return {seconds - kFrom1601To1970, static_cast<std::uint32_t>(rest * 100)};
}

std::int64_t to_file_time(Timestamp time) {
  constexpr std::int64_t kMostSeconds = INT64_MAX / kPerSecond - kFrom1601To1970 - 1;
  const std::int64_t seconds =
      std::clamp(time.seconds, -kFrom1601To1970, kMostSeconds) + kFrom1601To1970;
  const bool is_outside = time.seconds < -kFrom1601To1970;
  const std::int64_t rest = is_outside ? 0 : static_cast<std::int64_t>(time.nanoseconds) / 100;
  return std::max<std::int64_t>(seconds * kPerSecond + rest, 1);
}

std::uint16_t mode_of(std::uint32_t attributes) {
  std::uint16_t mode = kOwner;
  for (const Mapping& each : kMapping) {
    if ((attributes & each.attribute) != 0) mode = static_cast<std::uint16_t>(mode | each.bit);
  }
  return mode;
}

std::uint32_t attributes_of(std::uint16_t mode) {
  std::uint32_t attributes = 0;
  for (const Mapping& each : kMapping) {
    if ((mode & each.bit) != 0) attributes |= each.attribute;
  }
  return attributes;
}

// "Reparse Point Tags" (learn.microsoft.com): bit 29 marks a name surrogate.
bool is_link_tag(std::uint32_t tag) { return (tag & 0x20000000U) != 0; }

Entry to_entry(const Facts& facts, std::uint64_t volume) {
  Entry entry;
  entry.kind = kind_of(facts);
  entry.identity = {volume, facts.file_id};
  const Timestamp modified = to_timestamp(facts.modified);
  const Timestamp changed = to_timestamp(facts.changed);
  entry.modified_seconds = modified.seconds;
  entry.modified_nanoseconds = modified.nanoseconds;
  entry.changed_seconds = changed.seconds;
  entry.changed_nanoseconds = changed.nanoseconds;
  entry.link_count = facts.link_count;
  entry.mode = mode_of(facts.attributes);
  if (entry.kind == EntryKind::file) {
    entry.size = facts.size;
    entry.sparse =
        (facts.attributes & FILE_ATTRIBUTE_SPARSE_FILE) != 0 && facts.allocated < facts.size;
    entry.offline =
        (facts.attributes & (FILE_ATTRIBUTE_OFFLINE | kRecallOnOpen | kRecallOnDataAccess)) != 0;
  }
  return entry;
}

// Mixes both halves so that every bit of either changes about half of the result (Stafford's
// variant 13 of MurmurHash3's last step).
std::uint64_t number_of(std::uint64_t low, std::uint64_t high) {
  std::uint64_t mixed = low;
  for (const std::uint64_t next : {high, std::uint64_t{0}}) {
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
    mixed = (mixed ^ (mixed >> 31U)) + next;
  }
  return mixed == kNoNumber || mixed == 0 ? 1 : mixed;
}

Result<Entry> examine_handle(HANDLE handle, std::uint64_t volume, QueryNative query) {
  AllInformation all{};
  const NativeStatus status = query(handle, FileInformation::all, &all, sizeof all);
  if (!succeeded(status) && status != kBufferOverflow) return failure(native_error(status));
  Facts facts;
  facts.modified = all.written.QuadPart;
  facts.changed = all.changed.QuadPart;
  facts.size = static_cast<std::uint64_t>(all.size.QuadPart);
  facts.allocated = static_cast<std::uint64_t>(all.allocated.QuadPart);
  facts.file_id = static_cast<std::uint64_t>(all.file_id.QuadPart);
  facts.attributes = all.attributes;
  facts.link_count = all.links;
  if (facts.file_id == kNoNumber) find_whole_number(handle, query, facts);
  if ((facts.attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0) {
    FILE_ATTRIBUTE_TAG_INFO tag{};
    if (const NativeStatus asked = query(handle, FileInformation::attribute_tag, &tag, sizeof tag);
        !succeeded(asked)) {
      return failure(native_error(asked));
    }
    facts.reparse_tag = tag.ReparseTag;
  }
  Entry entry = to_entry(facts, volume);
  if (entry.kind == EntryKind::symlink) {
    const auto target = read_target(handle);
    if (!target) return failure(target.error());
    entry.size = target->size();
  }
  return entry;
}

Result<Entry> examine_name(HANDLE folder, std::wstring_view name, std::uint64_t volume) {
  OwnedHandle opened;
  const NativeStatus status =
      open_native(existing_entry(folder, name, FILE_READ_ATTRIBUTES), opened);
  if (!succeeded(status)) return failure(native_error(status));
  return examine_handle(opened.get(), volume);
}

Result<std::uint64_t> volume_of_handle(HANDLE handle) {
  BY_HANDLE_FILE_INFORMATION information{};
  if (GetFileInformationByHandle(handle, &information) == 0) return failure(last_error());
  return information.dwVolumeSerialNumber;
}

}  // namespace lockstep
