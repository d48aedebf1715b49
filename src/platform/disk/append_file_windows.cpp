#include <windows.h>

#include "platform/disk/append_file.h"
#include "platform/disk/file_by_path.h"
#include "platform/system/owned_handle_windows.h"

namespace lockstep {
namespace {

class WindowsAppendFile final : public AppendFile {
 public:
  WindowsAppendFile(OwnedHandle file, std::string path, bool is_device)
      : file_(std::move(file)), path_(std::move(path)), is_device_(is_device) {}

  [[nodiscard]] Result<void> write(std::string_view bytes) override {
    while (!bytes.empty()) {
      constexpr std::size_t kAtOnce = 1U << 30U;
      const auto length = static_cast<DWORD>(bytes.size() < kAtOnce ? bytes.size() : kAtOnce);
      DWORD written = 0;
      if (WriteFile(file_.get(), bytes.data(), length, &written, nullptr) == 0)
        return failure(last_error());
      bytes.remove_prefix(written);
    }
    return {};
  }
  [[nodiscard]] std::uint64_t size() const override {
    LARGE_INTEGER size{};
    return GetFileSizeEx(file_.get(), &size) != 0 ? static_cast<std::uint64_t>(size.QuadPart) : 0;
  }
  [[nodiscard]] bool keeps_what_is_written() const override { return !is_device_; }
  // A removed file keeps its name until the last handle to it is closed, which may be this one.
  [[nodiscard]] bool is_at_its_path() const override {
    FILE_STANDARD_INFO state{};
    if (is_device_) return true;
    if (GetFileInformationByHandleEx(file_.get(), FileStandardInfo, &state, sizeof state) != 0 &&
        state.DeletePending != 0)
      return false;
    const OwnedHandle there(CreateFileW(stream_path(path_).c_str(), FILE_READ_ATTRIBUTES,
                                        FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                                        nullptr, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
    if (!there.is_open()) {
      const DWORD code = GetLastError();
      return code != ERROR_FILE_NOT_FOUND && code != ERROR_PATH_NOT_FOUND;
    }
    BY_HANDLE_FILE_INFORMATION ours{};
    BY_HANDLE_FILE_INFORMATION theirs{};
    if (GetFileInformationByHandle(file_.get(), &ours) == 0 ||
        GetFileInformationByHandle(there.get(), &theirs) == 0)
      return true;
    return ours.dwVolumeSerialNumber == theirs.dwVolumeSerialNumber &&
           ours.nFileIndexHigh == theirs.nFileIndexHigh &&
           ours.nFileIndexLow == theirs.nFileIndexLow;
  }

 private:
  OwnedHandle file_;
  std::string path_;
  bool is_device_;
};

}  // namespace

Result<std::unique_ptr<AppendFile>> open_append_file(const std::string& path) {
  if (path_kind(path) == PathKind::folder)
    return failure(ErrorKind::is_a_directory, "Is a folder");
  OwnedHandle file(CreateFileW(stream_path(path).c_str(), FILE_APPEND_DATA,
                               FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                               OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!file.is_open()) return failure(last_error());
  const DWORD type = GetFileType(file.get());
  // NUL is a device of characters.
  if (type != FILE_TYPE_DISK && type != FILE_TYPE_CHAR)
    return failure(ErrorKind::invalid, "it is no regular file");
  return std::make_unique<WindowsAppendFile>(std::move(file), path, type == FILE_TYPE_CHAR);
}

}  // namespace lockstep
