#include <fstream>
#include <sstream>
#include <stdexcept>
#include <windows.h>

#include "platform/system/owned_handle_windows.h"
#include "platform/system/path_windows.h"
#include "platform/system/text_windows.h"
#include "support/system/program.h"

namespace lockstep {
namespace {

constexpr UINT kEnded = 128 + 9;
constexpr DWORD kMostMilliseconds = 60'000;

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::wstring wide(const std::string& text) { return to_utf16(text).value(); }

// Quotes a word for CommandLineToArgvW: backslashes count only before a quote.
std::wstring quoted(const std::string& word) {
  std::wstring text(1, L'"');
  std::size_t backslashes = 0;
  for (const wchar_t letter : wide(word)) {
    if (letter == L'"') text.append(backslashes + 1, L'\\');
    backslashes = letter == L'\\' ? backslashes + 1 : 0;
    text += letter;
  }
  return text.append(backslashes, L'\\').append(1, L'"');
}

// Adds to the given variables those that the system itself can't do without.
std::wstring environment_block(const std::map<std::string, std::string>& environment) {
  std::wstring block;
  for (const wchar_t* name : {L"PATH", L"SystemRoot", L"SystemDrive", L"TEMP", L"TMP", L"windir"}) {
    wchar_t value[4096] = L"";
    if (GetEnvironmentVariableW(name, value, 4096) > 0) {
      block.append(name).append(1, L'=').append(value).append(1, L'\0');
    }
  }
  for (const auto& [name, value] : environment) {
    block.append(wide(name)).append(1, L'=').append(wide(value)).append(1, L'\0');
  }
  return block.append(1, L'\0');
}

OwnedHandle inheritable_file(const std::string& path) {
  SECURITY_ATTRIBUTES inherited{sizeof(SECURITY_ATTRIBUTES), nullptr, TRUE};
  return OwnedHandle(CreateFileW(wide(path).c_str(), GENERIC_WRITE, FILE_SHARE_READ, &inherited,
                                 CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr));
}

bool is_wine() {
  const HMODULE ntdll = GetModuleHandleW(L"ntdll.dll");
  return ntdll != nullptr && GetProcAddress(ntdll, "wine_get_version") != nullptr;
}

// Sends Ctrl-C to a program under Wine, which has no console events without a display or a
// terminal, but makes Ctrl-C of SIGINT, and starts programs of the system below it. `folder` tells
// the process from others: it is in its arguments.
void interrupt_below_wine(const std::string& folder) {
  const std::string test_folder = folder.substr(0, folder.rfind('/'));
  std::wstring line = wide("pkill -INT -f ") + quoted(test_folder);
  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  PROCESS_INFORMATION started{};  // there is no handle of such programs
  if (CreateProcessW(L"Z:\\usr\\bin\\pkill", line.data(), nullptr, nullptr, FALSE, 0, nullptr,
                     nullptr, &startup, &started) == 0) {
    throw std::runtime_error("no pkill: " + os_error(static_cast<int>(GetLastError())).reason());
  }
}

}  // namespace

struct Program::Process {
  OwnedHandle handle;
  DWORD id = 0;
  std::string folder;
  std::string output_file;
  std::string error_file;
};

Program::Program(const std::string& file, const std::vector<std::string>& arguments,
                 const std::string& folder, const std::map<std::string, std::string>& environment)
    : process_(std::make_unique<Process>()) {
  process_->folder = folder;
  process_->output_file = folder + "/.output";
  process_->error_file = folder + "/.error";
  std::wstring line = quoted(file);
  for (const std::string& argument : arguments) line.append(1, L' ').append(quoted(argument));
  std::wstring block = environment_block(environment);
  const OwnedHandle output = inheritable_file(process_->output_file);
  const OwnedHandle error = inheritable_file(process_->error_file);
  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  startup.dwFlags = STARTF_USESTDHANDLES;
  startup.hStdOutput = output.get();
  startup.hStdError = error.get();
  PROCESS_INFORMATION started{};
  // The program gets a group of its own: Ctrl-Break is sent to a whole group.
  if (CreateProcessW(wide(file).c_str(), line.data(), nullptr, nullptr, TRUE,
                     CREATE_UNICODE_ENVIRONMENT | CREATE_NEW_PROCESS_GROUP, block.data(),
                     wide(folder).c_str(), &startup, &started) == 0) {
    throw std::runtime_error("CreateProcess failed: " +
                             os_error(static_cast<int>(GetLastError())).reason());
  }
  CloseHandle(started.hThread);
  process_->handle = OwnedHandle(started.hProcess);
  process_->id = started.dwProcessId;
}

Program::~Program() {
  if (!process_->handle.is_open()) return;
  TerminateProcess(process_->handle.get(), kEnded);
  WaitForSingleObject(process_->handle.get(), kMostMilliseconds);
}

// Sends Ctrl-Break, the only event that can be sent to one process: Ctrl-C goes to all of a console
// (GenerateConsoleCtrlEvent). There is no request to terminate at all.
void Program::interrupt() {
  if (is_wine()) {
    interrupt_below_wine(process_->folder);
  } else if (GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, process_->id) == 0) {
    throw std::runtime_error("GenerateConsoleCtrlEvent failed: " +
                             os_error(static_cast<int>(GetLastError())).reason());
  }
}
void Program::terminate() { interrupt(); }

const int Program::kTerminatedCode = 130;

int Program::id() const { return static_cast<int>(process_->id); }

std::string Program::said_so_far() const {
  return content(process_->output_file) + content(process_->error_file);
}

Finished Program::wait() {
  if (WaitForSingleObject(process_->handle.get(), kMostMilliseconds) != WAIT_OBJECT_0) {
    TerminateProcess(process_->handle.get(), kEnded);
    WaitForSingleObject(process_->handle.get(), kMostMilliseconds);
  }
  DWORD code = 0;
  GetExitCodeProcess(process_->handle.get(), &code);
  process_->handle = OwnedHandle();
  return {static_cast<int>(code), content(process_->output_file), content(process_->error_file)};
}

}  // namespace lockstep
