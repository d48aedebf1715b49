// Symbolic links and junctions: turns the content of a reparse point into one text, and back.
//
// The text is the path that the link names, as it was written. Unless the link is a symbolic link
// to a file, characters that can't begin a path stand in front of it:
//   "..\a"             a symbolic link to a file
//   ">..\a"            a symbolic link to a folder: Windows tells the two apart
//   "|\??\C:\a"        a junction, or a volume mounted in a folder ("|\??\Volume{…}\")
//   "?1d0000a0…"       any other name surrogate, and one of these whose parts do not agree: its
//                      bytes in hexadecimal digits ("?>1d…" for a folder)
// Each text makes the same reparse point again.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>
#include <windows.h>

#include "base/result.h"

namespace lockstep {

struct ReparsePoint {
  bool is_folder = false;
  std::vector<std::byte> data;  // REPARSE_DATA_BUFFER
};

// Returns none if the bytes make no sense.
[[nodiscard]] std::optional<std::string> target_of(const ReparsePoint& point);
// Fails with `invalid` if no reparse point has this target.
[[nodiscard]] Result<ReparsePoint> reparse_point_for(std::string_view target);

// Reads the target of an open link; fails with `changed` if it is none.
[[nodiscard]] Result<std::string> read_target(HANDLE link);
// Makes an open new file or folder a link.
[[nodiscard]] Result<void> write_target(HANDLE entry, const ReparsePoint& point);

}  // namespace lockstep
