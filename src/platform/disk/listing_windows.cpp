#include "platform/disk/listing_windows.h"

#include <algorithm>
#include <string_view>

#include "base/scratch_memory.h"
#include "platform/disk/entry_windows.h"
#include "platform/system/native_calls_windows.h"
#include "platform/system/text_windows.h"

namespace lockstep {
namespace {

constexpr std::size_t kBufferSize = 256 * 1024;

// FILE_FS_ATTRIBUTE_INFORMATION with room for the longest name of a file system.
struct VolumeAttributes {
  ULONG flags;
  LONG longest_name;
  ULONG name_length;
  wchar_t name[64];
};

// FILE_STAT_INFORMATION of ntifs.h.
struct StatInformation {
  LARGE_INTEGER file_id, created, accessed, written, changed, allocated, size;
  ULONG attributes;
  ULONG reparse_tag;
  ULONG links;
  ACCESS_MASK access;
};

// Decides by the file system's name: the flag FILE_SUPPORTS_HARD_LINKS is missing on some volumes
// that can have links (of servers, Wine's).
bool can_have_hard_links(HANDLE folder) {
  VolumeAttributes attributes{};
  if (!succeeded(query_native_volume(folder, VolumeInformation::attribute, &attributes,
                                     sizeof attributes))) {
    return true;
  }
  const std::wstring_view name(attributes.name, attributes.name_length / sizeof(wchar_t));
  return !name.starts_with(L"FAT") && name != L"exFAT" && name != L"CDFS";
}

class Lister {
 public:
  Lister(HANDLE folder, std::uint64_t volume, const ListingCalls& calls)
      : folder_(folder),
        volume_(volume),
        calls_(calls),
        has_hard_links_(can_have_hard_links(folder)) {}

  Result<Listing> list() {
    DWORD code =
        read<FILE_ID_BOTH_DIR_INFO>(FileIdBothDirectoryRestartInfo, FileIdBothDirectoryInfo);
    // Some file systems of other makers, and servers, list no numbers of files.
    if (is_unknown_request(code)) {
      listing_ = {};
      code = read<FILE_FULL_DIR_INFO>(FileFullDirectoryRestartInfo, FileFullDirectoryInfo);
    }
    // A volume's root that holds nothing has not even "." and "..".
    if (code != ERROR_NO_MORE_FILES && !(code == ERROR_FILE_NOT_FOUND && is_there())) {
      return failure(os_error(static_cast<int>(code)));
    }
    sort();
    return std::move(listing_);
  }

 private:
  // Reads until the system has no more to say; returns its last answer.
  template <typename Record>
  DWORD read(FILE_INFO_BY_HANDLE_CLASS from_start, FILE_INFO_BY_HANDLE_CLASS on) {
    ScratchMemory<kBufferSize> memory;
    std::byte* const buffer = memory.bytes().data();
    for (auto what = from_start; calls_.list(folder_, what, buffer, kBufferSize) != 0; what = on) {
      const std::byte* at = buffer;
      for (;;) {
        const auto* record = reinterpret_cast<const Record*>(at);
        const std::wstring_view name(record->FileName, record->FileNameLength / sizeof(wchar_t));
        if (name != L"." && name != L"..") add(name, *record);
        if (record->NextEntryOffset == 0) break;
        at += record->NextEntryOffset;
      }
    }
    return GetLastError();
  }

  void add(std::wstring_view name, const FILE_FULL_DIR_INFO& record) {
    add_examined(name, record.FileAttributes, record.EaSize);
  }

