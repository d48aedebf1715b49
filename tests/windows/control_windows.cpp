// control NUMBER: sends our service a control, as other programs do that know the service manager
// and not us.
// control serve FILE: is the service, one without a pipe: writes to FILE which controls it gets.

#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <windows.h>

#include "platform/supervision/service_key_windows.h"

namespace {

const char* told = nullptr;
SERVICE_STATUS_HANDLE manager_of_it = nullptr;
HANDLE over = nullptr;

void tell(DWORD state) {
  SERVICE_STATUS status{};
  status.dwServiceType = SERVICE_WIN32_OWN_PROCESS;
  status.dwCurrentState = state;
  status.dwControlsAccepted = SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_PARAMCHANGE;
  SetServiceStatus(manager_of_it, &status);
}

DWORD WINAPI take(DWORD control, DWORD /*event*/, void* /*data*/, void* /*context*/) {
  if (std::FILE* const file = std::fopen(told, "ab"); file != nullptr) {
    std::fprintf(file, "control %lu\n", control);
    std::fclose(file);
  }
  if (control == SERVICE_CONTROL_STOP) {
    // Before the control is answered: whoever sent it looks at once.
    tell(SERVICE_STOP_PENDING);
    SetEvent(over);
  }
  return NO_ERROR;
}

void WINAPI serve(DWORD /*count*/, wchar_t** /*words*/) {
  over = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  manager_of_it = RegisterServiceCtrlHandlerExW(lockstep::kServiceName, take, nullptr);
  tell(SERVICE_RUNNING);
  WaitForSingleObject(over, INFINITE);
  tell(SERVICE_STOPPED);
}

int send(DWORD control) {
  const SC_HANDLE manager = OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT);
  const SC_HANDLE service = OpenServiceW(manager, lockstep::kServiceName, SERVICE_ALL_ACCESS);
  SERVICE_STATUS status{};
  if (ControlService(service, control, &status)) return 0;
  std::fprintf(stderr, "control %lu: error %lu\n", control, GetLastError());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view word = argc > 1 ? argv[1] : "";
  if (word != "serve" || argc < 3) return send(static_cast<DWORD>(std::atoi(word.data())));
  told = argv[2];
  wchar_t name[] = L"";
  const SERVICE_TABLE_ENTRYW table[] = {{name, serve}, {nullptr, nullptr}};
  return StartServiceCtrlDispatcherW(table) != 0 ? 0 : 1;
}
