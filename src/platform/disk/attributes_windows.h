// Opens alternate streams (learn.microsoft.com, "File Streams").
#pragma once

#include <string_view>

#include "platform/system/native_calls_windows.h"

namespace lockstep {

// Asks to open one of the streams of an open file, folder or link. `full_name` (":name:$DATA") must
// outlive the request. A link's streams are its own: without FILE_OPEN_REPARSE_POINT the link would
// be followed and its target's stream be read, or written, wherever that lies ([MS-FSA] 2.1.5.1.2).
[[nodiscard]] OpenRequest stream_request(HANDLE file, std::wstring_view full_name,
                                         ACCESS_MASK access, ULONG disposition);

}  // namespace lockstep
