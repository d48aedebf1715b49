// A read-only file that a rename is to replace, where the system refuses that.
#pragma once

#include <string_view>

#include "base/entry.h"
#include "platform/system/native_calls_windows.h"

namespace lockstep {

constexpr ULONG kByNumber = 0x00002000;  // FILE_OPEN_BY_FILE_ID

// See replace_by_known_way (renaming_ways_windows.h). `name` must outlive it.
class ReadOnlyTarget {
 public:
  ReadOnlyTarget(HANDLE folder, std::wstring_view name, OpenNative open = open_native)
      : folder_(folder), name_(name), open_(open) {}

  [[nodiscard]] bool make_writable();
  // Makes the very same file read-only again: one that was not replaced, or that has other names
  // left.
  void make_read_only_again() const;

 private:
  [[nodiscard]] OwnedHandle open_by_name() const;
  [[nodiscard]] OwnedHandle open_by_number() const;

  HANDLE folder_;
  std::wstring_view name_;
  OpenNative open_;
  Identity identity_;
  DWORD attributes_ = 0;  // the attributes as they were
};

}  // namespace lockstep
