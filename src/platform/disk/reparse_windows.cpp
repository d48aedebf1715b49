#include "platform/disk/reparse_windows.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <winioctl.h>

#include "platform/disk/entry_windows.h"
#include "platform/system/owned_handle_windows.h"
#include "platform/system/text_windows.h"

namespace lockstep {
namespace {

constexpr std::wstring_view kNative = L"\\??\\";
constexpr std::wstring_view kNativeNetwork = L"\\??\\UNC\\";
constexpr std::uint32_t kRelative = 1;  // SYMLINK_FLAG_RELATIVE

constexpr char kFolderMark = '>';
constexpr char kJunctionMark = '|';
constexpr char kRawMark = '?';

// The places of the parts of a REPARSE_DATA_BUFFER (ntifs.h): tag, length of the rest after the
// header, two unused bytes; then offset and length of the substitute name and of the print name;
// for symbolic links flags; then the names.
constexpr std::size_t kHeader = 8;
constexpr std::size_t kFourNumbers = 8;
constexpr std::size_t kFlags = 4;

template <typename Number>
Number number_at(std::span<const std::byte> bytes, std::size_t offset) {
  Number number = 0;
  std::memcpy(&number, bytes.data() + offset, sizeof number);
  return number;
}

template <typename Number>
void append(std::vector<std::byte>& bytes, Number number) {
  const std::size_t before = bytes.size();
  bytes.resize(before + sizeof number);
  std::memcpy(bytes.data() + before, &number, sizeof number);
}

struct Names {
  std::wstring substitute;
  std::wstring print;
};

std::optional<Names> names_in(std::span<const std::byte> data, std::size_t names_start) {
  if (data.size() < names_start) return std::nullopt;
  const auto text_at = [&](std::size_t field) -> std::optional<std::wstring> {
    const std::size_t start = names_start + number_at<std::uint16_t>(data, kHeader + field);
    const std::size_t length = number_at<std::uint16_t>(data, kHeader + field + 2);
    if (length % sizeof(wchar_t) != 0 || start + length > data.size()) return std::nullopt;
    std::wstring text(length / sizeof(wchar_t), L'\0');
    std::memcpy(text.data(), data.data() + start, length);
    return text;
  };
  auto substitute = text_at(0);
  auto print = text_at(4);
  if (!substitute || !print) return std::nullopt;
  return Names{std::move(*substitute), std::move(*print)};
}

ReparsePoint with_names(std::uint32_t tag, const Names& names, std::optional<std::uint32_t> flags) {
  const auto bytes_of = [](const std::wstring& text) { return text.size() * sizeof(wchar_t); };
  // Names end with a zero.
  const std::size_t end = bytes_of(names.substitute) + sizeof(wchar_t);
  ReparsePoint point;
  append(point.data, tag);
  append(point.data, static_cast<std::uint16_t>(kFourNumbers + (flags ? kFlags : 0) + end +
                                                bytes_of(names.print) + sizeof(wchar_t)));
  append(point.data, std::uint16_t{0});
  append(point.data, std::uint16_t{0});
  append(point.data, static_cast<std::uint16_t>(bytes_of(names.substitute)));
  append(point.data, static_cast<std::uint16_t>(end));
  append(point.data, static_cast<std::uint16_t>(bytes_of(names.print)));
  if (flags) append(point.data, *flags);
  for (const std::wstring* text : {&names.substitute, &names.print}) {
    for (const wchar_t letter : *text) append(point.data, letter);
    append(point.data, L'\0');
  }
  return point;
}

bool is_absolute(std::wstring_view path) {
  const auto is_letter = [](wchar_t c) { return (c | 0x20) >= L'a' && (c | 0x20) <= L'z'; };
  return path.starts_with(L"\\\\") || (path.size() >= 2 && path[1] == L':' && is_letter(path[0]));
}

// Returns the one way in which the system itself makes a symbolic link to this path.
Names usual_link(const std::wstring& path) {
  if (!is_absolute(path)) return {path, path};
  if (path.starts_with(L"\\\\")) return {std::wstring(kNativeNetwork).append(path, 2), path};
  return {std::wstring(kNative).append(path), path};
}

// A junction's print name is its path as users write it; a mounted volume has none.
Names usual_junction(const std::wstring& substitute) {
  if (!substitute.starts_with(kNative) || substitute.starts_with(L"\\??\\Volume{")) {
    return {substitute, {}};
  }
  return {substitute, substitute.substr(kNative.size())};
}

std::string raw_text(const ReparsePoint& point) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text(1, kRawMark);
  if (point.is_folder) text += kFolderMark;
  for (const std::byte byte : point.data) {
    text += kDigits[std::to_integer<std::size_t>(byte) >> 4U];
    text += kDigits[std::to_integer<std::size_t>(byte) & 0xFU];
  }
  return text;
}

std::optional<ReparsePoint> raw_point(std::string_view text) {
  ReparsePoint point;
  point.is_folder = text.starts_with(kFolderMark);
  if (point.is_folder) text.remove_prefix(1);
  if (text.size() % 2 != 0 || text.size() / 2 < kHeader) return std::nullopt;
  for (std::size_t at = 0; at < text.size(); at += 2) {
    unsigned value = 0;
    const char* const start = text.data() + at;
    if (std::from_chars(start, start + 2, value, 16).ptr != start + 2) return std::nullopt;
    point.data.push_back(static_cast<std::byte>(value));
  }
  return point;
}

}  // namespace

