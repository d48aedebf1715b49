// Turns the system's answer about an entry into an Entry.
#pragma once

#include <cstdint>
#include <string_view>
#include <windows.h>

#include "base/entry.h"
#include "platform/system/native_calls_windows.h"

namespace lockstep {

// Converts times of the system's, which are units of 100 ns since 1601.
[[nodiscard]] Timestamp to_timestamp(std::int64_t file_time);
// Returns the nearest time that can be set: 0 and below have other meanings
// (FILE_BASIC_INFORMATION).
[[nodiscard]] std::int64_t to_file_time(Timestamp time);

// These convert between Entry::mode and the attributes that it stands for.
[[nodiscard]] std::uint16_t mode_of(std::uint32_t attributes);
[[nodiscard]] std::uint32_t attributes_of(std::uint16_t mode);

// True for the tag of a reparse point that stands for another place (symbolic links, junctions,
// mounted folders). All others are what they look like: their content is only kept in another way
// (deduplication, compression, cloud files).
[[nodiscard]] bool is_link_tag(std::uint32_t tag);

// The facts that a listing and a query of an open file both give.
struct Facts {
  std::int64_t modified = 0;
  std::int64_t changed = 0;
  std::uint64_t size = 0;
  std::uint64_t allocated = 0;
  std::uint64_t file_id = 0;
  std::uint32_t attributes = 0;
  std::uint32_t reparse_tag = 0;  // for reparse points
  std::uint32_t link_count = 1;
};
// Makes an entry; its name is left empty. The size of a link is left 0: see link_size().
[[nodiscard]] Entry to_entry(const Facts& facts, std::uint64_t volume);

// The number of a file of ReFS whose real one does not fit 64 bits ([MS-FSA], note 49): many files
// have it.
constexpr std::uint64_t kNoNumber = ~std::uint64_t{0};
// Makes of the two halves of the whole number one that still tells files apart.
[[nodiscard]] std::uint64_t number_of(std::uint64_t low, std::uint64_t high);

// Examines an open entry. `volume` is that of the folder it was opened in: no operation here
// crosses to another.
[[nodiscard]] Result<Entry> examine_handle(HANDLE handle, std::uint64_t volume,
                                           QueryNative query = query_native);
[[nodiscard]] Result<Entry> examine_name(HANDLE folder, std::wstring_view name,
                                         std::uint64_t volume);
// Returns the serial number of an open file's volume.
[[nodiscard]] Result<std::uint64_t> volume_of_handle(HANDLE handle);

}  // namespace lockstep
