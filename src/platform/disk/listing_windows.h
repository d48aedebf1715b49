// Lists all entries of a folder.
#pragma once

#include <cstdint>
#include <windows.h>

#include "base/entry.h"
#include "platform/system/native_calls_windows.h"

namespace lockstep {

// The calls that a listing makes. Tests pass some that answer for other volumes.
struct ListingCalls {
  // GetFileInformationByHandleEx, or a function that answers like it.
  BOOL(WINAPI* list)(HANDLE, FILE_INFO_BY_HANDLE_CLASS, void*, DWORD);
  QueryByName query_by_name;
};
extern const ListingCalls kListingCalls;

// Lists `folder`, which is open for listing, from the start each time. `volume` is its own.
[[nodiscard]] Result<Listing> list_entries(HANDLE folder, std::uint64_t volume,
                                           const ListingCalls& calls = kListingCalls);

}  // namespace lockstep
