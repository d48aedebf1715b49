#include <algorithm>
#include <cstdlib>
#include <thread>
#include <windows.h>

#include "platform/system/command_line_windows.h"
#include "platform/system/owned_handle_windows.h"
#include "platform/system/path_windows.h"
#include "platform/system/privileges_windows.h"
#include "platform/system/process.h"
#include "platform/system/text_windows.h"

namespace lockstep {
namespace {

std::string folder_variable(const wchar_t* name) {
  std::wstring value(MAX_PATH, L'\0');
  for (;;) {
    const DWORD length =
        GetEnvironmentVariableW(name, value.data(), static_cast<DWORD>(value.size()));
    if (length == 0) return {};
    const bool fits = length < value.size();
    value.resize(length);
    if (fits) break;
  }
  std::string folder = our_path(value);
  while (folder.ends_with('/')) folder.pop_back();
  return root_length(folder + '/') > 0 ? folder : std::string();
}

std::string all_users_folder() {
  std::string folder = folder_variable(L"ProgramData");
  return (folder.empty() ? "C:/ProgramData" : folder) + "/Lockstep";
}

}  // namespace

// No kind of device is an entry of a folder here, so creating devices needs no privilege.
Privileges privileges() {
  return {.change_owners = has_backup_privileges(), .create_devices = false};
}

// A process may have 16 million handles (Pushing the Limits of Windows: Handles, 2009); each takes
// memory of the kernel's, and far fewer are enough.
std::size_t raise_open_file_limit() {
  constexpr std::size_t kPlenty = 16 * 1024;
  return kPlenty;
}

std::string default_state_folder() { return all_users_folder() + "/state"; }

std::string system_configuration_file() { return all_users_folder() + "/lockstep.toml"; }

std::string user_configuration_file() {
  const std::string folder = folder_variable(L"APPDATA");
  return folder.empty() ? std::string() : folder + "/Lockstep/lockstep.toml";
}

std::vector<std::string> program_arguments(int /*count*/, char** /*words*/) {
  const std::vector<std::wstring> words = words_of(GetCommandLineW());
  std::vector<std::string> arguments;
  for (std::size_t i = 1; i < words.size(); ++i) arguments.push_back(to_wtf8(words[i]));
  return arguments;
}

int process_id() { return static_cast<int>(GetCurrentProcessId()); }

bool is_superuser() {
  HANDLE opened = nullptr;
  if (OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &opened) == 0) return false;
  const OwnedHandle token(opened);
  TOKEN_ELEVATION elevation{};
  DWORD length = 0;
  return GetTokenInformation(token.get(), TokenElevation, &elevation, sizeof elevation, &length) !=
             0 &&
         elevation.TokenIsElevated != 0;
}

ProcessorUse processor_use() {
  FILETIME created{};
  FILETIME ended{};
  FILETIME kernel{};
  FILETIME user{};
  if (GetProcessTimes(GetCurrentProcess(), &created, &ended, &kernel, &user) == 0) {
    return {};
  }
  const auto duration = [](const FILETIME& time) {
    constexpr unsigned kHigh = 32;
    const std::uint64_t ticks =
        static_cast<std::uint64_t>(time.dwHighDateTime) << kHigh | time.dwLowDateTime;
    constexpr std::int64_t kTick = 100;  // nanoseconds
    return std::chrono::nanoseconds(static_cast<std::int64_t>(ticks) * kTick);
  };
  return {duration(kernel) + duration(user), 0, 0};
}

unsigned processor_count() { return std::max(std::thread::hardware_concurrency(), 1U); }

}  // namespace lockstep
