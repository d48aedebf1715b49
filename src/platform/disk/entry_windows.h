// What the system says of an entry, as an Entry.
#pragma once

#include <cstdint>
#include <string_view>
#include <windows.h>

#include "base/entry.h"
#include "platform/system/native_calls_windows.h"

namespace lockstep {

// Times as the system keeps them: units of 100 ns since 1601.
[[nodiscard]] Timestamp to_timestamp(std::int64_t file_time);
// The nearest that can be set: 0 and below have other meanings (FILE_BASIC_INFORMATION).
[[nodiscard]] std::int64_t to_file_time(Timestamp time);

// Entry::mode, and the attributes that it stands for.
[[nodiscard]] std::uint16_t mode_of(std::uint32_t attributes);
[[nodiscard]] std::uint32_t attributes_of(std::uint16_t mode);

// A reparse point that stands for another place (symbolic links, junctions, mounted folders), by
// its tag. All others are what they look like: their content is only kept in another way
// (deduplication, compression, cloud files).
[[nodiscard]] bool is_link_tag(std::uint32_t tag);

// What a listing and a query of an open file have in common.
struct Facts {
  std::int64_t modified = 0;
  std::int64_t changed = 0;
  std::uint64_t size = 0;
  std::uint64_t allocated = 0;
  std::uint64_t file_id = 0;
  std::uint32_t attributes = 0;
  std::uint32_t reparse_tag = 0;  // of reparse points
  std::uint32_t link_count = 1;
};
// The entry; its name is left empty. The size of a link is left 0: see link_size().
[[nodiscard]] Entry to_entry(const Facts& facts, std::uint64_t volume);

// The number of a file of ReFS that fits no 64 bits ([MS-FSA], note 49): many files have it.
constexpr std::uint64_t kNoNumber = ~std::uint64_t{0};
// A number that tells files apart all the same, of the two halves of the whole one.
[[nodiscard]] std::uint64_t number_of(std::uint64_t low, std::uint64_t high);

// `volume` is that of the folder it was opened in: nothing here crosses to another.
[[nodiscard]] Result<Entry> examine_handle(HANDLE handle, std::uint64_t volume,
                                           QueryNative query = query_native);
[[nodiscard]] Result<Entry> examine_name(HANDLE folder, std::wstring_view name,
                                         std::uint64_t volume);
// The serial number of an open file's volume.
[[nodiscard]] Result<std::uint64_t> volume_of_handle(HANDLE handle);

}  // namespace lockstep