  void add(std::wstring_view name, const FILE_ID_BOTH_DIR_INFO& record) {
    const bool is_reparse_point = (record.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
    // A link's size is the length of its target, which only the link itself tells.
    if (is_reparse_point && is_link_tag(record.EaSize))
      return add_examined(name, record.FileAttributes, record.EaSize);
    Facts facts;
    facts.modified = record.LastWriteTime.QuadPart;
    facts.changed = record.ChangeTime.QuadPart;
    facts.size = static_cast<std::uint64_t>(record.EndOfFile.QuadPart);
    facts.allocated = static_cast<std::uint64_t>(record.AllocationSize.QuadPart);
    facts.file_id = static_cast<std::uint64_t>(record.FileId.QuadPart);
    facts.attributes = record.FileAttributes;
    // "EaSize" holds the tag of a reparse point (MS-FSCC 2.4.22).
    facts.reparse_tag = is_reparse_point ? record.EaSize : 0;
    if (facts.file_id == kNoNumber) {
      return add_examined(name, record.FileAttributes, record.EaSize);
    }
    const bool is_folder = (record.FileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
    if (has_hard_links_ && !is_folder && !find_link_count(name, facts)) {
      return add_examined(name, record.FileAttributes, record.EaSize);
    }
    keep(name, to_entry(facts, volume_));
  }

  // Finds how many names a file has, which no listing tells. The one call that does so without
  // opening the file knows the rest as well, and better: what a listing says of a file that is open
  // elsewhere, or has been written to through another of its names, may be old.
  bool find_link_count(std::wstring_view name, Facts& facts) {
    StatInformation information{};
    if (!asks_by_name_) return false;
    const NativeStatus status = calls_.query_by_name(folder_, name, FileInformation::status,
                                                     &information, sizeof information);
    if (!succeeded(status)) {
      // The system is older, or the volume does not know the call. Any other failure is about this
      // name alone.
      if (is_unknown(status)) asks_by_name_ = false;
      return false;
    }
    facts.modified = information.written.QuadPart;
    facts.changed = information.changed.QuadPart;
    facts.size = static_cast<std::uint64_t>(information.size.QuadPart);
    facts.allocated = static_cast<std::uint64_t>(information.allocated.QuadPart);
    facts.file_id = static_cast<std::uint64_t>(information.file_id.QuadPart);
    facts.attributes = information.attributes;
    facts.reparse_tag = information.reparse_tag;
    facts.link_count = information.links;
    return true;
  }

  // `tag` has a meaning for reparse points alone.
  void add_examined(std::wstring_view name, DWORD attributes, DWORD tag) {
    auto entry = examine_name(folder_, name, volume_);
    if (entry) return keep(name, *entry);
    if (entry.error().kind() == ErrorKind::not_found) return;
    Facts facts;
    facts.attributes = attributes;
    facts.reparse_tag = (attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 ? tag : 0;
    Entry unreadable;
    unreadable.kind = to_entry(facts, volume_).kind;
    unreadable.unreadable = true;
    keep(name, unreadable);
    listing_.failures.push_back({listing_.entries.back().name, std::move(entry.error())});
  }

  void keep(std::wstring_view name, Entry entry) {
    entry.name = listing_.names.keep(to_wtf8(name));
    listing_.entries.push_back(entry);
  }

  // Tells whether the folder still exists: a removed one answers with the same code as one that
  // holds nothing.
  [[nodiscard]] bool is_there() const {
    const auto entry = examine_handle(folder_, volume_);
    return entry && entry->link_count > 0;
  }

  // Sorts by the bytes of the names: char_traits<char> compares them as unsigned. A folder that
  // changes while it is read may show one name twice.
  void sort() {
    auto& entries = listing_.entries;
    std::ranges::sort(entries, {}, &Entry::name);
    const auto doubles = std::ranges::unique(entries, {}, &Entry::name);
    entries.erase(doubles.begin(), doubles.end());
  }

  HANDLE folder_;
  std::uint64_t volume_;
  const ListingCalls& calls_;
  bool has_hard_links_;
  bool asks_by_name_ = true;
  Listing listing_;
};

}  // namespace

const ListingCalls kListingCalls = {GetFileInformationByHandleEx, query_native_by_name};

Result<Listing> list_entries(HANDLE folder, std::uint64_t volume, const ListingCalls& calls) {
  return Lister(folder, volume, calls).list();
}

}  // namespace lockstep
