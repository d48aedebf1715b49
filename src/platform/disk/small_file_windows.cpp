#include <algorithm>
#include <random>

#include "platform/disk/roots.h"
#include "platform/disk/small_file.h"
#include "platform/system/owned_handle_windows.h"
#include "platform/system/path_windows.h"

namespace lockstep {
namespace {

constexpr DWORD kShareAll = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

Result<std::wstring> path_of(const std::string& path) {
  const auto absolute = absolute_path(path);
  if (!absolute) return failure(absolute.error());
  return system_path(*absolute);
}

std::wstring unguessable_name() {
  constexpr std::wstring_view kDigits = L"0123456789abcdef";
  std::random_device random;  // the system's own generator
  std::wstring name(L".lockstep-");
  for (int i = 0; i < 16; ++i) name += kDigits[random() % kDigits.size()];
  return name;
}

bool write_all(HANDLE file, const std::string& content) {
  std::size_t done = 0;
  while (done < content.size()) {
    DWORD count = 0;
    if (WriteFile(file, content.data() + done, static_cast<DWORD>(content.size() - done), &count,
                  nullptr) == 0) {
      return false;
    }
    done += count;
  }
  return FlushFileBuffers(file) != 0;
}

Result<void> write_durably(const std::wstring& path, const std::string& content) {
  const OwnedHandle file(CreateFileW(path.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_NEW,
                                     FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!file.is_open()) return failure(last_error());
  if (!write_all(file.get(), content)) return failure(last_error());
  return {};
}

// Replaces a file; tries again for a quarter of a second, as somebody may be reading the file that
// is replaced, without leave to remove it.
Result<void> replace(const std::wstring& from, const std::wstring& to, Replacement replacement) {
  const DWORD flags = MOVEFILE_REPLACE_EXISTING |
                      (replacement == Replacement::flushed ? MOVEFILE_WRITE_THROUGH : 0);
  for (DWORD pause = 1;; pause *= 2) {
    if (MoveFileExW(from.c_str(), to.c_str(), flags) != 0) return {};
    const DWORD code = GetLastError();
    const bool may_pass = code == ERROR_SHARING_VIOLATION || code == ERROR_ACCESS_DENIED;
    if (!may_pass || pause > 128) return failure(os_error(static_cast<int>(code)));
    Sleep(pause);
  }
}

bool is_folder(const std::wstring& path) {
  const DWORD attributes = GetFileAttributesW(path.c_str());
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

// True if a file is among the parents of the path: Windows says of a path below a file what it says
// of one that is missing, that it does not find it.
bool lies_below_a_file(std::wstring path) {
  for (auto end = path.rfind(L'\\'); end != std::wstring::npos; end = path.rfind(L'\\')) {
    path.resize(end);
    const DWORD attributes = GetFileAttributesW(path.c_str());
    if (attributes != INVALID_FILE_ATTRIBUTES) return (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
  }
  return false;
}

}  // namespace

Result<std::string> read_small_file(const std::string& path, std::size_t limit) {
  const auto text = path_of(path);
  if (!text) return failure(text.error());
  const OwnedHandle file(CreateFileW(text->c_str(), GENERIC_READ, kShareAll, nullptr, OPEN_EXISTING,
                                     FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!file.is_open()) {
    const Error error = last_error();
    if (is_folder(*text)) return failure(os_error(error.system_code(), ErrorKind::is_a_directory));
    if (lies_below_a_file(*text)) return failure(os_error(ERROR_DIRECTORY));
    return failure(error);
  }
  std::string content;
  constexpr std::size_t kStep = 64 * 1024;
  for (;;) {
    const std::size_t before = content.size();
    content.resize(before + kStep);
    DWORD count = 0;
    if (ReadFile(file.get(), content.data() + before, kStep, &count, nullptr) == 0) {
      return failure(last_error());
    }
    content.resize(before + count);
    if (content.size() > limit) return failure(os_error(ERROR_FILE_TOO_LARGE));
    if (count == 0) return content;
  }
}

// Reads the file without more ado: only administrators may make links
// (SeCreateSymbolicLinkPrivilege), and no path of a file leads to anything that waits.
Result<std::string> read_state_file(const std::string& path, std::size_t limit) {
  return read_small_file(path, limit);
}

Result<void> write_small_file(const std::string& path, const std::string& content,
                              Replacement replacement) {
  if (path.ends_with('/') || path.ends_with('\\')) return failure(ErrorKind::invalid, "Not a path");
  const auto text = path_of(path);
  if (!text) return failure(text.error());
  if (is_folder(*text)) return failure(os_error(ERROR_ACCESS_DENIED, ErrorKind::is_a_directory));
  const std::wstring temporary = text->substr(0, text->rfind(L'\\') + 1) + unguessable_name();
  auto written = write_durably(temporary, content);
  if (written) written = replace(temporary, *text, replacement);
  if (!written && written.error().kind() != ErrorKind::already_exists) {
    DeleteFileW(temporary.c_str());
  }
  return written;
}

Result<void> create_small_file(const std::string& path, const std::string& content) {
  const auto text = path_of(path);
  if (!text) return failure(text.error());
  return write_durably(*text, content);
}

Result<void> remove_small_file(const std::string& path) {
  const auto text = path_of(path);
  if (!text) return failure(text.error());
  if (DeleteFileW(text->c_str()) == 0) return failure(last_error());
  return {};
}

}  // namespace lockstep
