#include "platform/supervision/event_source_windows.h"

#include <memory>
#include <windows.h>

#include "platform/supervision/service_key_windows.h"
#include "platform/system/os_error.h"
#include "platform/system/path_windows.h"
#include "platform/system/text_windows.h"

namespace lockstep {
namespace {

// The installer writes this key, too (packaging/windows).
constexpr wchar_t kKey[] = L"SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\Lockstep";

// The messages of packaging/windows/messages.mc; the top bits are their severity ("Event
// Identifiers", learn.microsoft.com).
constexpr DWORD kInformation = 0x40000001;
constexpr DWORD kWarning = 0x80000002;
constexpr DWORD kError = 0xC0000003;

// The longest string that is accepted (ReportEvent).
constexpr std::size_t kLongestLine = 31'839;

LSTATUS set_value(const wchar_t* name, DWORD type, const void* value, std::size_t size) {
  return RegSetKeyValueW(HKEY_LOCAL_MACHINE, kKey, name, type, value, static_cast<DWORD>(size));
}

Result<void> result_of(LSTATUS status) {
  if (status != ERROR_SUCCESS) return failure(os_error(static_cast<int>(status)));
  return {};
}

// Returns the event log's handle, open as long as the process lives; null if there is no Event Log.
HANDLE source() {
  static HANDLE const opened = RegisterEventSourceW(nullptr, kServiceName);
  return opened;
}

}  // namespace

Result<void> register_event_source() {
  const auto program = own_program();
  if (!program) return failure(program.error());
  const std::size_t size = (program->size() + 1) * sizeof(wchar_t);
  if (auto set = result_of(set_value(L"EventMessageFile", REG_SZ, program->c_str(), size)); !set)
    return set;
  constexpr DWORD kTypes = EVENTLOG_INFORMATION_TYPE | EVENTLOG_WARNING_TYPE | EVENTLOG_ERROR_TYPE;
  return result_of(set_value(L"TypesSupported", REG_DWORD, &kTypes, sizeof kTypes));
}

Result<void> unregister_event_source() {
  const LSTATUS status = RegDeleteTreeW(HKEY_LOCAL_MACHINE, kKey);
  return status == ERROR_FILE_NOT_FOUND ? Result<void>() : result_of(status);
}

std::wstring event_text(std::wstring_view line) {
  std::wstring text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const wchar_t next = i + 1 < line.size() ? line[i + 1] : L' ';
    const bool inserts =
        line[i] == L'%' && (next == L'%' || next == L'{' || (next >= L'0' && next <= L'9'));
    if (inserts) {
      text += L"\\x25";
    } else {
      text += line[i];
    }
  }
  if (text.size() > kLongestLine) text.resize(kLongestLine);
  return text;
}

void report_event(EventSeverity kind, const std::string& line) {
  if (source() == nullptr) return;
  const std::wstring text = event_text(to_utf16(line).value_or(L"(a line that is no text)"));
  const wchar_t* const texts[] = {text.c_str()};
  const bool is_error = kind == EventSeverity::error;
  const bool is_warning = kind == EventSeverity::warning;
  const WORD type = is_error     ? EVENTLOG_ERROR_TYPE
                    : is_warning ? EVENTLOG_WARNING_TYPE
                                 : EVENTLOG_INFORMATION_TYPE;
  const DWORD message = is_error ? kError : is_warning ? kWarning : kInformation;
  ReportEventW(source(), type, 0, message, nullptr, 1, 0, const_cast<const wchar_t**>(texts),
               nullptr);
}

}  // namespace lockstep
