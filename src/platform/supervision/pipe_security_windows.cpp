#include "platform/supervision/pipe_security_windows.h"

#include <locale>
#include <sstream>
#include <utility>
#include <windows.h>
#include <sddl.h>

#include "platform/supervision/service_key_windows.h"
#include "platform/system/owned_handle_windows.h"

namespace lockstep {

namespace {

// Writes rights as a hexadecimal number, the only form that is documented beside letters ("ACE
// Strings", learn.microsoft.com).
std::wstring rights_text(DWORD rights) {
  std::wstringstream text;
  text.imbue(std::locale::classic());
  text << L"0x" << std::hex << rights;
  return text.str();
}

}  // namespace

// The text denies nothing to users who came over a network (NU): an administrator's remote session
// (SSH, WinRM) is one, too. The pipe itself takes no client of another machine
// (PIPE_REJECT_REMOTE_CLIENTS).
std::wstring pipe_security_text(const std::wstring& own_user, const std::wstring& installing_user) {
  const std::wstring talk = L"(A;;" + rights_text(kTalk) + L";;;";
  std::wstring text = L"D:P(A;;GA;;;" + own_user + L")";
  text += talk + L"SY)" + talk + L"BA)";
  if (!installing_user.empty()) text += talk + installing_user + L")";
  return text;
}

Result<PipeSecurity> PipeSecurity::make() {
  const auto user = this_user();
  if (!user) return failure(user.error());
  const std::wstring text = pipe_security_text(*user, installing_user().value_or(L""));
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(text.c_str(), SDDL_REVISION_1,
                                                            &descriptor, nullptr)) {
    return failure(last_error());
  }
  return PipeSecurity(Descriptor(descriptor, LocalFree));
}

}  // namespace lockstep
