// control NUMBER: sends our service a control, as other programs do that know the service manager
// and not us.

#include <cstdio>
#include <cstdlib>
#include <windows.h>

#include "platform/service_key_windows.h"

int main(int argc, char** argv) {
  const auto control = static_cast<DWORD>(argc > 1 ? std::atoi(argv[1]) : 0);
  const SC_HANDLE manager = OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT);
  const SC_HANDLE service = OpenServiceW(manager, lockstep::kServiceName, SERVICE_ALL_ACCESS);
  SERVICE_STATUS status{};
  if (ControlService(service, control, &status)) return 0;
  std::fprintf(stderr, "control %lu: error %lu\n", control, GetLastError());
  return 1;
}
