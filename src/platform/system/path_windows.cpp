#include "platform/system/path_windows.h"

#include <algorithm>

#include "platform/system/text_windows.h"

namespace lockstep {
namespace {

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

constexpr std::wstring_view kVerbatim = L"\\\\?\\";
constexpr std::wstring_view kVerbatimNetwork = L"\\\\?\\UNC\\";

}  // namespace

std::size_t root_length(std::string_view path) {
  if (path.size() >= 3 && is_letter(path[0]) && path.substr(1, 2) == ":/") return 3;
  // "//?/" and "//./" do not begin a share: volumes by their number and devices are spelt so.
  if (!path.starts_with("//") || path.starts_with("//?/") || path.starts_with("//./")) return 0;
  const std::size_t server_end = path.find('/', 2);
  if (server_end == std::string_view::npos || server_end == 2) return 0;
  const std::size_t share_end = path.find('/', server_end + 1);
  if (share_end == server_end + 1) return 0;
  return share_end == std::string_view::npos ? path.size() : share_end + 1;
}

Result<std::wstring> system_path(std::string_view path) {
  auto text = to_utf16(path);
  if (!text || root_length(path) == 0 || path.find('\0') != std::string_view::npos) {
    return failure(ErrorKind::invalid, "Not an absolute path");
  }
  std::ranges::replace(*text, L'/', L'\\');
  if (text->starts_with(L"\\\\")) {
    return std::wstring(kVerbatimNetwork).append(*text, 2, std::wstring::npos);
  }
  return std::wstring(kVerbatim).append(*text);
}

std::string our_path(std::wstring_view path) {
  std::string text;
  if (path.starts_with(kVerbatimNetwork)) {
    text = "//" + to_wtf8(path.substr(kVerbatimNetwork.size()));
  } else if (path.starts_with(kVerbatim)) {
    text = to_wtf8(path.substr(kVerbatim.size()));
  } else {
    text = to_wtf8(path);
  }
  std::ranges::replace(text, '\\', '/');
  return text;
}

}  // namespace lockstep
