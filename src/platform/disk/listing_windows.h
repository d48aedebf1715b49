// All entries of a folder.
#pragma once

#include <cstdint>
#include <windows.h>

#include "base/entry.h"
#include "platform/system/native_calls_windows.h"

namespace lockstep {

// What a listing asks of the system. Tests bring those of other volumes.
struct ListingCalls {
  // GetFileInformationByHandleEx, or what answers like it.
  BOOL(WINAPI* list)(HANDLE, FILE_INFO_BY_HANDLE_CLASS, void*, DWORD);
  QueryByName query_by_name;
};
extern const ListingCalls kListingCalls;

// `folder` is open for listing; from the start each time. `volume` is its own.
[[nodiscard]] Result<Listing> list_entries(HANDLE folder, std::uint64_t volume,
                                           const ListingCalls& calls = kListingCalls);

}  // namespace lockstep