std::optional<std::string> target_of(const ReparsePoint& point) {
  const std::span<const std::byte> data(point.data);
  if (data.size() < kHeader) return std::nullopt;
  const auto tag = number_at<std::uint32_t>(data, 0);
  std::string text;
  if (tag == IO_REPARSE_TAG_SYMLINK) {
    const auto names = names_in(data, kHeader + kFourNumbers + kFlags);
    if (!names) return std::nullopt;
    text = (point.is_folder ? std::string(1, kFolderMark) : std::string()) + to_wtf8(names->print);
  } else if (tag == IO_REPARSE_TAG_MOUNT_POINT) {
    const auto names = names_in(data, kHeader + kFourNumbers);
    if (!names) return std::nullopt;
    text = kJunctionMark + to_wtf8(names->substitute);
  }
  // Only a text that makes these very bytes again will do.
  if (!text.empty()) {
    const auto again = reparse_point_for(text);
    if (again && again->data == point.data && again->is_folder == point.is_folder) return text;
  }
  return raw_text(point);
}

Result<ReparsePoint> reparse_point_for(std::string_view target) {
  const auto impossible = [] {
    return failure(ErrorKind::invalid, "No link can have this target");
  };
  if (target.empty() || target.find('\0') != std::string_view::npos) return impossible();
  if (target.front() == kRawMark) {
    auto point = raw_point(target.substr(1));
    if (!point) return impossible();
    return std::move(*point);
  }
  const bool is_folder = target.front() == kFolderMark || target.front() == kJunctionMark;
  const auto path = to_utf16(target.substr(is_folder ? 1 : 0));
  constexpr std::size_t kMost = (MAXIMUM_REPARSE_DATA_BUFFER_SIZE - 64) / (2 * sizeof(wchar_t));
  if (!path || path->empty() || path->size() > kMost) return impossible();
  ReparsePoint point;
  if (target.front() == kJunctionMark) {
    point = with_names(IO_REPARSE_TAG_MOUNT_POINT, usual_junction(*path), std::nullopt);
  } else {
    point =
        with_names(IO_REPARSE_TAG_SYMLINK, usual_link(*path), is_absolute(*path) ? 0 : kRelative);
  }
  point.is_folder = is_folder;
  return point;
}

Result<std::string> read_target(HANDLE link) {
  ReparsePoint point;
  point.data.resize(MAXIMUM_REPARSE_DATA_BUFFER_SIZE);
  DWORD length = 0;
  if (DeviceIoControl(link, FSCTL_GET_REPARSE_POINT, nullptr, 0, point.data.data(),
                      static_cast<DWORD>(point.data.size()), &length, nullptr) == 0) {
    return failure(GetLastError() == ERROR_NOT_A_REPARSE_POINT
                       ? os_error(ERROR_NOT_A_REPARSE_POINT, ErrorKind::changed)
                       : last_error());
  }
  point.data.resize(length);
  FILE_BASIC_INFO basic{};
  if (GetFileInformationByHandleEx(link, FileBasicInfo, &basic, sizeof basic) == 0) {
    return failure(last_error());
  }
  point.is_folder = (basic.FileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
  const auto target = target_of(point);
  if (!target || !is_link_tag(number_at<std::uint32_t>(point.data, 0))) {
    return failure(ErrorKind::changed, "It is no link");
  }
  return *target;
}

Result<void> write_target(HANDLE entry, const ReparsePoint& point) {
  std::vector<std::byte> data = point.data;
  DWORD length = 0;
  if (DeviceIoControl(entry, FSCTL_SET_REPARSE_POINT, data.data(), static_cast<DWORD>(data.size()),
                      nullptr, 0, &length, nullptr) == 0) {
    return failure(last_error());
  }
  return {};
}

}  // namespace lockstep
