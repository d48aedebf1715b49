// Registers Lockstep in Windows' list of services.

#include <fmt/format.h>

#include "app/host/daemon_client.h"
#include "base/printable.h"
#include "platform/supervision/event_source_windows.h"
#include "platform/supervision/service_key_windows.h"
#include "platform/system/os_error.h"
#include "platform/system/path_windows.h"
#include "platform/system/text_windows.h"
#include "service/command_words_windows.h"
#include "service/registration/mapped_drive_windows.h"
#include "service/registration/protected_folder_windows.h"
#include "service/registration/registration.h"
#include "service/registration/service_account_windows.h"
#include "service/registration/service_manager_windows.h"
#include "service/registration/service_settings_windows.h"
#include "service/registration/trusted_configuration_windows.h"

namespace lockstep {
namespace {

constexpr wchar_t kTitle[] = L"Lockstep";
constexpr wchar_t kSystemAccount[] = L"S-1-5-18";

void notice(const Result<void>& outcome, const char* what, const Tell& tell) {
  if (!outcome) tell(fmt::format("Notice: {}: {}", what, outcome.error().message()));
}

// ---- folders ---------------------------------------------------------------------------------

Result<void> make_folder(const std::string& path, FolderReaders readers, const char* what,
                         const Tell& tell) {
  const auto made = make_protected_folder(path, readers);
  if (!made) return failure(made.error());
  tell(fmt::format("{} {}: {}", what, *made ? "created" : "exists", path));
  if (const auto ours = is_administrators(path); !*made && ours && !*ours) {
    tell(
        fmt::format("Notice: '{}' belongs to no administrator: its owner can change what the "
                    "service reads and writes there",
                    path));
  }
  return {};
}

Result<void> make_folders(const Settings& settings, const Tell& tell) {
  const std::string& state = settings.service.state_folder;
  if (auto made = make_folder(state, FolderReaders::administrators, "State folder", tell); !made)
    return made;
  const std::string logs = folder_above(settings.log.file);
  if (logs.empty()) return {};
  return make_folder(logs, FolderReaders::everybody, "Log folder", tell);
}

// ---- the entry in the list -------------------------------------------------------------------

struct Entry {
  std::wstring command;
  std::wstring account;   // to be set; empty keeps the present one, LocalSystem at first
  std::wstring password;
  std::wstring runs_as;   // the account that it runs as after that
};

Result<std::wstring> service_command(const std::string& configuration) {
  const auto program = own_program();
  if (!program) return failure(program.error());
  auto file = system_path(configuration);
  if (!file) return failure(file.error().within("configuration", configuration));
  // The path has no "\\?\", since people read it in the list of services.
  const std::wstring_view path = *file;
  const bool is_network = path.starts_with(L"\\\\?\\UNC\\");
  const std::wstring plain =
      is_network ? L"\\\\" + std::wstring(path.substr(8)) : std::wstring(path.substr(4));
  return command_word(*program) + L" service run --config " + command_word(plain);
}

Result<Entry> entry_of(const RegisteredService& service, const std::string& configuration) {
  Entry entry;
  auto command = service_command(configuration);
  if (!command) return failure(command.error());
  entry.command = *std::move(command);
  if (service.account.empty()) {
    entry.runs_as = registered_account().value_or(kLocalSystem);
    return entry;
  }
  entry.account = account_name(to_utf16(service.account).value_or(L""));
  entry.runs_as = entry.account;
  if (needs_password(entry.account)) entry.password = read_password(entry.account);
  return entry;
}

// Refuses a configuration that others may write, as the service would, too.
Result<void> refuse_others_configuration(const std::string& configuration,
                                         const std::wstring& account) {
  const auto user = identity_of(account);
  if (!user) return failure(user.error());
  if (auto trusted = trust_configuration(configuration, *user); !trusted)
    return failure(trusted.error());
  return {};
}

const wchar_t* or_null(const std::wstring& text) { return text.empty() ? nullptr : text.c_str(); }

Result<ScmHandle> create(const ScmHandle& manager, const Entry& entry, const Tell& tell) {
  ScmHandle made(CreateServiceW(manager.get(), kServiceName, kTitle, SERVICE_ALL_ACCESS,
                                SERVICE_WIN32_OWN_PROCESS, SERVICE_AUTO_START, SERVICE_ERROR_NORMAL,
                                entry.command.c_str(), nullptr, nullptr, nullptr,
                                or_null(entry.account), or_null(entry.password)));
  if (!made.is_open()) return failure(scm_error().within("register the service"));
  tell(fmt::format("Service registered: {}", to_wtf8(entry.command)));
  return made;
}

// Registers the service. One that is there already gets the new command, and the account only if
// one is named.
Result<ScmHandle> create_or_change(const Entry& entry, const Tell& tell) {
  const auto manager = open_manager(SC_MANAGER_CONNECT | SC_MANAGER_CREATE_SERVICE);
  if (!manager) return failure(manager.error());
  ScmHandle there(OpenServiceW(manager->get(), kServiceName, SERVICE_ALL_ACCESS));
  if (!there.is_open() && GetLastError() == ERROR_SERVICE_DOES_NOT_EXIST)
    return create(*manager, entry, tell);
  if (!there.is_open()) return failure(scm_error());
  if (!ChangeServiceConfigW(there.get(), SERVICE_WIN32_OWN_PROCESS, SERVICE_AUTO_START,
                            SERVICE_ERROR_NORMAL, entry.command.c_str(), nullptr, nullptr, nullptr,
                            or_null(entry.account), or_null(entry.password), kTitle)) {
    return failure(scm_error().within("change the service"));
  }
  tell(fmt::format("Service updated: {}", to_wtf8(entry.command)));
  return there;
}

// Writes down the user who installs. An installer that runs as SYSTEM writes down its user itself.
void remember_this_user(const Tell& tell) {
  const auto user = this_user();
  if (!user) return notice(failure(user.error()), "this user stays unknown to the service", tell);
  if (*user == kSystemAccount) return;
  notice(remember_installing_user(*user), "this user stays unknown to the service", tell);
}

// ---- states ----------------------------------------------------------------------------------

const char* sub_state(DWORD state) {
  switch (state) {
    case SERVICE_RUNNING:
      return "running";
    case SERVICE_PAUSED:
      return "paused";
    case SERVICE_START_PENDING:
      return "start-pending";
    case SERVICE_STOP_PENDING:
      return "stop-pending";
    case SERVICE_PAUSE_PENDING:
      return "pause-pending";
    case SERVICE_CONTINUE_PENDING:
      return "continue-pending";
    default:
      return "stopped";
  }
}

bool has_failed(const SERVICE_STATUS_PROCESS& status) {
  return status.dwCurrentState == SERVICE_STOPPED && status.dwWin32ExitCode != NO_ERROR &&
         status.dwWin32ExitCode != ERROR_SERVICE_NEVER_STARTED;
}

const char* active_state(const SERVICE_STATUS_PROCESS& status) {
  switch (status.dwCurrentState) {
    case SERVICE_START_PENDING:
      return "activating";
    case SERVICE_STOP_PENDING:
      return "deactivating";
    case SERVICE_STOPPED:
      return has_failed(status) ? "failed" : "inactive";
    default:
      return "active";
  }
}

int exit_code_of(const SERVICE_STATUS_PROCESS& status) {
  const bool is_own = status.dwWin32ExitCode == ERROR_SERVICE_SPECIFIC_ERROR;
  return static_cast<int>(is_own ? status.dwServiceSpecificExitCode : status.dwWin32ExitCode);
}

std::string start_type(const ScmHandle& service) {
  const auto config = config_of(service);
  if (!config) return "unknown";
  switch (config->start_type) {
    case SERVICE_AUTO_START:
      return "automatic";
    case SERVICE_DISABLED:
      return "disabled";
    default:
      return "manual";
  }
}

// Returns why a service that has stopped is not running.
Error reason_of(const SERVICE_STATUS_PROCESS& status) {
  const int code = exit_code_of(status);
  if (status.dwWin32ExitCode != ERROR_SERVICE_SPECIFIC_ERROR)
    return Error(ErrorKind::other, os_error(code).message());
  return Error(ErrorKind::other,
               fmt::format("it ended with exit code {}; its log and the Event Log (Application, "
                           "source Lockstep) tell more",
                           code),
               code);
}

// ---- actions ---------------------------------------------------------------------------------

Result<void> start(const ScmHandle& service) {
  if (!StartServiceW(service.get(), 0, nullptr)) {
    if (GetLastError() == ERROR_SERVICE_ALREADY_RUNNING) return {};
    return failure(scm_error());
  }
  const auto status = wait_while(service, SERVICE_START_PENDING);
  if (!status) return failure(status.error());
  if (status->dwCurrentState == SERVICE_STOPPED) return failure(reason_of(*status));
  return {};
}

Result<void> stop(const ScmHandle& service) {
  // A service that is starting takes no control, so the start is awaited first.
  if (const auto started = wait_while(service, SERVICE_START_PENDING); !started)
    return failure(started.error());
  SERVICE_STATUS ignored{};
  if (!ControlService(service.get(), SERVICE_CONTROL_STOP, &ignored)) {
    const DWORD code = GetLastError();
    if (code == ERROR_SERVICE_NOT_ACTIVE) return {};
    // Otherwise somebody else stops it already.
    if (code != ERROR_SERVICE_CANNOT_ACCEPT_CTRL) return failure(scm_error());
  }
  const auto status = wait_while(service, SERVICE_STOP_PENDING);
  if (!status) return failure(status.error());
  if (status->dwCurrentState != SERVICE_STOPPED)
    return failure(ErrorKind::busy, "the service does not stop");
  return {};
}

// Asks the service itself to reload, since it tells the outcome; the SCM's control has no answer.
Result<void> reload(const ScmHandle& service) {
  const auto status = status_of(service);
  if (!status) return failure(status.error());
  if (status->dwCurrentState == SERVICE_STOPPED)
    return failure(ErrorKind::not_found, "the service does not run");
  const auto told = tell_daemon({DaemonAddress::Owner::system, {}},
                                {.command = ControlCommand::reload, .job = {}});
  if (told || told.error().kind() != ErrorKind::not_found) return told;
  // This needs more rights than the pipe asks of whoever may reload.
  const auto controlled = open_service(SERVICE_PAUSE_CONTINUE);
  if (!controlled) return failure(controlled.error());
  SERVICE_STATUS ignored{};
  if (!ControlService(controlled->get(), SERVICE_CONTROL_PARAMCHANGE, &ignored))
    return failure(scm_error());
  return {};
}

DWORD access_for(ServiceAction action) {
  switch (action) {
    case ServiceAction::start:
      return SERVICE_QUERY_STATUS | SERVICE_START;
    case ServiceAction::stop:
      return SERVICE_QUERY_STATUS | SERVICE_STOP;
    case ServiceAction::restart:
      return SERVICE_QUERY_STATUS | SERVICE_START | SERVICE_STOP;
    case ServiceAction::reload:
      return SERVICE_QUERY_STATUS;
  }
  return SERVICE_QUERY_STATUS;
}

// Waits until the service is gone: it stays in the list as long as anybody has it open.
bool wait_until_gone() {
  constexpr int kRounds = 100;
  constexpr DWORD kRound = 50;
  for (int round = 0; round < kRounds; ++round) {
    const auto there = open_service(SERVICE_QUERY_STATUS);
    if (!there && there.error().kind() == ErrorKind::not_found) return true;
    Sleep(kRound);
  }
  return false;
}

}  // namespace

Result<void> install_service(const RegisteredService& service, const std::string& configuration,
                             const Settings& settings, const Tell& tell) {
  if (auto fine = refuse_mapped_drives(settings, configuration); !fine) return fine;
  if (auto may = open_manager(SC_MANAGER_CONNECT | SC_MANAGER_CREATE_SERVICE); !may)
    return failure(may.error());
  const auto entry = entry_of(service, configuration);
  if (!entry) return failure(entry.error());
  if (auto fine = refuse_others_configuration(configuration, entry->runs_as); !fine) return fine;
  if (auto made = make_folders(settings, tell); !made) return made;
  const auto registered = create_or_change(*entry, tell);
  if (!registered) return failure(registered.error());
  set_service_settings(*registered, is_local_system(entry->runs_as), tell);
  if (needs_password(entry->account) && !entry->account.empty()) {
    notice(let_log_on_as_service(entry->account),
           "the account may lack the right 'Log on as a service'", tell);
  }
  notice(register_event_source(), "the Event Log can't show its texts", tell);
  remember_this_user(tell);
  tell("It starts with the system");
  return {};
}

Result<void> uninstall_service(const RegisteredService& /*service*/, const Tell& tell) {
  {
    const auto service = open_service(SERVICE_QUERY_STATUS | SERVICE_STOP | DELETE);
    if (!service && service.error().kind() == ErrorKind::not_found) {
      tell("The service is not installed");
      return {};
    }
    if (!service) return failure(service.error());
    if (auto stopped = stop(*service); !stopped) return stopped;
    if (!DeleteService(service->get()) && GetLastError() != ERROR_SERVICE_MARKED_FOR_DELETE)
      return failure(scm_error());
  }
  tell(wait_until_gone()
           ? "Stopped and removed from the services"
           : "Stopped; it leaves the services when the programs that show them close");
  notice(unregister_event_source(), "the Event Log still knows the service", tell);
  tell("Configuration, state and logs are left where they are");
  return {};
}

Result<RegistrationState> registration_state(const RegisteredService& /*service*/) {
  RegistrationState state;
  state.unit = to_wtf8(kServiceName);
  const auto service = open_service(SERVICE_QUERY_STATUS | SERVICE_QUERY_CONFIG);
  if (!service && service.error().kind() == ErrorKind::not_found) {
    state.load = "not-found";
    state.active = "inactive";
    state.sub = "dead";
    return state;
  }
  if (!service) return failure(service.error());
  const auto status = status_of(*service);
  if (!status) return failure(status.error());
  state.load = "loaded";
  state.active = active_state(*status);
  state.sub = sub_state(status->dwCurrentState);
  state.enabled = start_type(*service);
  state.process_id = static_cast<int>(status->dwProcessId);
  state.result = has_failed(*status) ? "exit-code" : "success";
  if (has_failed(*status)) {
    state.exit_code = exit_code_of(*status);
    state.sentence = reason_of(*status).message();
  }
  return state;
}

Result<void> control_service(const RegisteredService& /*service*/, ServiceAction action) {
  const auto service = open_service(access_for(action));
  if (!service) return failure(service.error());
  switch (action) {
    case ServiceAction::start:
      return start(*service);
    case ServiceAction::stop:
      return stop(*service);
    case ServiceAction::restart:
      if (auto stopped = stop(*service); !stopped) return stopped;
      return start(*service);
    case ServiceAction::reload:
      return reload(*service);
  }
  return {};
}

}  // namespace lockstep
