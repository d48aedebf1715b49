// Treats alternate streams, the creation time and the security descriptor as attributes.
#include "platform/disk/attributes_windows.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <memory>
#include <vector>

#include "platform/disk/handle_windows.h"
#include "platform/disk/security_windows.h"
#include "platform/system/text_windows.h"

namespace lockstep {
namespace {

constexpr std::string_view kStreamPrefix = "windows.stream.";
constexpr std::wstring_view kDataType = L":$DATA";
constexpr ULONG kReplaceOrCreate = 5;  // FILE_OVERWRITE_IF
// A stream is held in memory.
constexpr std::size_t kLongestStream = 64 * 1024 * 1024;

struct Stream {
  std::wstring name;  // without colons
  std::size_t size = 0;
};

// Returns the streams except the unnamed one, which is the content; none if the volume can have no
// streams.
Result<std::optional<std::vector<Stream>>> list_streams(HANDLE file) {
  constexpr std::size_t kFirstTry = 4096;
  constexpr std::size_t kMost = 1024 * 1024;
  std::vector<std::uint64_t> buffer(kFirstTry / sizeof(std::uint64_t));  // aligned
  while (GetFileInformationByHandleEx(file, FileStreamInfo, buffer.data(),
                                      static_cast<DWORD>(buffer.size() * sizeof buffer[0])) == 0) {
    const DWORD code = GetLastError();
    if (code == ERROR_HANDLE_EOF) return std::vector<Stream>();  // a folder without streams
    if (is_unknown_request(code)) return std::nullopt;  // the volume has no streams
    if (code != ERROR_MORE_DATA || buffer.size() * sizeof buffer[0] >= kMost) {
      return failure(os_error(static_cast<int>(code)));
    }
    buffer.resize(buffer.size() * 4);
  }
  std::vector<Stream> streams;
  const auto* at = reinterpret_cast<const std::byte*>(buffer.data());
  for (;;) {
    const auto* info = reinterpret_cast<const FILE_STREAM_INFO*>(at);
    std::wstring_view name(info->StreamName, info->StreamNameLength / sizeof(wchar_t));
    if (name.ends_with(kDataType) && name.size() > kDataType.size() + 1) {
      name.remove_prefix(1);
      name.remove_suffix(kDataType.size());
      streams.push_back({std::wstring(name), static_cast<std::size_t>(info->StreamSize.QuadPart)});
    }
    if (info->NextEntryOffset == 0) return streams;
    at += info->NextEntryOffset;
  }
}

Result<OwnedHandle> open_stream(HANDLE file, std::wstring_view name, ACCESS_MASK access,
                                ULONG disposition) {
  std::wstring full(L":");
  full.append(name).append(kDataType);
  OwnedHandle stream;
  const NativeStatus status = open_native(stream_request(file, full, access, disposition), stream);
  if (!succeeded(status)) return failure(native_error(status));
  return stream;
}

Result<std::string> read_stream(HANDLE file, const Stream& stream) {
  if (stream.size > kLongestStream) return failure(ErrorKind::too_large, "A stream is too long");
  auto opened = open_stream(file, stream.name, FILE_READ_DATA, kOpenExisting);
  if (!opened) return failure(opened.error());
  std::string value(stream.size, '\0');
  std::size_t done = 0;
  while (done < value.size()) {
    DWORD count = 0;
    if (ReadFile(opened->get(), value.data() + done, static_cast<DWORD>(value.size() - done),
                 &count, nullptr) == 0) {
      return failure(last_error());
    }
    if (count == 0) break;
    done += count;
  }
  value.resize(done);
  return value;
}

Result<void> write_stream(HANDLE file, std::wstring_view name, const std::string& value) {
  // The streams are listed first: Wine would make a file of that name beside this one.
  const auto present = list_streams(file);
  if (!present) return failure(present.error());
  if (!*present) return failure(os_error(ERROR_NOT_SUPPORTED));
  auto opened = open_stream(file, name, FILE_WRITE_DATA, kReplaceOrCreate);
  if (!opened) return failure(opened.error());
  DWORD count = 0;
  if (WriteFile(opened->get(), value.data(), static_cast<DWORD>(value.size()), &count, nullptr) ==
          0 ||
      count != value.size()) {
    return failure(last_error());
  }
  return {};
}

Result<std::int64_t> creation_time(HANDLE file) {
  FILE_BASIC_INFO basic{};
  if (GetFileInformationByHandleEx(file, FileBasicInfo, &basic, sizeof basic) == 0) {
    return failure(last_error());
  }
  return basic.CreationTime.QuadPart;
}

// The time is looked at afterwards: volumes that have none, or a coarse one, report success.
Result<void> set_creation_time(HANDLE file, const std::string& value) {
  FILE_BASIC_INFO change{};
  const auto parsed =
      std::from_chars(value.data(), value.data() + value.size(), change.CreationTime.QuadPart);
  if (parsed.ec != std::errc() || change.CreationTime.QuadPart <= 0) {
    return failure(ErrorKind::invalid, "Not a time");
  }
  if (auto set = set_basic_of(file, change); !set) return set;
  const auto now = creation_time(file);
  if (!now) return failure(now.error());
  if (*now != change.CreationTime.QuadPart) return failure(os_error(ERROR_NOT_SUPPORTED));
  return {};
}

}  // namespace

OpenRequest stream_request(HANDLE file, std::wstring_view full_name, ACCESS_MASK access,
                           ULONG disposition) {
  return {.folder = file,
          .name = full_name,
          .access = access,
          .disposition = disposition,
          .options = kForBackup | kTheLinkItself};
}

Result<Attributes> read_attributes_of(HANDLE file, SecurityDescriptors security) {
  const auto created = creation_time(file);
  if (!created) return failure(created.error());
  Attributes attributes = {{std::string(kCreationTime), std::to_string(*created)}};
  const auto streams = list_streams(file);
  if (!streams) return failure(streams.error());
  for (const Stream& stream : streams->value_or(std::vector<Stream>())) {
    auto value = read_stream(file, stream);
    if (!value) {
      // The stream was removed since it was listed.
      if (value.error().kind() == ErrorKind::not_found) continue;
      return failure(value.error());
    }
    attributes.push_back({std::string(kStreamPrefix) + to_wtf8(stream.name), std::move(*value)});
  }
  if (security == SecurityDescriptors::included) {
    auto descriptor = read_security_of(file);
    if (!descriptor) return failure(descriptor.error().within("read the security descriptor"));
    std::ranges::move(*descriptor, std::back_inserter(attributes));
  }
  std::ranges::sort(attributes, {}, &Attribute::name);
  return attributes;
}

Result<void> set_attribute_of(HANDLE file, SecurityDescriptors security, const std::string& name,
                              const std::string& value) {
  if (name == kCreationTime) return set_creation_time(file, value);
  if (security == SecurityDescriptors::included && is_security(name)) {
    return set_security_of(file, name, value);
  }
  const auto stream = to_utf16(std::string_view(name).substr(
      name.starts_with(kStreamPrefix) ? kStreamPrefix.size() : name.size()));
  if (!stream || stream->empty() || stream->find_first_of(L":\\/") != std::wstring::npos) {
    return failure(os_error(ERROR_NOT_SUPPORTED));
  }
  return write_stream(file, *stream, value);
}

Result<void> remove_attribute_of(HANDLE file, const std::string& name) {
  // Every entry has a creation time and a security descriptor.
  if (!name.starts_with(kStreamPrefix)) return {};
  const auto stream = to_utf16(std::string_view(name).substr(kStreamPrefix.size()));
  const auto present = list_streams(file);
  if (!present) return failure(present.error());
  if (!stream || !*present ||
      std::ranges::find(**present, *stream, &Stream::name) == (*present)->end())
    return {};
  auto opened = open_stream(file, *stream, DELETE, kOpenExisting);
  if (!opened) return failure(opened.error());
  FILE_DISPOSITION_INFO disposition{TRUE};
  if (SetFileInformationByHandle(opened->get(), FileDispositionInfo, &disposition,
                                 sizeof disposition) == 0) {
    return failure(last_error());
  }
  return {};
}

}  // namespace lockstep
